"""The settings of a channel: which articles, which words, when, and what follows a change."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from obole.kernel.money import Money
from obole.newsroom.models import ArticlePage, Author, SectionPage
from obole.pages.models import Picture
from obole.social.models import Channel
from obole.social.models.channels import LANGUAGES
from obole.social.queries.pictures import pictures_to_choose
from obole.social.queries.words import (
    FOLLOWINGS,
    LATE_NEWS,
    METHODS,
    OCCASIONS,
    PICTURE_SOURCES,
)
from obole.social.rules.slots import WrongSlot, read_slots
from obole.social.rules.templates import UnknownPlaceholder, read_template

# What X asks for a post is in dollars: https://docs.x.com/x-api/getting-started/pricing
BUDGET_CURRENCY: Final = "USD"
_A_MINUTE_SECONDS: Final = 60
_LONGEST_TEMPLATE: Final = 5_000
_LONGEST_COMMENT: Final = 1_000
_LONGEST_SPACING_MINUTES: Final = 24 * 60


def _choices(words: Mapping[str, str | Promise]) -> list[tuple[str, str | Promise]]:
    return [(str(value), label) for value, label in words.items()]


def _ticks(choices: Any, **named: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **named
    )


class ChannelForm(forms.Form):
    """What holds for one channel, beside what each article says otherwise."""

    name = forms.CharField(label=gettext_lazy("Name of the channel"), max_length=100)
    is_default = forms.BooleanField(
        label=gettext_lazy("On for new articles"),
        required=False,
        help_text=gettext_lazy("Otherwise an article goes here only if somebody says so."),
    )
    needs_approval = forms.BooleanField(
        label=gettext_lazy("A person releases each post"), required=False
    )
    occasions = _ticks(_choices(OCCASIONS), label=gettext_lazy("Articles go here"))
    languages = _ticks(
        LANGUAGES,
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("None ticked: articles in every language."),
    )
    sections = forms.MultipleChoiceField(label=gettext_lazy("Only these sections"), required=False)
    not_sections = forms.MultipleChoiceField(
        label=gettext_lazy("Never these sections"), required=False
    )
    labels = _ticks([], label=gettext_lazy("Only these kinds"))
    authors = forms.MultipleChoiceField(label=gettext_lazy("Only these authors"), required=False)
    tags = forms.CharField(
        label=gettext_lazy("Only these tags"),
        required=False,
        help_text=gettext_lazy("As in the addresses of their pages, separated by spaces."),
    )
    not_tags = forms.CharField(label=gettext_lazy("Never these tags"), required=False)
    must_have_all = forms.BooleanField(
        label=gettext_lazy("All of the tags, authors and sections, and not one of each"),
        required=False,
    )
    method = forms.ChoiceField(label=gettext_lazy("Post as"), choices=_choices(METHODS))
    default_picture: forms.ModelChoiceField[Picture] = forms.ModelChoiceField(
        label=gettext_lazy("Picture for articles without one"),
        required=False,
        queryset=Picture.objects.none(),
        empty_label=pgettext_lazy("picture of a channel", "None"),
    )
    picture_source = forms.ChoiceField(
        label=gettext_lazy("Picture that is shown first"), choices=_choices(PICTURE_SOURCES)
    )
    follow_edits = forms.ChoiceField(
        label=gettext_lazy("When a headline changes or a correction is made"),
        choices=_choices(FOLLOWINGS),
    )
    follow_withdrawals = forms.ChoiceField(
        label=gettext_lazy("When an article is withdrawn"), choices=_choices(FOLLOWINGS)
    )
    late_news = forms.ChoiceField(
        label=gettext_lazy("News that comes late"), choices=_choices(LATE_NEWS)
    )
    late_after_hours = forms.IntegerField(
        label=gettext_lazy("Late means hours"), min_value=1, max_value=720
    )
    slots = forms.CharField(
        label=gettext_lazy("Hours of the week"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: mon 08:00, sat 10:30. Posts wait for the next free one. Empty: at once."
        ),
    )
    spacing_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes between two posts"),
        min_value=0,
        max_value=_LONGEST_SPACING_MINUTES,
    )
    monthly_budget = forms.CharField(
        label=gettext_lazy("Spend at most this a month, in dollars"),
        required=False,
        help_text=gettext_lazy("Only X asks money for posts. Empty: no limit."),
    )

    def __init__(self, *arguments: Any, channel: Channel, **named: Any) -> None:
        named.setdefault("initial", _stored(channel))
        super().__init__(*arguments, **named)
        sections = [(str(each.pk), each.title) for each in _sections()]
        self._offer("sections", sections)
        self._offer("not_sections", sections)
        authors = Author.objects.order_by("name", "pk")
        self._offer("authors", [(str(each.pk), each.name) for each in authors])
        self._offer("labels", ArticlePage.label.field.choices)
        picture = self.fields["default_picture"]
        assert isinstance(picture, forms.ModelChoiceField)
        picture.queryset = pictures_to_choose(chosen=channel.default_picture_id)
        for code, name in LANGUAGES:
            self.fields[f"text_{code}"] = _template_field(code, name)
            self.fields[f"first_comment_{code}"] = forms.CharField(
                label=gettext_lazy("First comment below it"),
                required=False,
                max_length=_LONGEST_COMMENT,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean_slots(self) -> list[str]:
        """Return the hours as they are stored."""
        lines = [each.strip().lower() for each in self.cleaned_data["slots"].splitlines()]
        written = [each for each in lines if each]
        try:
            read_slots(written)
        except WrongSlot as problem:
            raise forms.ValidationError(str(problem)) from None
        return written

    def clean_monthly_budget(self) -> int | None:
        """Return the budget in cents, or None."""
        written = self.cleaned_data["monthly_budget"].strip()
        if not written:
            return None
        try:
            return Money.parse(written, BUDGET_CURRENCY).minor_units
        except ValueError:
            raise forms.ValidationError(_("Write an amount, for instance 25.")) from None

    def clean(self) -> dict[str, Any]:
        """Refuse templates whose placeholders mean nothing."""
        cleaned = super().clean() or {}
        for name in [each for each in self.fields if each.startswith(("text_", "first_comment_"))]:
            check_template(self, name)
        return cleaned

    @property
    def settings(self) -> dict[str, Any]:
        """What is stored on the channel."""
        cleaned = self.cleaned_data
        kept = {
            name: cleaned[name]
            for name in (
                "name", "is_default", "needs_approval", "languages", "method", "follow_edits",
                "follow_withdrawals", "late_news", "late_after_hours", "slots", "default_picture",
                "picture_source",
            )
        }  # fmt: skip
        return kept | {
            "spacing_seconds": cleaned["spacing_minutes"] * _A_MINUTE_SECONDS,
            "monthly_budget_cents": cleaned["monthly_budget"],
            "rules": _rules(cleaned),
        }

    @property
    def templates(self) -> dict[str, tuple[str, str]]:
        """Text and first comment by language; without a text the house's template holds."""
        cleaned = self.cleaned_data
        return {
            code: (cleaned[f"text_{code}"], cleaned[f"first_comment_{code}"])
            for code, _name in LANGUAGES
        }


