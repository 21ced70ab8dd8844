"""The published versions of articles."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from obole.newsroom.models import ArticlePage
from obole.pages import rules
from obole.pages.models import Publication


class NoSuchVersion(LookupError):
    """The article was never published in this version."""


@dataclass(frozen=True)
class Version:
    """A published version, and whether its digest fits its text and the version before it."""

    publication: Publication
    is_intact: bool


def latest_publications(*, page_ids: Sequence[int]) -> dict[int, Publication]:
    """Return the latest publication of each of these pages that has one."""
    newest = (
        Publication.objects.filter(page_id__in=page_ids)
        .order_by()
        .values("page_id")
        .annotate(newest=Max("pk"))
    )
    found = Publication.objects.filter(pk__in=newest.values("newest"))
    return {publication.page_id: publication for publication in found}


def versions_of(*, article: ArticlePage) -> list[Version]:
    """Return all published versions, the first one first, each checked against its digest."""
    publications = Publication.objects.filter(page_id=article.pk).order_by("number")
    versions: list[Version] = []
    before = ""
    for publication in publications:
        expected = rules.version_digest(
            headline=publication.headline, lines=publication.lines, previous_digest=before
        )
        is_intact = publication.digest == expected and publication.previous_digest == before
        versions.append(Version(publication, is_intact))
        # The chain goes on from what is stored: one broken link breaks one version, not all.
        before = publication.digest
    return versions


def two_versions(
    versions: Sequence[Version], *, older: int, newer: int
) -> tuple[Publication, Publication]:
    """Return the publications of these two numbers. Raise NoSuchVersion."""
    by_number = {version.publication.number: version.publication for version in versions}
    try:
        return by_number[older], by_number[newer]
    except KeyError as missing:
        raise NoSuchVersion(missing.args[0]) from None
