"""Amounts in forms: typed as people write them, told in words what is wrong with them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from obole.kernel.money import MINOR_DIGITS, Money, UnreadableAmount

FAULTS = {
    "empty": _("Write an amount."),
    "not-a-number": _("Write the amount in figures, for instance 42000 or 12,50."),
    "too-precise": _("Write at most %(digits)s decimals: %(currency)s has no smaller part."),
    "too-large": _("This amount is larger than Obole counts."),
    "negative": _("Write an amount above zero."),
}


class MoneyField(forms.CharField):
    """Returns Money: "12,50", "12.50 €" and "1 234,5" are read; zero and less only if allowed.

    `currency` can be set on the field of a form whose currency is chosen beside it.
    """

    def __init__(
        self, *, currency: str = "EUR", allows_zero: bool = False, **arguments: Any
    ) -> None:
        super().__init__(**{"max_length": 40, **arguments})
        self.currency = currency
        self.allows_zero = allows_zero
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        """Return the amount; None for an empty field that may be empty."""
        text = super().clean(value)
        return self.money(text) if text else None

    def money(self, text: str) -> Money:
        """Return the amount that was typed. Raise ValidationError."""
        try:
            amount = Money.parse(text, self.currency)
        except UnreadableAmount as unreadable:
            raise self._fault(unreadable.reason) from None
        if amount.is_negative or not (amount or self.allows_zero):
            raise self._fault("negative")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Return how an amount is shown for typing: all digits, decimals where there are some."""
        if not isinstance(value, Money):
            return value
        whole, _point, decimals = value.plain().partition(".")
        if not decimals.strip("0"):
            return whole
        is_french = (get_language() or "").startswith("fr")
        return f"{whole}{',' if is_french else '.'}{decimals}"

    def _fault(self, reason: str) -> ValidationError:
        digits = MINOR_DIGITS[self.currency]
        return ValidationError(
            FAULTS.get(reason, FAULTS["not-a-number"]),
            code=reason,
            params={"digits": digits, "currency": self.currency},
        )


class MinorUnitsField(MoneyField):
    """The same for a column of minor units: typed « 42 000 », kept as 4200000."""

    def clean(self, value: Any) -> int | None:
        """Return the minor units; None for an empty field that may be empty."""
        amount = super().clean(value)
        return amount.minor_units if amount is not None else None

    def prepare_value(self, value: Any) -> Any:
        """Return how the stored number is shown for typing; what was typed stays as it was."""
        if isinstance(value, int):
            return super().prepare_value(Money(value, self.currency))
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another amount was typed, however it was written."""
        return super().has_changed(self.prepare_value(initial), data)
