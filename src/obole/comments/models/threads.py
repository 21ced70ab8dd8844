"""The comments below one page, and which rules they follow."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page

from obole.comments.rules.states import Mode

# Of any text that readers write; with more, sanitising becomes a way to keep the machine busy.
LONGEST_BODY = 5_000


class ModeChoice(models.TextChoices):
    """The modes, in words."""

    HOLD_ALL = Mode.HOLD_ALL.value, _("Hold every comment")
    HOLD_FIRST = Mode.HOLD_FIRST.value, _("Hold a reader's first comments")
    PUBLISH_THEN_CHECK = Mode.PUBLISH_THEN_CHECK.value, _("Publish, then check")
    CLOSED = Mode.CLOSED.value, _("Closed")


class Thread(models.Model):
    """The comments below a page. Made with the first of them; its row is locked to add one."""

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="comment_thread"
    )
    answers = models.PositiveIntegerField(default=0)
    """How many comments ever stood at the top; the next gets this number in its path."""
    last_number = models.PositiveIntegerField(default=0)
    """The number of the comment that was published last for the first time."""
    published_count = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment thread")
        verbose_name_plural = _("comment threads")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Comments of page {self.page_id}"


class ThreadRules(models.Model):
    """What differs from the site's rules for a page and all below it, as for a section."""

    page = models.OneToOneField(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="thread_rules"
    )
    mode = models.CharField(
        _("mode"),
        max_length=20,
        choices=ModeChoice.choices,
        blank=True,
        help_text=_("Empty: as the page above, or as the site."),
    )
    closes_after_days = models.PositiveIntegerField(
        _("closes after so many days"),
        null=True,
        blank=True,
        help_text=_("From the publication of the article. Empty: as above. 0: never."),
    )
    is_sensitive = models.BooleanField(
        _("sensitive subject"),
        default=False,
        help_text=_("Every comment waits for a person, whoever wrote it."),
    )

    class Meta:
        verbose_name = _("comment rules of a page")
        verbose_name_plural = _("comment rules of pages")

    def __str__(self) -> str:
        return str(self.page)


@register_setting(icon="comment", order=120)
class CommentSettings(BaseSiteSetting):
    """How comments are received, on the whole site."""

    mode = models.CharField(
        _("mode"), max_length=20, choices=ModeChoice.choices, default=ModeChoice.HOLD_FIRST
    )
    closes_after_days = models.PositiveIntegerField(
        _("closes after so many days"),
        default=0,
        help_text=_("From the publication of the article. 0: never."),
    )
    night_from = models.TimeField(
        _("desk closed from"),
        null=True,
        blank=True,
        help_text=_("Between these hours every comment waits for a person."),
    )
    night_until = models.TimeField(_("desk closed until"), null=True, blank=True)
    approvals_for_trust = models.PositiveIntegerField(
        _("approved comments before a reader is trusted"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("A trusted reader has proven their address, and is published at once."),
    )
    reports_that_hide = models.PositiveIntegerField(
        _("reports that take a comment away until a person has looked"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    longest_body = models.PositiveIntegerField(
        _("longest comment, in characters"),
        default=3_000,
        validators=[MinValueValidator(100), MaxValueValidator(LONGEST_BODY)],
    )
    reserved_names = models.TextField(
        _("names that no reader may take"),
        blank=True,
        help_text=_("One a line. Those of colleagues and of authors are reserved anyway."),
    )

    authority_email = models.EmailField(
        _("address of an authority for threats to life"),
        blank=True,
        help_text=_(
            "Of the police or the prosecution, agreed with them: a moderator who suspects a crime "
            "that threatens somebody’s life or safety writes there with one button (DSA, article "
            "18). Empty: the page of the button says whom to call."
        ),
    )

    class Meta:
        verbose_name = _("comments")

    def __str__(self) -> str:
        return f"Comments of {self.site}"
