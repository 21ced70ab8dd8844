"""WXR, the file that WordPress makes of a site: RSS 2.0 with elements of its own.

Its grammar is the program that writes it:
https://github.com/WordPress/wordpress-develop/blob/trunk/src/wp-admin/includes/export.php
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, tzinfo
from typing import BinaryIO

from obole.portability.rules import records, refusals, texts
from obole.portability.rules.items import (
    ReadingProblem,
    Record,
    SourceAuthor,
    SourceSite,
    SourceTerm,
)
from obole.portability.rules.openings import OpenedText
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.salvage import ElementReader
from obole.portability.rules.trees import Element
from obole.portability.rules.wxr_dialect import WXR, version_in

VERSIONS = ("1.0", "1.1", "1.2")

_DECLARATIONS: Mapping[str, Callable[[Element], SourceAuthor | SourceTerm]] = {
    "wp:author": records.author_of,
    "wp:category": records.category_of,
    "wp:tag": records.tag_of,
    "wp:term": records.term_of,
}
_SITE_FIELDS = frozenset(
    (
        *("title", "link", "description", "language"),
        *("wp:wxr_version", "wp:base_site_url", "wp:base_blog_url"),
    )
)


def read_export(
    stream: BinaryIO, *, recover: bool = False, time_zone: tzinfo = UTC
) -> Iterator[Record]:
    """Yield what the export says, in its order: the site first, once, then the rest.

    Raise NotImportable for what is not an export, or is damaged: perhaps after many records, so
    read a file through once before anything of it is kept. With `recover`, what cannot be read
    becomes a ReadingProblem, and only a file that does not begin like an export is refused.

    `time_zone` is that of the old site, for dates that the export does not give in UTC. A term
    can be declared twice, as a category and as a term.
    """
    reader = ElementReader(OpenedText(stream, recover=recover), WXR, recover=recover)
    site_fields: dict[str, str] = {}
    is_site_told = False
    for element in reader.read():
        if isinstance(element, Element) and element.name in _SITE_FIELDS:
            site_fields.setdefault(element.name, element.text)
            continue
        record = (
            element
            if isinstance(element, ReadingProblem)
            else _record_of(element, time_zone=time_zone)
        )
        if record is None:
            continue
        if not is_site_told:
            yield _site(site_fields, version=version_in(reader.namespaces))
            is_site_told = True
        yield record
    if not is_site_told:
        yield _site(site_fields, version=version_in(reader.namespaces))


def _record_of(element: Element, *, time_zone: tzinfo) -> Record | None:
    if element.name == "item":
        return records.item_of(element, time_zone=time_zone)
    declaration = _DECLARATIONS.get(element.name)
    return declaration(element) if declaration else None


def _site(fields: Mapping[str, str], *, version: str) -> SourceSite:
    version = texts.one_line(fields.get("wp:wxr_version", "")) or version
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise NotImportable(refusals.UNKNOWN_VERSION, detail=f"{version[:40]!a}; known: {known}")
    link = texts.address(fields.get("link", ""))
    site_url = texts.address(fields.get("wp:base_site_url", ""))
    return SourceSite(
        title=texts.title_text(fields.get("title", "")),
        link=link or site_url,
        blog_url=texts.address(fields.get("wp:base_blog_url", "")) or link or site_url,
        description=texts.title_text(fields.get("description", "")),
        language=texts.one_line(fields.get("language", "")),
        wxr_version=version,
    )
