"""The public record of what was published, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Publication(models.Model):
    """A version of a page that went live and was announced. One row per live revision.

    It keeps the text that readers saw, so that the history stays readable when old
    revisions are purged, and the digest of `pages.rules.version_digest`.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="publications")
    # Not a foreign key: purging revisions must not purge the record.
    revision_id = models.BigIntegerField(unique=True)
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published at"))
    headline = models.CharField(_("headline"), max_length=255)
    lines = models.JSONField(_("text"), default=list)
    is_substantive = models.BooleanField(_("text changed"))
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="pages_publication_number"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} ({self.number})"
