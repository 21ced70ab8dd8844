"""How often a colleague wants the mail on posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from obole.accounts.models import User
from obole.foundation import clock
from obole.social.actions.summarising import follow_summary
from obole.social.models import SummaryFollower
from obole.social.rules.summarising import Rhythm

RHYTHMS = [
    (Rhythm.NEVER.value, _("Never")),
    (Rhythm.DAILY.value, _("Every morning")),
    (Rhythm.WEEKLY.value, _("On Mondays")),
]


class SummaryForm(forms.Form):
    """One question. Without an answer nothing changes."""

    rhythm = forms.ChoiceField(
        label=_("A mail on what became of posts"),
        help_text=_(
            "What was sent, what waits, what was refused and what needs somebody. "
            "When there is nothing to say, no mail comes."
        ),
        choices=RHYTHMS,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *arguments: Any, user: User, **named: Any) -> None:
        kept = SummaryFollower.objects.filter(user=user).values_list("rhythm", flat=True).first()
        named.setdefault("initial", {"rhythm": kept or Rhythm.NEVER.value})
        super().__init__(*arguments, **named)
        self._user = user

    def save(self) -> None:
        """Keep the answer."""
        if self.cleaned_data["rhythm"]:
            rhythm = Rhythm(self.cleaned_data["rhythm"])
            follow_summary(user=self._user, rhythm=rhythm, now=clock.now())
