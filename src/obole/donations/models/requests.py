"""What we ask of providers, and what they told us that a person must look at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.donations.models.gifts import Gift, Plan
from obole.kernel.money import Money


class ProviderRequest(models.Model):
    """Something asked of a provider: a row before it is sent, and repeated with the same key."""

    class Kind(models.TextChoices):
        """What is asked."""

        REFUND = "refund", _("give money back")
        END_PLAN = "end-plan", _("end a recurring gift")
        CHANGE_PLAN = "change-plan", _("change the amount of a recurring gift")

    key = models.CharField(max_length=120, unique=True)
    """By it the provider knows a repeated call."""
    kind = models.CharField(max_length=12, choices=Kind)
    gateway = models.CharField(max_length=30)
    gift = models.ForeignKey(
        Gift, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    amount_minor_units = models.PositiveBigIntegerField(null=True, blank=True)
    fee_cover_minor_units = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_url = models.URLField(max_length=2000, blank=True)
    """Where the donor must agree first."""
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("request to a provider")
        verbose_name_plural = _("requests to providers")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.key

    @property
    def amount(self) -> Money | None:
        """What is asked for, if it is an amount."""
        if self.amount_minor_units is None:
            return None
        return Money(self.amount_minor_units, self.currency)


class PaymentProblem(models.Model):
    """What a provider told us and the rules refuse to post: a person decides."""

    class Kind(models.TextChoices):
        """Why it was not posted."""

        UNKNOWN_ORDER = "unknown-order", _("a payment of an order that is not ours")
        UNKNOWN_PLAN = "unknown-plan", _("a recurring gift that is not ours")
        MORE_THAN_GIVEN = "more-than-given", _("more would go back than was given")
        OTHER_CURRENCY = "other-currency", _("it settles in another currency than the campaign's")
        PAID_TWICE = "paid-twice", _("one order was paid twice")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    gateway = models.CharField(max_length=30)
    reference = models.CharField(_("reference"), max_length=150)
    """Of the payment or plan at the provider."""
    gift = models.ForeignKey(
        Gift, null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    text = models.CharField(_("what happened"), max_length=300)
    found_at = models.DateTimeField(_("found at"), db_index=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    solved_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("payment problem")
        verbose_name_plural = _("payment problems")
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "gateway", "reference"), name="donations_each_problem_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}: {self.kind}"