def check_template(form: forms.Form, name: str) -> None:
    """Add an error to a field whose template has placeholders that mean nothing."""
    try:
        read_template(form.cleaned_data.get(name, ""))
    except UnknownPlaceholder as problem:
        names = ", ".join(f"{{{each}}}" for each in problem.names)
        form.add_error(name, _("No placeholder is called %(names)s.") % {"names": names})


def _template_field(code: str, name: str) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Text in %(language)s") % {"language": name},
        required=False,
        max_length=_LONGEST_TEMPLATE,
        widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
        help_text=gettext_lazy("With placeholders, such as {title}. Empty: the usual text."),
    )


def _sections() -> Iterable[SectionPage]:
    return SectionPage.objects.order_by("title", "pk")


def _rules(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "occasions": cleaned["occasions"],
        "must_have_all": cleaned["must_have_all"],
        "labels": cleaned["labels"],
        "tags": cleaned["tags"].split(),
        "not_tags": cleaned["not_tags"].split(),
    }
    for name in ("sections", "not_sections", "authors"):
        found[name] = [int(each) for each in cleaned[name]]
    return {name: value for name, value in found.items() if value or name == "occasions"}


def _stored(channel: Channel) -> dict[str, Any]:
    rules = channel.rules
    stored: dict[str, Any] = {
        name: getattr(channel, name)
        for name in (
            "name", "is_default", "needs_approval", "languages", "method", "follow_edits",
            "follow_withdrawals", "late_news", "late_after_hours", "default_picture",
            "picture_source",
        )
    }  # fmt: skip
    stored |= {name: rules.get(name, []) for name in ("sections", "not_sections", "authors")}
    budget = channel.monthly_budget_cents
    stored |= {
        "occasions": rules.get("occasions", ["publication"]),
        "labels": rules.get("labels", []),
        "must_have_all": rules.get("must_have_all", False),
        "tags": " ".join(rules.get("tags", [])),
        "not_tags": " ".join(rules.get("not_tags", [])),
        "slots": "\n".join(channel.slots),
        "spacing_minutes": channel.spacing_seconds // _A_MINUTE_SECONDS,
        "monthly_budget": "" if budget is None else Money(budget, BUDGET_CURRENCY).plain,
    }
    for each in channel.templates.all():
        stored[f"text_{each.language}"] = each.text
        stored[f"first_comment_{each.language}"] = each.first_comment
    return stored
