"""What the treasurer decides, and the accounts at providers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from obole.donations.rules.epc import UnfitTransfer, read_bic, read_iban


@register_setting(icon="pick")
class DonationSettings(BaseSiteSetting):
    """How this newsroom takes gifts."""

    holder = models.CharField(_("account holder"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=42, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    takes_transfers = models.BooleanField(_("takes transfers"), default=False)
    takes_cheques = models.BooleanField(_("takes cheques"), default=False)
    cheque_payee = models.CharField(_("cheques are made out to"), max_length=100, blank=True)
    cheque_address = models.TextField(_("where cheques are sent"), blank=True)
    intermediary = models.CharField(_("intermediary"), max_length=80, blank=True)
    intermediary_url = models.URLField(_("its address"), blank=True)
    suggested_once = models.CharField(
        _("suggested amounts, once"), max_length=60, default="20, 50, 100"
    )
    suggested_monthly = models.CharField(
        _("suggested amounts, monthly"), max_length=60, default="5, 10, 20"
    )
    suggested_yearly = models.CharField(
        _("suggested amounts, yearly"), max_length=60, default="50, 100, 200"
    )
    minimum_minor_units = models.PositiveIntegerField(_("smallest gift by card"), default=200)
    offers_fee_cover = models.BooleanField(_("donors may cover the fees"), default=True)
    treasurer_emails = models.TextField(
        _("addresses of the treasurers"), blank=True, help_text=_("One a line: they get alarms.")
    )

    class Meta:
        verbose_name = _("donations")
        verbose_name_plural = _("donations")

    def __str__(self) -> str:
        return self.holder

    def clean(self) -> None:
        """Refuse an account that no bank knows: donors would send money to it."""
        problems: dict[str, Any] = {}
        for name, read in (("iban", read_iban), ("bic", read_bic)):
            try:
                setattr(self, name, read(getattr(self, name)) if getattr(self, name) else "")
            except UnfitTransfer:
                problems[name] = _("Its check digits or its form are wrong: copy it once more.")
        if self.takes_transfers and not (self.holder and self.iban):
            problems.setdefault("iban", _("Transfers need the account holder and the IBAN."))
        if self.takes_cheques and not self.cheque_payee:
            problems["cheque_payee"] = _("Cheques need somebody they are made out to.")
        if problems:
            raise ValidationError(problems)


class PaymentAccount(models.Model):
    """An account at a provider. Its credentials are under seal and never shown again."""

    gateway = models.CharField(max_length=30, unique=True)
    sealed_credentials = models.TextField()
    hint = models.CharField(max_length=40, blank=True)
    """The last characters of the key, by which a person recognises it."""
    account_name = models.CharField(max_length=150, blank=True)
    is_test = models.BooleanField(default=True)
    is_on = models.BooleanField(_("donors can use it"), default=True)
    offered_means = models.JSONField(default=list)
    connected_at = models.DateTimeField()
    caught_up_to = models.DateTimeField(null=True, blank=True)
    """Up to when the nightly search for lost notices has looked."""

    class Meta:
        verbose_name = _("payment account")
        verbose_name_plural = _("payment accounts")

    def __str__(self) -> str:
        return self.gateway
