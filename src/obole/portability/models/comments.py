"""Comments as an export said them, whole, and what they have become."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.portability.models.records import Outcome, SourceRecord
from obole.portability.models.runs import ImportedSite, ImportRun


class StagedComment(models.Model):
    """A comment, pingback or trackback with what the export said of it.

    `content` is as somebody wrote it, and must not be shown before it is sanitised. Network
    addresses are not kept: those of the last year would have to be sealed, and older ones may not
    be kept at all.
    """

    site = models.ForeignKey(ImportedSite, on_delete=models.CASCADE, related_name="comments")
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="comments")
    """The post or page that it is about."""
    key = models.CharField(max_length=64)
    old_id = models.BigIntegerField()
    parent_old_id = models.BigIntegerField(default=0)
    depth = models.PositiveIntegerField(default=0)
    """How many comments it stands below."""
    order = models.PositiveIntegerField(default=0)
    """Its place in the export, among those of the same post."""
    author_name = models.TextField(blank=True)
    author_email = models.TextField(blank=True)
    author_url = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True)
    content = models.TextField(blank=True)
    approved = models.CharField(max_length=20, default="1")
    """`1`, `0`, `spam` or `trash`, as WordPress has it."""
    kind = models.CharField(max_length=40, default="comment")
    user_id = models.BigIntegerField(default=0)
    meta = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    """The latest run whose file holds it."""
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    """What that run made of it among the comments of our pages; empty until then."""
    reason = models.CharField(max_length=255, blank=True)
    """Why it was skipped: a sentence of `rules.reasons`."""
    waits = models.BooleanField(default=False)
    """It came, and somebody has to look at it before readers do."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("staged comment")
        verbose_name_plural = _("staged comments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="portability_one_comment_a_key")
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "record"], name="portability_to_take_over")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
