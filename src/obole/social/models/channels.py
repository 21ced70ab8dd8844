"""Channels: one account on one network, what goes there, and how it reads."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from obole.pages.models import Picture
from obole.social.rules.link_tags import WrongTags, read_tags
from obole.social.rules.vocabulary import (
    ChannelState,
    Following,
    LateNews,
    Method,
    PictureSource,
)

LANGUAGES = [("fr", "Français"), ("en", "English")]


class Channel(ClusterableModel):
    """One account on one network."""

    network = models.CharField(max_length=30)
    name = models.CharField(_("name"), max_length=100)
    sealed_credentials = models.TextField(blank=True)
    options = models.JSONField(default=dict, blank=True)
    """What the network's module wants to know: visibility, room, board, instance, ..."""
    identity = models.JSONField(default=dict, blank=True)
    """Name, handle, avatar and limits, as the network said at the last check."""
    checked_at = models.DateTimeField(null=True, blank=True)
    token_ends_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=15,
        choices=[(each.value, each.value) for each in ChannelState],
        default=ChannelState.ACTIVE,
    )
    state_reason = models.CharField(max_length=300, blank=True)

    # Which articles.
    is_default = models.BooleanField(_("on for new articles"), default=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    """Codes; none: every language."""
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    """Which articles: `social/rules/choosing.py` reads it."""
    needs_approval = models.BooleanField(_("a person releases each post"), default=False)

    # How and when.
    method = models.CharField(
        _("post as"),
        max_length=10,
        choices=[(each.value, each.value) for each in Method],
        default=Method.LINK,
    )
    default_picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture for articles without one"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_source = models.CharField(
        _("picture that is shown first"),
        max_length=10,
        choices=[(each.value, each.value) for each in PictureSource],
        default=PictureSource.LEAD,
    )
    follow_edits = models.CharField(
        _("when a headline changes or a correction is made"),
        max_length=10,
        choices=[(each.value, each.value) for each in Following],
        default=Following.ALWAYS,
    )
    follow_withdrawals = models.CharField(
        _("when an article is withdrawn"),
        max_length=10,
        choices=[(each.value, each.value) for each in Following],
        default=Following.ALWAYS,
    )
    late_news = models.CharField(
        _("news that comes late"),
        max_length=10,
        choices=[(each.value, each.value) for each in LateNews],
        default=LateNews.ASK,
    )
    late_after_hours = models.PositiveSmallIntegerField(_("late means hours"), default=12)
    slots = models.JSONField(_("hours of the week"), default=list, blank=True)
    """When posts go: "mon 08:00"; none: at once."""
    spacing_seconds = models.PositiveIntegerField(_("seconds between two posts"), default=0)
    monthly_budget_cents = models.PositiveIntegerField(
        _("spend a month, in cents"), null=True, blank=True
    )
    spent = models.JSONField(default=dict, blank=True)
    """Month ("2026-11") to cents."""

    # The breaker: after failures in a row the channel rests.
    failures_in_row = models.PositiveSmallIntegerField(default=0)
    throttled_in_row = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    # Whoever sends through the channel holds it: one worker at a time.
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.name


class ChannelTemplate(models.Model):
    """How posts of a channel read in one language; placeholders in braces."""

    channel = ParentalKey(Channel, on_delete=models.CASCADE, related_name="templates")
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="fr")
    text = models.TextField(_("text"), max_length=5_000)
    first_comment = models.TextField(_("first comment"), blank=True, max_length=1_000)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.UniqueConstraint(
                fields=("channel", "language"), name="social_one_template_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


@register_setting(icon="site")
class SocialSettings(BaseSiteSetting):
    """What holds for all channels of a site."""

    is_paused = models.BooleanField(_("pause everything"), default=False)
    tracks_clicks = models.BooleanField(
        _("short tracked addresses in posts"),
        default=True,
        help_text=_(
            "Counts how often the address of each post is followed, a number a day. "
            "Nothing is kept about readers."
        ),
    )
    campaign_tags = models.CharField(
        _("parameters of addresses"),
        max_length=200,
        blank=True,
        help_text=_(
            "For your statistics, for instance utm_source={network}&utm_medium=social. "
            "{network}, {channel} and {article} are filled in. Each name begins with utm_."
        ),
    )
    alarm_emails = models.TextField(_("addresses for alarms"), blank=True)
    websub_hub = models.URLField(_("WebSub hub"), blank=True)

    class Meta:
        verbose_name = _("social networks")
        verbose_name_plural = _("social networks")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        """Refuse parameters that would cost readers the page that is kept for them."""
        super().clean()
        try:
            read_tags(self.campaign_tags)
        except WrongTags as problem:
            raise ValidationError(
                {
                    "campaign_tags": ValidationError(
                        _("“%(part)s” is no such parameter: write utm_source={network}."),
                        params={"part": str(problem)},
                    )
                }
            ) from problem
