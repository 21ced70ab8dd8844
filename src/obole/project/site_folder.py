"""A site is one folder: `obole.toml` and `var/`. How it is laid out, before Django can start."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from obole.foundation.storage import write_durably
from obole.project.environment import SETTINGS_FILE, keys, new_secret_key, secret_key_path
from obole.project.refusals import Refusal

PRIVATE_FOLDER_MODE = 0o700
PRIVATE_FILE_MODE = 0o600
SETTINGS_MODE = 0o640

# Stands in var/ while a site is being made; what was made so far can be thrown away.
_UNFINISHED = "being-made"

_OPENING = """\
# The settings of this machine. What the newsroom chooses (its name, colours, legal facts)
# is edited in the desk. A line that begins with # is off and shows the default.
# Every key can also be given as a variable of the process, for instance OBOLE_BIND.
"""


def is_site(folder: Path) -> bool:
    """Tell whether a site was made in this folder, to the end."""
    return (folder / SETTINGS_FILE).is_file() and not (folder / "var" / _UNFINISHED).exists()


@contextmanager
def site_being_made(folder: Path, *, settings: Mapping[str, Any]) -> Iterator[None]:
    """Lay the folder out, and call it a site when the block has ended without an error.

    After an interruption the next call starts anew: nobody has worked in such a site. Raises
    Refusal when the folder holds something of somebody else.
    """
    mark = folder / "var" / _UNFINISHED
    if mark.exists():
        _clear(folder / "var")
    else:
        _refuse_foreign(folder)
    write_durably(mark, [b"obole is making this site\n"])
    _lay_out(folder, settings)
    yield
    mark.unlink()


def refuse_unfinished(folder: Path) -> None:
    """Raise Refusal for a site whose making was interrupted."""
    if (folder / "var" / _UNFINISHED).exists():
        raise Refusal(
            f"The making of {folder} was interrupted: run the same obole init (or obole demo) "
            "again, it starts anew."
        )


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file: give the name of a folder.")
    for name in (SETTINGS_FILE, "var"):
        if (folder / name).exists():
            raise Refusal(f"{folder / name} exists already: choose another folder, or move it.")


def _clear(var: Path) -> None:
    for entry in var.iterdir():
        if entry.name in {_UNFINISHED, "secrets"}:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _lay_out(folder: Path, settings: Mapping[str, Any]) -> None:
    key_path = secret_key_path(site=folder)
    key_path.parent.mkdir(parents=True, exist_ok=True)
    key_path.parent.chmod(PRIVATE_FOLDER_MODE)
    if not key_path.exists():
        write_secret(key_path, new_secret_key())
    write_durably(folder / SETTINGS_FILE, [settings_text(settings).encode()], mode=SETTINGS_MODE)


def write_secret(path: Path, secret: str) -> None:
    """Write a file that only the owner of the site can read."""
    write_durably(path, [f"{secret}\n".encode()], mode=PRIVATE_FILE_MODE)


def settings_text(settings: Mapping[str, Any]) -> str:
    """Return the text of an `obole.toml` with these values and the other keys as comments."""
    lines = [_OPENING]
    for key, (_, explanation, default) in keys().items():
        value, switch = (settings[key], "") if key in settings else (default, "# ")
        # For a text, a number and a truth value, JSON is TOML.
        lines.append(f"# {explanation}\n{switch}{key} = {json.dumps(value, ensure_ascii=False)}\n")
    return "\n".join(lines)
