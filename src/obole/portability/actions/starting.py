"""Beginning an import, or going on with one that was interrupted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from obole.newsroom.models import HomePage
from obole.portability.models import ImportedSite, ImportRun, Stage
from obole.portability.models.runs import FINISHED
from obole.portability.rules.items import SourceSite
from obole.portability.rules.old_paths import site_key
from obole.portability.rules.wxr import read_export

PIECE_BYTES = 1024 * 1024
# Exports of sites without an address are one site to us.
NO_ADDRESS = "?"


class OtherLanguage(Exception):
    """The site has moved into another language's front page already."""


class NoFrontPage(Exception):
    """There is no front page of this language."""


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What whoever starts an import chooses; `language` is the front page that it goes below."""

    language: str = ""
    time_zone: str = "UTC"
    uploads: Path | None = None
    is_offline: bool = False
    is_recovering: bool = False
    keeps_commenters: bool = True
    trusts_approved: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the old site."""
        return ZoneInfo(self.time_zone)


def start_import(*, file: Path, options: ImportOptions, now: datetime) -> ImportRun:
    """Return the run of this export: the one that was interrupted, or a new one.

    Raise NotImportable for what does not begin like an export, OtherLanguage or NoFrontPage. A
    run of another export of the same site that was not finished is abandoned; what it has made
    stays, and is taken up.
    """
    said = source_site_of(file, options)
    digest = digest_of(file)
    with transaction.atomic():
        site = _site(said, options)
        unfinished = site.runs.select_for_update().exclude(stage__in=FINISHED).order_by("pk").last()
        if unfinished is not None and _is_same(unfinished, digest, options):
            _take_up(unfinished, file, options)
            return unfinished
        _abandon(site, now)
        return ImportRun.objects.create(
            site=site,
            file_name=file.name[:255],
            file_path=str(file.resolve()),
            digest=digest,
            is_recovering=options.is_recovering,
            time_zone=options.time_zone,
            uploads_path=str(options.uploads.resolve()) if options.uploads else "",
            is_offline=options.is_offline,
            keeps_commenters=options.keeps_commenters,
            trusts_approved=options.trusts_approved,
            total=file.stat().st_size,
            started_at=now,
        )


def source_site_of(file: Path, options: ImportOptions) -> SourceSite:
    """Return what the beginning of a file says of its site. Raise NotImportable."""
    with file.open("rb") as stream:
        first = next(read_export(stream, recover=options.is_recovering, time_zone=options.zone))
    assert isinstance(first, SourceSite), "the site comes first"
    return first


def key_of(said: SourceSite) -> str:
    """Return the key of a site: the normal form of its address."""
    return site_key(said.blog_url) or site_key(said.link) or NO_ADDRESS


def locale_for(said: SourceSite, options: ImportOptions) -> Locale:
    """Return the language that a new site moves into: the chosen one, its own, or the site's.

    Raise NoFrontPage.
    """
    locales = {
        home.locale.language_code: home.locale
        for home in HomePage.objects.select_related("locale").order_by("-path")
    }
    own = said.language.lower().replace("_", "-").partition("-")[0]
    wanted = options.language or (own if own in locales else settings.LANGUAGE_CODE)
    if wanted not in locales:
        raise NoFrontPage(wanted)
    return locales[wanted]


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _site(said: SourceSite, options: ImportOptions) -> ImportedSite:
    key = key_of(said)
    known = ImportedSite.objects.select_related("locale").filter(key=key).first()
    if known is None:
        return ImportedSite.objects.create(
            key=key, locale=locale_for(said, options), **_said_of(said)
        )
    if options.language not in {"", known.locale.language_code}:
        raise OtherLanguage(known.locale.language_code)
    for name, value in _said_of(said).items():
        setattr(known, name, value)
    known.save()
    return known


def _abandon(site: ImportedSite, now: datetime) -> None:
    """End the runs of a site that were not finished, and forget what they have read."""
    for run in site.runs.exclude(stage__in=FINISHED):
        run.journal_path.unlink(missing_ok=True)
        run.stage, run.finished_at = Stage.ABANDONED, now
        run.save(update_fields=["stage", "finished_at"])


def _said_of(said: SourceSite) -> dict[str, str]:
    return {
        "address": said.blog_url or said.link,
        "title": said.title,
        "description": said.description,
        "language": said.language[:50],
    }


def _is_same(run: ImportRun, digest: str, options: ImportOptions) -> bool:
    return run.digest == digest and all(
        getattr(run, name) == getattr(options, name)
        for name in ("is_recovering", "time_zone", "keeps_commenters", "trusts_approved")
    )


def _take_up(run: ImportRun, file: Path, options: ImportOptions) -> None:
    """Go on with a run; the file and the folder of uploads may have moved."""
    run.file_path = str(file.resolve())
    run.uploads_path = str(options.uploads.resolve()) if options.uploads else ""
    run.is_offline = options.is_offline
    run.save(update_fields=["file_path", "uploads_path", "is_offline"])
