"""What comments are screened with: words, and classifiers trained on the desk's decisions."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.comments.rules.words import UnfitPattern, clean_pattern

# A week: whoever wants to hear later wants no mails.
LONGEST_WAIT_HOURS = 168


class WordRule(models.Model):
    """A word or phrase that the newsroom looks out for."""

    class Kind(models.TextChoices):
        """What it does."""

        BANNED = "banned", _("Holds the comment")
        SUSPECT = "suspect", _("Is pointed out to the moderator")

    pattern = models.CharField(
        _("word or phrase"),
        max_length=100,
        unique=True,
        help_text=_("A star at the end stands for any ending: insult*."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.BANNED)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("word to look out for")
        verbose_name_plural = _("words to look out for")

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """Keep the pattern in one line, and refuse one that would find nothing or everything."""
        try:
            self.pattern = clean_pattern(self.pattern)
        except UnfitPattern:
            raise ValidationError(
                {
                    "pattern": _(
                        "Write a word or a phrase. A star can stand at its end, after two letters "
                        "or more."
                    )
                }
            ) from None


class ClassifierVersion(models.Model):
    """A trained classifier. The newest is in use."""

    made_at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    """How many decisions of the desk it learned from, beside the start set."""
    figures = models.JSONField(default=dict)
    """How well it sorted decisions that it had not seen: `{"auc": 0.91, ...}`."""
    weights = models.BinaryField()
    digest = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("classifier")
        verbose_name_plural = _("classifiers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} ({self.examples})"


class DeskPreferences(models.Model):
    """How a moderator works."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    has_shortcuts = models.BooleanField(_("single keys decide"), default=True)
    """Single-key shortcuts can be turned off (WCAG 2.1.4)."""
    wants_mails = models.BooleanField(
        _("mails about what waits"),
        default=True,
        help_text=_("A legal notice at once; other comments when they have waited too long."),
    )
    mail_after_hours = models.PositiveSmallIntegerField(
        _("a mail when something has waited for so many hours"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WAIT_HOURS)],
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preferences at the desk of comments")
        verbose_name_plural = _("preferences at the desk of comments")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Preferences of {self.user_id}"
