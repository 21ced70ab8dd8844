"""What an editor decides for one article: per channel, and shares again."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from obole.pages.models import Picture
from obole.social.models.channels import Channel


class ChannelChoice(models.Model):
    """What an editor says of one article on one channel."""

    is_on = models.BooleanField(_("publish here"), null=True, blank=True)
    """None: as the rules say."""
    text = models.TextField(_("text"), blank=True, max_length=5_000)
    """A template of its own for this article; blank: the channel's."""
    method = models.CharField(_("post as"), max_length=10, blank=True)
    image = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recording = models.ForeignKey(
        get_document_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """A film or a sound for this article; without one: the first in its text."""
    send_at = models.DateTimeField(_("not before"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def said(self) -> dict[str, Any]:
        """What is said, without who said it and of what."""
        return {name: getattr(self, name) for name in NOTHING_SAID}


NOTHING_SAID: Final[Mapping[str, Any]] = {
    "is_on": None,
    "text": "",
    "method": "",
    "image": None,
    "recording": None,
    "send_at": None,
}
"""What is said where nobody says anything: the rules of the channel decide, in its words."""


class ArticleChannel(ChannelChoice):
    """What holds for one article on one channel; without a row the rules decide."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="article_choices")

    class Meta:
        verbose_name = _("choice for an article")
        verbose_name_plural = _("choices for articles")
        constraints = [
            models.UniqueConstraint(fields=("page", "channel"), name="social_one_choice_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.channel_id}"


class DraftedChoice(ChannelChoice):
    """What will hold once the draft of a public article is published."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="drafted_choices")

    class Meta:
        verbose_name = _("drafted choice for an article")
        verbose_name_plural = _("drafted choices for articles")
        constraints = [
            models.UniqueConstraint(fields=("page", "channel"), name="social_one_draft_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.channel_id}"


class ArticleShare(models.Model):
    """An article that is shared again by itself: how often, how many times, until when."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    every_days = models.PositiveSmallIntegerField(_("every so many days"), default=90)
    most = models.PositiveSmallIntegerField(_("at most so many times"), default=4)
    until = models.DateField(_("until"), null=True, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("evergreen article")
        verbose_name_plural = _("evergreen articles")

    def __str__(self) -> str:
        return str(self.page_id)
