"""Receipts: what was issued stays. It can be made void, and purged when its time is over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from obole.donations.models import Gift
from obole.kernel.money import Money
from obole.receipts.models.issuing import Signature
from obole.receipts.rules.scheme import Grouping


class GroupingChoice(models.TextChoices):
    """For what a receipt is, in words."""

    GIFT = Grouping.GIFT.value, _("one gift")
    YEAR = Grouping.YEAR.value, _("the gifts of a year")


class Series(models.Model):
    """The numbers of one scheme in one year: without a gap. Locked while a number is taken."""

    scheme = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of receipts")
        verbose_name_plural = _("series of receipts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("scheme", "year"), name="receipts_one_series_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}: {self.last_number}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts, as one asks for them."""

    def valid(self) -> "ReceiptQuerySet":
        """Leave out what was made void."""
        return self.filter(voided_at=None)


class Receipt(models.Model):
    """A receipt that was issued.

    Its words are in `sheet`, and its PDF is made of them and of nothing else. Triggers refuse every
    change but these: the PDF is noted once, it is made void once, the words are purged once.
    """

    scheme = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    """Of its series: the year of issue."""
    ordinal = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=20, unique=True)
    code = models.CharField(max_length=12)
    """Proves to a stranger who holds the paper that it is ours."""
    grouping = models.CharField(_("for"), max_length=5, choices=GroupingChoice)
    gift_year = models.PositiveSmallIntegerField(_("year of the gifts"))
    amount_minor_units = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=5)
    sheet = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    """SHA-256 of the sheet: what is printed can't be altered unseen."""
    signature = models.ForeignKey(
        Signature, null=True, on_delete=models.PROTECT, related_name="receipts"
    )
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    pdf_name = models.CharField(max_length=60, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=150, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)
    purged_at = models.DateTimeField(null=True)

    objects = ReceiptQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        default_permissions = ("view",)
        permissions = [
            ("issue_receipt", _("Can issue receipts and make them void")),
            ("decide_receipts", _("Can decide whether receipts are issued")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("scheme", "year", "ordinal"), name="receipts_each_number_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor_units__gte=1), name="receipts_are_for_something"
            ),
        ]
        indexes = [models.Index(fields=("gift_year", "voided_at"), name="receipts_by_year")]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        """What it says was given."""
        return Money(self.amount_minor_units, self.currency)

    @property
    def is_valid(self) -> bool:
        """Tell whether it was not made void."""
        return self.voided_at is None

    @property
    def recipient(self) -> str:
        """Whom it is made out to; empty once its words are purged."""
        return str(self.sheet.get("recipient", ""))


class ReceiptGift(models.Model):
    """A gift on a receipt, with what the receipt says of it."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="receipt_lines")
    amount_minor_units = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    is_valid = models.BooleanField(default=True)
    """Follows the receipt: false once that is void."""

    class Meta:
        verbose_name = _("gift on a receipt")
        verbose_name_plural = _("gifts on receipts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("gift",),
                condition=Q(is_valid=True),
                name="receipts_a_gift_on_one_valid_receipt",
            ),
            models.UniqueConstraint(
                fields=("receipt", "gift"), name="receipts_a_gift_once_on_a_receipt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.gift_id}"

    @property
    def amount(self) -> Money:
        """What the receipt says was given."""
        return Money(self.amount_minor_units, self.currency)


class Doubt(models.Model):
    """Money of a gift went back after its receipt was issued: to be made void by a person."""

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="doubt")
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt to be made void")
        verbose_name_plural = _("receipts to be made void")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.receipt_id)
