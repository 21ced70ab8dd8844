"""Gifts, recurring gifts, the movements of their money, and payouts of providers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.donations.models.campaigns import Campaign
from obole.donations.models.donors import Donor
from obole.donations.rules.vocabulary import GiftState, Means, MoveKind, PlanState, Rhythm
from obole.kernel.money import Money
from obole.ledger.models import Entry


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value) for each in words]


class Plan(models.Model):
    """A recurring gift: an order that a provider repeats, or a standing order at a bank."""

    key = models.CharField(max_length=40, unique=True)
    """Ours, in every call to the provider: a repeated call is one order."""
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="plans")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="plans")
    amount_minor_units = models.PositiveBigIntegerField()
    fee_cover_minor_units = models.PositiveBigIntegerField(default=0)
    """What of it was added to cover fees; the amount itself is without it."""
    currency = models.CharField(max_length=3)
    rhythm = models.CharField(max_length=10, choices=_choices(Rhythm))
    means = models.CharField(max_length=15, choices=_choices(Means))
    gateway = models.CharField(max_length=30, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=_choices(PlanState), default=PlanState.BEGUN)
    is_public = models.BooleanField(default=False)
    shown_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="fr")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("recurring gift")
        verbose_name_plural = _("recurring gifts")
        constraints = [
            models.UniqueConstraint(
                fields=("gateway", "reference"),
                condition=~models.Q(reference=""),
                name="donations_one_plan_a_reference",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def amount(self) -> Money:
        """What counts for the campaign each time."""
        return Money(self.amount_minor_units, self.currency)

    @property
    def to_pay(self) -> Money:
        """What the donor pays each time."""
        return Money(self.amount_minor_units + self.fee_cover_minor_units, self.currency)


class Gift(models.Model):
    """One gift, or one instalment of a recurring gift. What arrived is in its movements."""

    key = models.CharField(max_length=40, unique=True)
    """Ours, never guessed: in addresses, and in every call to a provider."""
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    """Of the form that was sent: a double click and the back button make one gift."""
    number = models.CharField(max_length=25, unique=True)
    """The creditor reference (ISO 11649): "RF18 ..." without spaces; on transfers and mails."""
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="gifts")
    donor = models.ForeignKey(
        Donor, null=True, blank=True, on_delete=models.PROTECT, related_name="gifts"
    )
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="gifts"
    )
    amount_minor_units = models.PositiveBigIntegerField()
    """As ordered, without what covers fees. What counted is in the books."""
    fee_cover_minor_units = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    means = models.CharField(max_length=15, choices=_choices(Means))
    gateway = models.CharField(max_length=30, blank=True)
    session_reference = models.CharField(max_length=120, blank=True)
    payment_reference = models.CharField(max_length=120, blank=True)
    session_url = models.URLField(max_length=2000, blank=True)
    session_ends_at = models.DateTimeField(null=True, blank=True)
    intermediary = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=16, choices=_choices(GiftState), default=GiftState.BEGUN)
    """Follows from movements and the provider's last report; written with them."""
    failure = models.CharField(max_length=100, blank=True)
    is_public = models.BooleanField(default=False)
    """The donor wants to be named on the campaign's wall. Never without being asked."""
    shown_name = models.CharField(max_length=80, blank=True)
    message = models.CharField(max_length=300, blank=True)
    wants_receipt = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="fr")
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Where the donor came from."""
    source_digest = models.CharField(max_length=64, blank=True)
    """A keyed digest of where the form came from: failures are counted by it; forgotten after."""
    paid_on = models.DateField(null=True, blank=True)
    """The day that a receipt names: of the payment, not of the form."""
    begun_at = models.DateTimeField(db_index=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    """When its payment was refused: refused cards are counted by it."""
    checked_at = models.DateTimeField(null=True, blank=True)
    """When the provider was last asked."""

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.UniqueConstraint(
                fields=("gateway", "session_reference"),
                condition=~models.Q(session_reference=""),
                name="donations_one_gift_a_session",
            ),
            models.UniqueConstraint(
                fields=("gateway", "payment_reference"),
                condition=~models.Q(payment_reference=""),
                name="donations_one_gift_a_payment",
            ),
        ]
        indexes = [
            models.Index(fields=("campaign", "state", "settled_at"), name="donations_gift_list"),
            # With the state in it, donors are counted without looking at a row.
            models.Index(fields=("campaign", "donor", "state"), name="donations_gift_donors"),
            models.Index(
                fields=("campaign", "-settled_at"),
                condition=models.Q(is_public=True),
                name="donations_gift_wall",
            ),
            models.Index(
                fields=("failed_at",),
                condition=models.Q(failed_at__isnull=False),
                name="donations_gift_failures",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        """What was ordered for the campaign."""
        return Money(self.amount_minor_units, self.currency)

    @property
    def fee_cover(self) -> Money:
        """What was added to cover fees."""
        return Money(self.fee_cover_minor_units, self.currency)

    @property
    def to_pay(self) -> Money:
        """What the donor was asked to pay."""
        return self.amount + self.fee_cover


class Movement(models.Model):
    """Money of a gift that moved, once: each has its one entry in the books."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="movements")
    source = models.CharField(max_length=30)
    """The gateway's name; "statement", "cheque", "cash" or "desk" otherwise."""
    kind = models.CharField(max_length=15, choices=_choices(MoveKind))
    reference = models.CharField(max_length=150)
    amount_minor_units = models.PositiveBigIntegerField()
    fee_minor_units = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    moved_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="movement")
    corrected_at = models.DateTimeField(null=True, blank=True)
    """It was a mistake: its entry is reversed, and it counts no more."""
    corrected_by = models.CharField(max_length=150, blank=True)
    correction = models.CharField(max_length=200, blank=True)
    """Why."""

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "kind", "reference"),
                condition=models.Q(corrected_at=None),
                name="donations_each_movement_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.reference}"

    @property
    def amount(self) -> Money:
        """What came or went, always zero or more."""
        return Money(self.amount_minor_units, self.currency)

    @property
    def fee(self) -> Money:
        """What the provider kept; below zero when it gave a fee back."""
        return Money(self.fee_minor_units, self.currency)


class Payout(models.Model):
    """Money that a provider sent to the bank account; one entry when it was sent."""

    gateway = models.CharField(max_length=30)
    reference = models.CharField(max_length=120)
    amount_minor_units = models.BigIntegerField()
    fee_minor_units = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    arrives_on = models.DateField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="payout")
    recorded_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)
    """It came back: its entry is reversed."""

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [
            models.UniqueConstraint(
                fields=("gateway", "reference"), name="donations_each_payout_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}"
