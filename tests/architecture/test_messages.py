"""Every string that people read is in the French messages, translated, and compiled."""

import os
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from codebase import REPOSITORY, SOURCE
from django.apps import apps
from django.utils import translation

from obole.kernel.text import french_spaces

MESSAGES = "locale/fr/LC_MESSAGES/django.po"
# What Wagtail 8.0.1 leaves in English, and we translate in its place.
REPLACED = {"Any"}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the apps whose messages have just been collected from the code."""
    copy = tmp_path_factory.mktemp("messages") / "obole"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
    # Without settings, as `make messages` does it: with them, each app loads the whole program.
    variables = {name: each for name, each in os.environ.items() if "SETTINGS" not in name}
    subprocess.run(
        ["tools/messages.sh", copy],
        cwd=REPOSITORY,
        env=variables,
        check=True,
        capture_output=True,
        text=True,
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


def words_of(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr, *entry.msgstr_plural.values()]


def ours() -> list[polib.POEntry]:
    return [entry for path in sorted(SOURCE.glob(f"*/{MESSAGES}")) for entry in polib.pofile(path)]


def test_french_is_set_as_french_is_printed():
    wrong = [
        words
        for entry in ours()
        for words in words_of(entry)
        if words != french_spaces(words) or "'" in words or '"' in words or "..." in words
    ]

    assert wrong == []


def test_a_string_is_translated_in_one_way_in_all_our_apps():
    translations: dict[tuple[str | None, str], set[tuple[str, ...]]] = {}
    for entry in ours():
        known = translations.setdefault((entry.msgctxt, entry.msgid), set())
        known.add(tuple(words_of(entry)))

    assert [key for key, known in translations.items() if len(known) > 1] == []


def test_our_words_are_shown_and_change_none_of_wagtail_or_django():
    folders = [Path(translation.__file__).parents[2] / "conf"]
    folders += [
        Path(app.path) for app in apps.get_app_configs() if not app.name.startswith("obole.")
    ]
    theirs: dict[str, set[str]] = {}
    for path in (folder / MESSAGES for folder in folders):
        if path.with_suffix(".mo").exists():
            for entry in polib.mofile(path.with_suffix(".mo")):
                if not entry.msgctxt:
                    theirs.setdefault(entry.msgid, set()).add(entry.msgstr)
    mine = [entry for entry in ours() if not entry.msgctxt and not entry.msgid_plural]

    changed = {
        entry.msgid
        for entry in mine
        if entry.msgid in theirs and entry.msgstr not in theirs[entry.msgid]
    }
    with translation.override("fr"):
        shown = {entry.msgid: translation.gettext(entry.msgid) for entry in mine}

    assert theirs, "No catalogue was read."
    assert changed == REPLACED, "Give these strings a context: pgettext, or context in templates."
    assert shown == {entry.msgid: entry.msgstr for entry in mine}
