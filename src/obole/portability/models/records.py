"""What an export said of each thing, and what we made of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.documents.models import Document
from wagtail.models import Page

from obole.newsroom.models import Author, Tag
from obole.pages.models import Picture
from obole.portability.models.runs import ImportedSite, ImportRun


class Kind(models.TextChoices):
    """What a record is about."""

    POST = "post", _("post")
    PAGE = "page", pgettext_lazy("of WordPress", "page")
    ATTACHMENT = "attachment", _("attachment")
    AUTHOR = "author", _("author")
    CATEGORY = "category", _("category")
    TAG = "tag", pgettext_lazy("of an article", "tag")
    TERM = "term", _("term of another taxonomy")
    MENU_ENTRY = "menu_entry", _("menu entry")
    OTHER = "other", pgettext_lazy("kind of an imported item", "other")


class Outcome(models.TextChoices):
    """What the latest import made of something."""

    IMPORTED = "imported", pgettext_lazy("by an import", "imported")
    UPDATED = "updated", pgettext_lazy("by an import", "updated")
    UNCHANGED = "unchanged", pgettext_lazy("by an import", "unchanged")
    SKIPPED = "skipped", pgettext_lazy("by an import", "skipped")


class SourceRecord(models.Model):
    """One thing of an old site. `key` is its number there, its slug or its login.

    `digest` is that of what the source said when it was last written here; `revision_id` and
    `written` are what we wrote: as long as they are what stands here, nobody has changed it.
    """

    site = models.ForeignKey(ImportedSite, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=255)
    old_id = models.BigIntegerField(default=0)
    title = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    """The latest run that met it."""
    line = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.CharField(max_length=255, blank=True)
    """Why it was skipped or stays unpublished: a sentence of `rules.reasons`."""
    detail = models.CharField(max_length=500, blank=True)

    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(Author, on_delete=models.SET_NULL, null=True, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.SET_NULL, null=True, related_name="+")

    was_made = models.BooleanField(default=False)
    """Whether something here was made of it once: if it is gone, somebody has deleted it."""
    revision_id = models.BigIntegerField(null=True)
    was_live = models.BooleanField(default=False)
    written = models.JSONField(default=dict)
    """The values that we gave to something that has no revisions."""

    parent_old_id = models.BigIntegerField(default=0)
    file_host = models.CharField(max_length=255, blank=True)
    file_path = models.CharField(max_length=500, blank=True)
    """The path of an attachment below the uploads folder."""
    file_form = models.CharField(max_length=500, blank=True)
    """The same, without what differs between the sizes of one picture."""

    flags = models.JSONField(default=list)
    """What somebody should look at."""
    dismissed_flags = models.JSONField(default=list)
    """What of it somebody has looked at: another import does not bring it back."""
    links = models.JSONField(default=dict)
    """`pages`: the pages that it links to; `lost`: old addresses that lead nowhere."""
    kept = models.JSONField(default=dict)
    """What has no place of its own here, as the export said it."""

    comments_digest = models.CharField(max_length=64, blank=True)
    comment_counts = models.JSONField(default=dict)
    """Which `run` met its comments last, and which of them were `skipped` when it read them."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "key"], name="portability_one_record_a_thing"
            )
        ]
        indexes = [
            models.Index(fields=["site", "old_id"], name="portability_old_id"),
            models.Index(fields=["site", "file_form"], name="portability_file_form"),
            models.Index(fields=["site", "parent_old_id"], name="portability_parent"),
            models.Index(fields=["run", "kind", "outcome"], name="portability_outcomes"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def open_flags(self) -> list[str]:
        """What nobody has looked at yet."""
        return [each for each in self.flags if each not in self.dismissed_flags]

    @property
    def is_deleted_here(self) -> bool:
        """Whether what was made of it is gone."""
        made = (self.page_id, self.picture_id, self.document_id, self.author_id, self.tag_id)
        return self.was_made and all(each is None for each in made)
