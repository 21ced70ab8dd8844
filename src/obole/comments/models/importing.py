"""Comments that came from another program, and what it said of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.comments.models.comments import Comment


class ImportRecord(models.Model):
    """What was read of an imported comment, and what was made of it, each as a digest.

    As long as the second is that of what stands here, nobody has changed it: a newer export may.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="import_record"
    )
    said_digest = models.CharField(max_length=64)
    written_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("record of an imported comment")
        verbose_name_plural = _("records of imported comments")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Import of comment {self.comment_id}"
