"""Bank statements and their lines, each of which is matched once; cheques and deposit slips."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.donations.models.gifts import Gift
from obole.kernel.money import Money
from obole.ledger.models import Entry


class Statement(models.Model):
    """A file of a bank, as it was read."""

    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64, unique=True)
    file_format = models.CharField(max_length=20)
    account = models.CharField(max_length=40)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    lines_in_file = models.PositiveIntegerField(default=0)
    lines_added = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return self.file_name


class StatementLine(models.Model):
    """One movement on the bank account; what the treasurer decided it is."""

    class State(models.TextChoices):
        """What became of a line."""

        OPEN = "open", _("to match")
        MATCHED = "matched", _("matched")
        ASIDE = "aside", _("to be identified")
        IGNORED = "ignored", _("not a gift")

    class Kind(models.TextChoices):
        """What a line turned out to be."""

        UNKNOWN = "", "—"
        GIFT = "gift", _("a gift")
        PAYOUT = "payout", _("paid out by a provider")
        DEPOSIT = "deposit", _("cheques or cash that were handed in")
        INTERMEDIARY = "intermediary", _("paid out by an intermediary")
        GIVEN_BACK = "given-back", _("a gift that was given back")
        BOUNCED = "bounced", _("a cheque that was not honoured")
        ASIDE = "aside", _("a gift of which little is known")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=120, unique=True)
    """The bank's own reference, or a digest with an occurrence number."""
    day = models.DateField()
    amount_minor_units = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=150, blank=True)
    payer_iban = models.CharField(max_length=42, blank=True)
    text = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.UNKNOWN, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    """How often a decision was taken back: each has an entry under a reference of its own."""
    gift = models.ForeignKey(
        Gift, null=True, blank=True, on_delete=models.PROTECT, related_name="statement_lines"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    aside_entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """By which it was put with what is to be identified, before it was known."""
    reason = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        indexes = [models.Index(fields=("state", "day"), name="donations_line_queue")]

    def __str__(self) -> str:
        return f"{self.day} {self.amount}"

    @property
    def amount(self) -> Money:
        """What came; below zero what went."""
        return Money(self.amount_minor_units, self.currency)


class DepositSlip(models.Model):
    """Cheques that were handed in at the bank together, and the slip that went with them."""

    made_on = models.DateField(_("day"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    currency = models.CharField(max_length=3)
    total_minor_units = models.PositiveBigIntegerField()
    line = models.OneToOneField(
        StatementLine,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deposit_slip",
    )
    """Where the bank says that it has the money."""

    class Meta:
        verbose_name = _("deposit slip")
        verbose_name_plural = _("deposit slips")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def total(self) -> Money:
        """What the cheques come to."""
        return Money(self.total_minor_units, self.currency)


class Cheque(models.Model):
    """What stands on a cheque that was given."""

    gift = models.OneToOneField(Gift, on_delete=models.PROTECT, related_name="cheque")
    number = models.CharField(_("number"), max_length=20, blank=True)
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    slip = models.ForeignKey(
        DepositSlip, null=True, blank=True, on_delete=models.PROTECT, related_name="cheques"
    )
    bounced_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("cheque")
        verbose_name_plural = _("cheques")

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"
