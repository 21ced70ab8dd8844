"""The first step of giving: how much, how often, by which means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from obole.donations.forms.listed import ListedForm
from obole.donations.gateways.offers import Offer
from obole.donations.models import DonationSettings
from obole.donations.rules.vocabulary import Means, Rhythm
from obole.donations.rules.wishes import BY_A_PROVIDER, can_repeat
from obole.kernel.money import SYMBOLS, Money, UnreadableAmount

OTHER: Final = "other"
LONGEST_AMOUNT: Final = 40
# More is not given by a form: whoever wants to give it wants to talk first.
MOST: Final = "100000"
LONGEST_NUMBER: Final = 15
# "20, 50, 100", "12,50; 25" and "20 50 100": a comma between digits is a decimal sign.
_LIST: Final = re.compile(r"[;,]?\s+|;")

RHYTHM_LABELS: Final[dict[Rhythm, Promise]] = {
    Rhythm.ONCE: pgettext_lazy("a gift", "Once"),
    Rhythm.MONTHLY: pgettext_lazy("a gift", "Each month"),
    Rhythm.YEARLY: pgettext_lazy("a gift", "Each year"),
}
MEANS_LABELS: Final[dict[Means, Promise]] = {
    Means.CARD: _("By card"),
    Means.SEPA: _("By direct debit from my account (SEPA)"),
    Means.PAYPAL: _("With PayPal"),
    Means.TRANSFER: _("By a transfer that I order at my bank"),
    Means.CHEQUE: _("By cheque"),
}
MEANS_HELP: Final[dict[Means, Promise]] = {
    Means.CARD: _("On the page of a payment provider. Telephones offer their own means there."),
    Means.SEPA: _("On the page of a payment provider. The money is here after some days."),
    Means.TRANSFER: _("No fee is taken. The next page shows our account, and a number for you."),
    Means.CHEQUE: _("For a single gift. The next page says where it goes."),
    Means.INTERMEDIARY: _("It collects for us, on its own pages."),
}
# What a person types who means an amount of this currency, in each language.
_UNREADABLE: Final[dict[str, Promise]] = {
    "not-a-number": _("“%(text)s” is no amount. Write it in digits, for example 25 or 12.50."),
    "too-precise": _("“%(text)s” is finer than the smallest coin. Write for example 12.50."),
    "too-large": _("“%(text)s” is more than this form takes. At most: %(most)s."),
}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One radio button."""

    id: str
    value: str
    label: str
    is_chosen: bool
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """The amounts of one rhythm, and the field for another one."""

    legend: str
    options: list[Option]
    other: Option
    field: forms.BoundField


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the first step asks."""

    amount: Money
    rhythm: Rhythm
    offer: Offer


class ChoiceForm(ListedForm):
    """How much, how often, by which means. It is sent by GET: nothing happens yet."""

    choice = forms.CharField(required=False, max_length=LONGEST_AMOUNT)
    other_once = forms.CharField(required=False, max_length=LONGEST_AMOUNT)
    other_monthly = forms.CharField(required=False, max_length=LONGEST_AMOUNT)
    other_yearly = forms.CharField(required=False, max_length=LONGEST_AMOUNT)
    means = forms.CharField(required=False, max_length=LONGEST_NUMBER)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        currency: str,
        decided: DonationSettings,
        offers: Sequence[Offer],
        initial: dict[str, str] | None = None,
    ) -> None:
        self.currency, self.decided, self.offers = currency, decided, offers
        super().__init__(
            None if data is None else self._tidied({name: str(data[name]) for name in data}),
            initial=self._tidied(initial or {}),
            auto_id="give-%s",
            label_suffix="",
        )
        for rhythm in Rhythm:
            words = gettext("Another amount in %(currency)s, %(rhythm)s")
            attributes = {
                "inputmode": "decimal",
                "autocomplete": "off",
                "size": 8,
                "aria-label": words % {"currency": currency, "rhythm": RHYTHM_LABELS[rhythm]},
            }
            self.fields[f"other_{rhythm}"].widget = forms.TextInput(attrs=attributes)

    @property
    def symbol(self) -> str:
        """The sign of the currency."""
        return SYMBOLS.get(self.currency, self.currency)

    def rows(self) -> list[Row]:
        """Return the amounts to choose from, a row for each rhythm."""
        return [self._row(rhythm) for rhythm in Rhythm]

    def means_options(self) -> list[Option]:
        """Return the means to choose from; the first is chosen where there is one alone."""
        written = self["means"].value() or (self.offers[0].means if len(self.offers) == 1 else "")
        return [
            Option(
                id=f"give-means-{offer.means}",
                value=offer.means,
                label=self.label_of(offer.means),
                is_chosen=written == offer.means,
                help=str(MEANS_HELP.get(offer.means, "")),
            )
            for offer in self.offers
        ]

    def label_of(self, means: Means) -> str:
        """Return how a means is called."""
        if means is Means.INTERMEDIARY:
            return gettext("Through %(name)s") % {"name": self.decided.intermediary}
        return str(MEANS_LABELS[means])

    def target_of(self, name: str) -> str:
        """Return the id of what a person goes to, to mend a field."""
        if name == "means":
            options = self.means_options()
            return options[0].id if options else ""
        return "give-choice" if name == "choice" else super().target_of(name)

    def clean(self) -> dict[str, Any]:
        """Return what was chosen as `chosen`, once the three answers go together."""
        cleaned: dict[str, Any] = super().clean() or {}
        rhythm, written = self._written()
        amount = self._amount(rhythm, written) if rhythm else None
        offer = self._offer()
        if rhythm is None or amount is None or offer is None:
            return cleaned
        if not can_repeat(offer.means, rhythm):
            self.add_error(
                "means",
                gettext("This means works for a single gift only. Choose another one, or “once”."),
            )
        elif amount < self.least(offer.means):
            words = gettext("That is too little: a gift of this kind is at least %(least)s.")
            least = self.least(offer.means).formatted(get_language() or "fr")
            self.add_error(self._field_of(rhythm), words % {"least": least})
        else:
            cleaned["chosen"] = Chosen(amount=amount, rhythm=rhythm, offer=offer)
        return cleaned

    def least(self, means: Means) -> Money:
        """Return the smallest gift of this means: tiny ones are how stolen cards are tried."""
        if means in BY_A_PROVIDER:
            return Money(max(1, self.decided.minimum_minor_units), self.currency)
        return Money.parse("1", self.currency)

    def _tidied(self, answers: dict[str, str]) -> dict[str, str]:
        """Return the answers with an amount in `choice` that has no radio button as a typed one.

        Addresses of other pages say `monthly:10` or `once:35`, and suggestions change.
        """
        rhythm, _colon, written = answers.get("choice", "").partition(":")
        typed = f"other_{rhythm}"
        if rhythm not in list(Rhythm) or written in {"", OTHER} or answers.get(typed):
            return answers
        try:
            amount = Money.parse(written, self.currency)
        except UnreadableAmount:
            amount = None
        if amount is not None and amount in self._suggested(Rhythm(rhythm)):
            return {**answers, "choice": _value(rhythm, amount)}
        return {**answers, "choice": f"{rhythm}:{OTHER}", typed: written[:LONGEST_AMOUNT]}

    def _offer(self) -> Offer | None:
        written = self.cleaned_data.get("means", "")
        if not written and len(self.offers) == 1:
            return self.offers[0]
        for offer in self.offers:
            if offer.means == written:
                return offer
        self.add_error("means", gettext("Choose how you want to pay."))
        return None

    def _written(self) -> tuple[Rhythm | None, str]:
        """Return the rhythm and the amount as they were written; no rhythm when it is unclear."""
        typed = {rhythm: self.cleaned_data.get(f"other_{rhythm}", "").strip() for rhythm in Rhythm}
        typed = {rhythm: text for rhythm, text in typed.items() if text}
        name, _colon, amount = self.cleaned_data.get("choice", "").partition(":")
        chosen = next((rhythm for rhythm in Rhythm if rhythm == name), None)
        if chosen is None and len(typed) == 1:
            return next(iter(typed.items()))
        if chosen is None:
            self.add_error("choice", gettext("Choose an amount, or write another one."))
            return None, ""
        if (typed and amount != OTHER) or len(typed) > 1 or (typed and chosen not in typed):
            words = gettext("Two amounts are filled in. Choose one, and empty the other field.")
            self.add_error("choice", words)
            return None, ""
        if amount == OTHER and not typed:
            self.add_error(f"other_{chosen}", gettext("Write the amount that you want to give."))
            return None, ""
        return chosen, typed.get(chosen, amount)

    def _field_of(self, rhythm: Rhythm) -> str:
        return f"other_{rhythm}" if self.cleaned_data.get(f"other_{rhythm}") else "choice"

    def _amount(self, rhythm: Rhythm, written: str) -> Money | None:
        most = Money.parse(MOST, self.currency)
        try:
            amount = Money.parse(written, self.currency)
            if amount > most:
                raise UnreadableAmount(written, reason="too-large")
        except UnreadableAmount as problem:
            words = str(_UNREADABLE.get(problem.reason, _UNREADABLE["not-a-number"]))
            shown = {"text": written, "most": most.formatted(get_language() or "fr")}
            self.add_error(self._field_of(rhythm), words % shown)
            return None
        return amount

    def _row(self, rhythm: Rhythm) -> Row:
        language = get_language() or "fr"
        written = self["choice"].value() or ""
        options = [
            Option(
                id=f"give-{rhythm}-{number}",
                value=_value(rhythm, amount),
                label=amount.formatted(language),
                is_chosen=written == _value(rhythm, amount),
            )
            for number, amount in enumerate(self._suggested(rhythm), 1)
        ]
        other = Option(
            id=f"give-{rhythm}-{OTHER}",
            value=f"{rhythm}:{OTHER}",
            label=pgettext("an amount", "Another"),
            is_chosen=written == f"{rhythm}:{OTHER}",
        )
        return Row(
            legend=str(RHYTHM_LABELS[rhythm]),
            options=options,
            other=other,
            field=self[f"other_{rhythm}"],
        )

    def _suggested(self, rhythm: Rhythm) -> list[Money]:
        """Return the suggested amounts; what the treasurer mistyped is left out."""
        amounts = []
        for text in _LIST.split(getattr(self.decided, f"suggested_{rhythm}")):
            try:
                amounts.append(Money.parse(text, self.currency))
            except UnreadableAmount:
                continue
        return [amount for amount in amounts if amount and not amount.is_negative]


def _value(rhythm: str, amount: Money) -> str:
    return f"{rhythm}:{amount.plain()}"
