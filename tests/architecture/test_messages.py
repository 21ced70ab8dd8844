"""Every string that people read is in the French messages, translated, and compiled."""

import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from codebase import REPOSITORY, SOURCE

MESSAGES = "locale/fr/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the apps whose messages have just been collected from the code."""
    copy = tmp_path_factory.mktemp("messages") / "obole"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
    subprocess.run(
        ["tools/messages.sh", copy], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    return copy


def apps_with_messages(folder: Path) -> set[str]:
    return {path.relative_to(folder).parts[0] for path in folder.glob(f"*/{MESSAGES}")}


def sources_of(messages: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in messages if not entry.obsolete
    }


def test_every_string_of_the_code_is_collected(collected):
    assert apps_with_messages(SOURCE) == apps_with_messages(collected) != set()
    for app in sorted(apps_with_messages(collected)):
        stored = sources_of(polib.pofile(SOURCE / app / MESSAGES))
        wanted = sources_of(polib.pofile(collected / app / MESSAGES))
        assert (app, wanted - stored, stored - wanted) == (app, set(), set()), "Run make messages."


def test_every_message_is_translated():
    unfinished = [
        f"{path.relative_to(SOURCE)}: {entry.msgid}"
        for path in sorted(SOURCE.glob(f"*/{MESSAGES}"))
        for entry in polib.pofile(path)
        if not entry.translated() and not entry.obsolete
    ]

    assert unfinished == []


def test_what_is_compiled_is_what_is_written():
    for path in sorted(SOURCE.glob(f"*/{MESSAGES}")):
        written = {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
            for entry in polib.pofile(path).translated_entries()
        }
        compiled = {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
            for entry in polib.mofile(path.with_suffix(".mo"))
        }
        assert compiled == written, (
            f"{path.relative_to(SOURCE)} is not compiled: run make messages."
        )
