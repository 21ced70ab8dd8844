"""The press says what it misses."""

import subprocess

import pytest

from obole.receipts import press


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch) -> None:
    failed = subprocess.CompletedProcess([], 1, b"", b"OSError: cannot load library 'pango-1.0-0'")
    monkeypatch.setattr(press.subprocess, "run", lambda *_, **__: failed)
    monkeypatch.setattr(press, "find_library", lambda _: None)

    with pytest.raises(press.PressFailed, match="apt install libpango"):
        press.print_pages([press.Page(html="<p>Reçu</p>", identifier="0" * 32)])


def test_what_the_child_complains_of_is_kept(monkeypatch) -> None:
    failed = subprocess.CompletedProcess([], 1, b"", b"ValueError: no such font")
    monkeypatch.setattr(press.subprocess, "run", lambda *_, **__: failed)
    monkeypatch.setattr(press, "find_library", lambda _: "libpangoft2-1.0.so.0")

    with pytest.raises(press.PressFailed, match="no such font"):
        press.print_pages([press.Page(html="<p>Reçu</p>", identifier="0" * 32)])
