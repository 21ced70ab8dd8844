"""The notice board: a network of our own, on which posts are rows of this database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.social.models.channels import Channel


class NoticeBoardPost(models.Model):
    """A post as it hangs on the board, or as it was when it was taken down."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=26, unique=True)
    """The marker's key of the delivery that made it: the same again makes no second post."""
    text = models.TextField()
    language = models.CharField(max_length=5)
    url = models.CharField(max_length=600, blank=True)
    card = models.JSONField(default=dict, blank=True)
    """`title` and `description` of the link card, and the address of its `image`."""
    images = models.JSONField(default=list, blank=True)
    """Each an address and an alternative text."""
    answers = models.JSONField(default=list, blank=True)
    """The further parts of a thread and the first comment: each a key and a text."""
    posted_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("post on the notice board")
        verbose_name_plural = _("posts on the notice board")
        indexes = [models.Index(fields=["-posted_at"], name="social_board_newest")]

    def __str__(self) -> str:
        return self.text[:40]
