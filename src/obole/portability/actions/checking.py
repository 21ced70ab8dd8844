"""The last stage: whether the links of what was imported lead where readers can follow."""

from collections.abc import Sequence

from wagtail.models import Page

from obole.portability.actions.rows import take_rows
from obole.portability.actions.work import Work
from obole.portability.models import Kind, SourceRecord
from obole.portability.queries.addresses import target_of
from obole.portability.rules.old_paths import path_at, requests_of

PORTION = 200


def check_step(work: Work) -> bool:
    """Check the links of the next records; return whether there were any."""
    records = SourceRecord.objects.filter(run=work.run, kind__in=(Kind.POST, Kind.PAGE)).exclude(
        links={}
    )
    return take_rows(work, records, limit=PORTION, handle=lambda portion: _check(work, portion))


def _check(work: Work, records: Sequence[SourceRecord]) -> None:
    pages = {number for each in records for number in each.links.get("pages", [])}
    live = dict(Page.objects.live().filter(pk__in=pages).values_list("pk", "title"))
    titles = dict(Page.objects.filter(pk__in=pages).values_list("pk", "title"))
    for record in records:
        unpublished = [
            titles.get(number, str(number))
            for number in record.links.get("pages", [])
            if number not in live
        ]
        lost = [url for url in record.links.get("lost", []) if not _leads_somewhere(work, url)]
        record.links = {
            **{name: record.links[name] for name in ("pages", "lost") if name in record.links},
            "broken": [*lost, *unpublished],
        }
    SourceRecord.objects.bulk_update(records, ["links"])


def _leads_somewhere(work: Work, url: str) -> bool:
    place = path_at(url.partition("#")[0], key=work.site.key)
    assert place is not None, "only addresses of the old site are kept"
    return target_of(site=work.site, requests=requests_of(*place), published_only=True) is not None
