"""A site that moved in, and each time that an export of it was read."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale, Page


class ImportedSite(models.Model):
    """The site that an export comes from, known by the normal form of its address."""

    key = models.CharField(max_length=255, unique=True)
    address = models.CharField(_("address"), max_length=2000, blank=True)
    title = models.TextField(_("title"), blank=True)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(max_length=50, blank=True)
    """As the export says it: fr-FR."""
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.PROTECT)
    loose_section = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    """The section of its posts without a category."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported site")
        verbose_name_plural = _("imported sites")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key

    @property
    def base_path(self) -> str:
        """The path below which all its addresses are, without a slash at the end."""
        return urlsplit(self.address).path.rstrip("/")


class Stage(models.TextChoices):
    """How far an import is. Each stage goes through everything before the next begins."""

    READING = "reading", _("Reading the file")
    PREPARING = "preparing", _("Making sections, authors, files and empty pages")
    WRITING = "writing", _("Writing articles and comments")
    INDEXING = "indexing", _("Preparing the search")
    COMMENTING = "commenting", _("Putting comments below their articles")
    ADDRESSING = "addressing", _("Keeping old addresses")
    CURATING = "curating", _("Arranging the front page")
    CHECKING = "checking", _("Checking links")
    DONE = "done", pgettext_lazy("of an import", "Done")
    REFUSED = "refused", pgettext_lazy("of an import", "Refused")
    ABANDONED = "abandoned", pgettext_lazy("of an import", "Abandoned for a newer one")


FINISHED = (Stage.DONE, Stage.REFUSED, Stage.ABANDONED)


class ImportRun(models.Model):
    """One reading of one export, from the first byte to the report.

    `position` is where the stage goes on: a byte of the journal or the number of a row. It is
    written in the transaction of what was done before it, so that nothing is done twice.
    """

    site = models.ForeignKey(ImportedSite, on_delete=models.CASCADE, related_name="runs")
    file_name = models.CharField(_("file"), max_length=255)
    file_path = models.TextField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the file, in hexadecimal."""
    is_recovering = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, default="UTC")
    uploads_path = models.TextField(blank=True)
    is_offline = models.BooleanField(default=False)
    keeps_commenters = models.BooleanField(default=True)
    """Whether e-mail addresses of commenters are kept."""
    trusts_approved = models.BooleanField(default=False)
    """Whether what was approved there is shown here without a second look."""
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, default=Stage.READING
    )
    position = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    """Of the stage, for a bar of progress: bytes or rows."""
    found = models.JSONField(default=dict)
    """How many items of each kind the file holds, counted when it was read."""
    problems = models.JSONField(default=list)
    """What could not be read: `{"line", "item", "reason", "detail"}` each."""
    refusal = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of a site", "import")
        verbose_name_plural = pgettext_lazy("of a site", "imports")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file_name} ({self.stage})"

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.stage in FINISHED

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the old site."""
        return ZoneInfo(self.time_zone)

    @property
    def journal_path(self) -> Path:
        """Where what was read waits to be written, until the import is done."""
        folder: Path = settings.ENVIRONMENT.var / "imports"
        return folder / f"{self.pk}.journal"

    def options(self) -> dict[str, Any]:
        """Return what whoever started it has chosen."""
        return {
            "recover": self.is_recovering,
            "time_zone": self.time_zone,
            "uploads": self.uploads_path,
            "offline": self.is_offline,
            "commenters": "whole" if self.keeps_commenters else "names",
            "approved_comments": "trusted" if self.trusts_approved else "screened",
        }
