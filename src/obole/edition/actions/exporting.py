"""The whole edition as a folder of files, which any file server can show."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from obole.edition.actions.walking import bake_all
from obole.edition.places import the_tree
from obole.edition.rendering import render
from obole.edition.rules.addresses import place_of
from obole.edition.rules.links import paths_in
from obole.edition.rules.negotiation import Coding

# Stands in a folder that we made: it may be written again.
MARK = ".obole-export"
# An attribute that leads to an address of the site.
_LEADING = re.compile(r'\b(href|action)="(/(?!/)[^"#]*)')
_PAGES = (".html", ".htm")


class NotOurs(Exception):
    """The folder holds something that no export wrote."""


def export(*, folder: Path) -> Iterator[tuple[int, int]]:
    """Write every public page and all that it shows into the folder; yield how far it is.

    What cannot be a file (search, forms) leads to the site itself. A former export in the folder
    is replaced. Raise NotOurs for any other folder that is not empty.
    """
    _prepare(folder)
    exported: list[str] = []
    shown: set[str] = set()
    known = 0
    for path, _, known in bake_all():
        baked = the_tree().read(path)
        if baked is not None:
            exported.append(path)
            content = baked.copies[Coding.IDENTITY]
            shown |= paths_in(content.decode("utf-8", "replace"), origin=_origin())
            _write(folder, place_of(path), content)
        yield len(exported), known
    shown -= set(exported)
    written = set(exported) | {path for path in sorted(shown) if _write_file(folder, path)}
    for number, path in enumerate(exported, start=1):
        if place_of(path).endswith(_PAGES):
            _lead_home(folder / place_of(path), written)
        yield known + number, known + len(exported)


def _prepare(folder: Path) -> None:
    if folder.exists():
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file()):
            raise NotOurs(folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("Written by obole edition export.\n", encoding="ascii")


def _origin() -> str:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return f"{address.scheme}://{address.netloc}"


def _write(folder: Path, place: str, content: bytes) -> None:
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _write_file(folder: Path, path: str) -> bool:
    """Write a picture, a style sheet, a document; tell whether the path is one."""
    place = path.removeprefix("/")
    if not place or place.endswith("/") or ".." in place.split("/"):
        return False
    if path.startswith(settings.STATIC_URL):
        source = Path(settings.STATIC_ROOT) / path.removeprefix(settings.STATIC_URL)
        if not source.is_file():
            return False
        _write(folder, place, source.read_bytes())
        return True
    answer = render(path)
    if not answer.status.startswith("200"):
        return False
    _write(folder, place, answer.body)
    return True


def _lead_home(file: Path, written: set[str]) -> None:
    """Let what is not in the folder lead to the site."""

    def lead(found: re.Match[str]) -> str:
        attribute, address = found.groups()
        path = unquote(address)
        return found.group() if path in written else f'{attribute}="{_origin()}{address}'

    text = file.read_text(encoding="utf-8")
    file.write_text(_LEADING.sub(lead, text), encoding="utf-8")
