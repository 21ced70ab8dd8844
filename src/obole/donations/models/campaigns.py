"""Campaigns: a goal, texts in each language, steps, news."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField

from obole.foundation import clock
from obole.kernel.money import MINOR_DIGITS, Money
from obole.pages.models import Picture

LANGUAGES = [("fr", "Français"), ("en", "English")]
STORY_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]


class Campaign(ClusterableModel):
    """What readers give to. Figures are not here: they are computed from the books."""

    class GoalKind(models.TextChoices):
        """What the goal counts."""

        AMOUNT = "amount", _("an amount")
        DONORS = "donors", _("a number of donors")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        choices=[(each, each) for each in sorted(MINOR_DIGITS)],
    )
    goal_kind = models.CharField(
        _("the goal is"), max_length=10, choices=GoalKind, default=GoalKind.AMOUNT
    )
    goal_minor_units = models.PositiveBigIntegerField(
        _("goal"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    goal_donors = models.PositiveIntegerField(
        _("goal in donors"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_current = models.BooleanField(
        _("stands below every article"), default=False, help_text=_("At most one campaign does.")
    )
    is_closed = models.BooleanField(_("closed: takes no more gifts"), default=False)
    is_public = models.BooleanField(_("public"), default=True)
    shows_wall = models.BooleanField(_("shows donors who agreed to be named"), default=True)
    image = models.ForeignKey(
        Picture,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=("is_current",),
                condition=models.Q(is_current=True),
                name="donations_one_current_campaign",
            ),
            models.CheckConstraint(
                condition=models.Q(goal_kind="amount", goal_minor_units__gte=1)
                | models.Q(goal_kind="donors", goal_donors__gte=1),
                name="donations_campaign_has_its_goal",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def goal(self) -> Money | None:
        """The goal, if it is an amount."""
        if self.goal_minor_units is None or self.goal_kind != self.GoalKind.AMOUNT:
            return None
        return Money(self.goal_minor_units, self.currency)


class CampaignText(models.Model):
    """What a campaign says, in one language. Without one, the other language's is shown."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="fr")
    title = models.CharField(_("title"), max_length=120)
    appeal = models.CharField(
        pgettext_lazy("of a campaign", "appeal"),
        max_length=300,
        blank=True,
        help_text=_("One sentence in the newsroom's voice, above the meter."),
    )
    story = RichTextField(_("story"), blank=True, features=STORY_FEATURES)
    thanks = models.TextField(
        _("thanks"), blank=True, help_text=_("Begins the mail that thanks a donor.")
    )

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "language"), name="donations_one_text_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CampaignStep(models.Model):
    """A tick of the meter: what the newsroom does once so much is there."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="steps")
    amount_minor_units = models.PositiveBigIntegerField(
        _("amount"), validators=[MinValueValidator(1)]
    )
    label_fr = models.CharField(_("in French"), max_length=120)
    label_en = models.CharField(_("in English"), max_length=120, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("what your money paid for"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "amount_minor_units"), name="donations_one_step_an_amount"
            )
        ]

    def __str__(self) -> str:
        return self.label_fr


class CampaignUpdate(models.Model):
    """News of a campaign, in one language."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="updates")
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="fr")
    day = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=120)
    body = RichTextField(_("text"), features=STORY_FEATURES)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")

    def __str__(self) -> str:
        return self.title
