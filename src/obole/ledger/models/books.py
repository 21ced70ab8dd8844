"""The tables of the books: accounts, entries and their lines, sums of days, checks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.kernel.money import Money
from obole.ledger.rules.chart import AccountKind


class Account(models.Model):
    """An account of the chart. Its code is what lines name; it is never deleted."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=[(each.value, each.value) for each in AccountKind]
    )
    name_fr = models.CharField(_("name in French"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Entry(models.Model):
    """An entry: lines that sum to zero. Triggers refuse to change or delete it.

    Its lines are written before it: from then on they are complete, and the database has checked
    their sums (`guards.py`). `digest` is computed over the entry, its lines and the digest of the
    entry before: whoever alters a row of the database breaks the chain (`obole ledger verify`).
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    """Without a gap, from 1: the order in which they were posted."""
    reference = models.CharField(_("reference"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    day = models.DateField(_("day"), db_index=True)
    text = models.CharField(_("text"), max_length=200)
    posted_at = models.DateTimeField(_("posted at"))
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.number} {self.reference}"


class Line(models.Model):
    """One line of an entry: a debit or a credit of one account, for one fund or none."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    fund = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    debit = models.PositiveBigIntegerField(default=0)
    credit = models.PositiveBigIntegerField(default=0)
    gifts = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debit=0) | models.Q(credit=0), name="ledger_one_side"
            ),
        ]
        indexes = [
            models.Index(fields=("fund", "account", "currency", "entry"), name="ledger_fund_sum"),
            models.Index(fields=("account", "currency", "entry"), name="ledger_account_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"

    @property
    def amount(self) -> Money:
        """What the line debits; below zero what it credits."""
        return Money(self.debit - self.credit, self.currency)


class DaySum(models.Model):
    """The sums of an account for a fund on one day: a shortcut that the lines can prove.

    Never the truth: a figure is these plus the lines since, and `obole ledger verify` adds up all
    lines anew. Every line of an entry up to the highest `up_to` of all rows is in them.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    fund = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    debit = models.PositiveBigIntegerField(default=0)
    credit = models.PositiveBigIntegerField(default=0)
    gifts = models.BigIntegerField(default=0)
    up_to = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    """The last entry of this account, fund and day that is in the sums."""

    class Meta:
        verbose_name = _("sums of a day")
        verbose_name_plural = _("sums of days")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("fund", "account", "currency", "day"), name="ledger_one_sum_a_day"
            )
        ]
        indexes = [
            models.Index(fields=("account", "currency", "day"), name="ledger_account_days"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.fund} {self.day}"


class ClosedYear(models.Model):
    """A year whose books are closed: no entry of one of its days is posted any more."""

    year = models.PositiveSmallIntegerField(unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=150)
    last_number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return str(self.year)


class BooksCheck(models.Model):
    """One check of the books, as the schedule made it, and what it found."""

    checked_at = models.DateTimeField(_("checked at"), db_index=True)
    is_whole = models.BooleanField(_("of all entries"), default=False)
    """Every entry from the first was computed anew, and not only those since the last check."""
    entries = models.PositiveBigIntegerField(_("entries"))
    """The number of the last entry that was looked at."""
    digest = models.CharField(max_length=64, blank=True)
    """The digest of that entry: whoever rewrites the books later meets it again."""
    problems = models.JSONField(_("problems"), default=list)

    class Meta:
        verbose_name = _("check of the books")
        verbose_name_plural = _("checks of the books")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}"
