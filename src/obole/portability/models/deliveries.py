"""An export that somebody has brought to the desk, from the upload to the report."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.portability.models.runs import ImportRun


class State(models.TextChoices):
    """What happens with a delivery, or waits for somebody to decide."""

    REHEARSING = "rehearsing", _("Rehearsing")
    REHEARSED = "rehearsed", _("Rehearsed")
    IMPORTING = "importing", _("Importing")
    STOPPED = "stopped", pgettext_lazy("of an import", "Stopped")
    REFUSED = "refused", pgettext_lazy("of an import", "Refused")
    DONE = "done", pgettext_lazy("of an import", "Done")


AT_WORK = (State.REHEARSING, State.IMPORTING)


class Delivery(models.Model):
    """An uploaded export, what whoever brought it has chosen, and how far it is.

    `refusal` is a sentence of `rules.refusals` or `rules.hindrances`, translated where it is
    shown; `refused_line`, `refused_item` and `refused_detail` say where, and are not translated.
    """

    file_name = models.CharField(_("file"), max_length=255)
    file_path = models.TextField()
    byte_size = models.PositiveBigIntegerField()
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("brought by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    delivered_at = models.DateTimeField(_("brought"))

    language = models.CharField(max_length=50, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    uploads_folder = models.CharField(max_length=255, blank=True)
    """The name of a folder in `imports/` of the site's folder."""
    is_offline = models.BooleanField(default=False)
    is_recovering = models.BooleanField(default=False)
    keeps_commenters = models.BooleanField(default=True)
    trusts_approved = models.BooleanField(default=False)

    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.REHEARSING
    )
    turn = models.PositiveIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    """Of the rehearsal, for a bar of progress: bytes."""
    advanced_at = models.DateTimeField()
    """When something was last heard of the work."""
    rehearsal = models.JSONField(default=dict)
    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    refusal = models.TextField(blank=True)
    refused_line = models.PositiveIntegerField(default=0)
    refused_item = models.TextField(blank=True)
    refused_detail = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivered export")
        verbose_name_plural = _("delivered exports")
        default_permissions = ()
        permissions = [("import_site", "Can bring a site in from another program")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether a background task works on it."""
        return self.state in AT_WORK

    @property
    def path(self) -> Path:
        """Where the file is, until the import is done."""
        return Path(self.file_path)

    def refused(self) -> dict[str, Any]:
        """Return why it was refused or stopped, in its parts."""
        return {
            "reason": self.refusal,
            "line": self.refused_line,
            "item": self.refused_item,
            "detail": self.refused_detail,
        }
