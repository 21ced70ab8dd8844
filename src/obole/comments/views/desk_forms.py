"""The forms of the desk of comments."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from obole.comments.actions.clearing import MOST_AT_ONCE
from obole.comments.models import LONGEST_BODY, Clause, DeskPreferences, StandingChoice
from obole.comments.queries.grounds import Grounds, text_of_clause, text_of_reply
from obole.comments.rules.states import Standing
from obole.comments.rules.verdicts import Ground, Reasons

# A statement of reasons is read by a person; a page of it is enough.
LONGEST_EXPLANATION = 4_000
LONGEST_NOTE = 2_000
LONGEST_LEGAL_GROUND = 500


def clause_in_words(clause: Clause) -> str:
    """Return a clause as the desk lists it."""
    return f"{clause.code}. {text_of_clause(clause, language=get_language() or 'fr')}"


def reasons_of_clause(clause: Clause | None) -> Reasons:
    """Return what a rejection with a single key rests on."""
    if clause is None:
        return Reasons()
    return Reasons(ground=Ground.TERMS, clause=clause.code, category=clause.category)


class ReasonsForm(forms.Form):
    """Why something is restricted: a clause of the house rules or the law, and what is said."""

    clause = forms.ChoiceField(label=_("Clause of the house rules"), required=False)
    is_illegal = forms.BooleanField(
        label=_("It is against the law, not only against the house rules"), required=False
    )
    legal_ground = forms.CharField(
        label=_("Which law, and why"),
        required=False,
        max_length=LONGEST_LEGAL_GROUND,
        help_text=_("Told to the author. Needed when it is against the law."),
    )
    reply = forms.ChoiceField(label=_("Saved reply"), required=False)
    explanation = forms.CharField(
        label=_("Explanation for the author"),
        required=False,
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: the saved reply, or the text of the clause alone."),
    )

    def __init__(self, *args: Any, grounds: Grounds, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._grounds = grounds
        self._language = language
        """The author's: in which a saved reply is sent."""
        self.fields["clause"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((each.code, clause_in_words(each)) for each in grounds.clauses),
        ]
        self.fields["reply"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((str(each.pk), each.title) for each in grounds.replies),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the law where the law is what was broken."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_illegal") and not cleaned.get("legal_ground"):
            self.add_error("legal_ground", _("Say which law, and why."))
        return cleaned

    def reasons(self) -> Reasons:
        """Return what was chosen."""
        chosen = self.cleaned_data
        clause = self._grounds.clause(chosen["clause"])
        is_illegal = chosen["is_illegal"]
        return Reasons(
            ground=Ground.ILLEGAL if is_illegal else Ground.TERMS if clause else None,
            clause=clause.code if clause else "",
            legal_ground=chosen["legal_ground"] if is_illegal else "",
            category=clause.category if clause else "",
            explanation=chosen["explanation"].strip() or self._saved_reply(chosen["reply"]),
        )

    def _saved_reply(self, key: str) -> str:
        found = [each for each in self._grounds.replies if str(each.pk) == key]
        return text_of_reply(found[0], language=self._language) if found else ""


class StandingForm(ReasonsForm):
    """What a reader may do from now on, until when, and why."""

    standing = forms.ChoiceField(label=_("From now on"), choices=StandingChoice.choices)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=AdminDateInput,
        help_text=_("The last day. A suspension needs one; a ban without one is for good."),
    )

    field_order = ("standing", "until")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def clean(self) -> dict[str, Any]:
        """Ask for the end of a suspension, and for reasons of whatever restricts."""
        cleaned = super().clean()
        until = cleaned.get("until")
        if cleaned.get("standing") == Standing.SUSPENDED and not until:
            self.add_error("until", _("Say until when."))
        if until and until < timezone.localdate(self._now):
            self.add_error("until", _("This day is over."))
        is_explained = cleaned.get("clause") or cleaned.get("is_illegal")
        if cleaned.get("standing") != Standing.NORMAL and not is_explained:
            self.add_error("clause", _("Say why: the reader is told."))
        return cleaned

    def until_moment(self) -> datetime | None:
        """Return when it ends: with the end of the day that was given."""
        until = self.cleaned_data["until"]
        if not until or self.cleaned_data["standing"] == Standing.NORMAL:
            return None
        return timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))


class NoteForm(forms.Form):
    """A note about a reader."""

    text = forms.CharField(
        label=pgettext_lazy("about a reader", "Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues. The reader sees it if they ask for their data."),
    )


class AnswerForm(forms.Form):
    """An answer in the newsroom's name."""

    body = forms.CharField(
        label=_("Answer as the newsroom"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown at once below the comment, with your name and a badge."),
    )


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a moderator works."""

    class Meta:
        model = DeskPreferences
        fields = ["has_shortcuts", "wants_mails", "mail_after_hours"]


class TicksForm(forms.Form):
    """Which comments of a list were ticked."""

    comment = forms.TypedMultipleChoiceField(coerce=int, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whatever numbers come: those that do not wait are left alone by the action.
        posted = self.data.getlist("comment") if hasattr(self.data, "getlist") else []
        self.fields["comment"].choices = [  # type: ignore[attr-defined]
            (each, each) for each in posted if each.isdecimal()
        ]

    def clean_comment(self) -> list[int]:
        """Return the numbers, each once, in the order of the list."""
        return list(dict.fromkeys(self.cleaned_data["comment"]))


class SentBeforeForm(forms.Form):
    """What the script of the list had sent of the same ticks before, in parts."""

    decided_before = forms.IntegerField(required=False, min_value=0, max_value=MOST_AT_ONCE)
    left_before = forms.IntegerField(required=False, min_value=0, max_value=MOST_AT_ONCE)
