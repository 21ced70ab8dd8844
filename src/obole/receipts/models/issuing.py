"""Whether receipts are issued, who answers for it, and who signs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.receipts.rules.issuing import Mode, Quality, Timing


class ModeChoice(models.TextChoices):
    """Who issues receipts, in words."""

    NONE = Mode.NONE.value, _("Nobody: gifts get no receipt")
    OWN = Mode.OWN.value, _("This body issues them, under its own responsibility")
    INTERMEDIARY = Mode.INTERMEDIARY.value, _("An intermediary issues them: never this body")


class TimingChoice(models.TextChoices):
    """When receipts are issued, in words."""

    BY_HAND = Timing.BY_HAND.value, _("When a treasurer says so")
    AT_SETTLEMENT = Timing.AT_SETTLEMENT.value, _("One for each gift, as soon as it has settled")
    IN_JANUARY = Timing.IN_JANUARY.value, _("One a donor, in January, for the year before")


class QualityChoice(models.TextChoices):
    """What the body is, in words."""

    GENERAL_INTEREST = Quality.GENERAL_INTEREST.value, _("body of general interest")
    PUBLIC_UTILITY = (
        Quality.PUBLIC_UTILITY.value,
        _("association or foundation recognised as of public utility"),
    )
    ENDOWMENT_FUND = Quality.ENDOWMENT_FUND.value, _("endowment fund (fonds de dotation)")
    PRESS_PLURALISM = (
        Quality.PRESS_PLURALISM.value,
        _("body that supports the pluralism of the press (art. 200, 1, f bis)"),
    )
    OTHER = Quality.OTHER.value, _("another: as written below")


class IssuingDecision(models.Model):
    """Somebody switched receipts on or off, and said on what ground. The last one holds.

    Triggers refuse to change or delete it.
    """

    mode = models.CharField(_("who issues receipts"), max_length=15, choices=ModeChoice)
    country = models.CharField(_("law"), max_length=2, blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    ruling_reference = models.CharField(_("reference of the ruling"), max_length=120, blank=True)
    ruling_date = models.DateField(_("date of the ruling"), null=True, blank=True)
    has_no_ruling = models.BooleanField(_("no ruling was asked for"), default=False)
    person = models.CharField(_("person who answers for it"), max_length=150, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about receipts")
        verbose_name_plural = _("decisions about receipts")
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.mode}"


class Signature(models.Model):
    """A picture of a signature, under seal. Receipts name the one that they were signed with."""

    sealed_picture = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]


class IssuerDetails(models.Model):
    """The body as its receipts name it: one row."""

    name = models.CharField(
        _("name of the body"), max_length=200, help_text=_("As it is declared.")
    )
    address = models.TextField(_("address"), help_text=_("Street, postcode and town, in lines."))
    city = models.CharField(
        _("place of issue"), max_length=100, blank=True, help_text=_("The town, as in a letter.")
    )
    purpose = models.TextField(
        pgettext_lazy("of a body", "purpose"),
        help_text=_(
            "As explicit as can be: the tax office reads in it what makes the body of general "
            "interest."
        ),
    )
    siren = models.CharField(_("SIREN"), max_length=11, blank=True)
    rna = models.CharField(
        _("RNA"),
        max_length=10,
        blank=True,
        help_text=_("W and nine digits; one of both is needed."),
    )
    quality = models.CharField(
        _("the body is"),
        max_length=20,
        choices=QualityChoice,
        default=QualityChoice.GENERAL_INTEREST,
    )
    quality_detail = models.CharField(
        _("in more detail"),
        max_length=200,
        blank=True,
        help_text=_("For instance the date of the decree of public utility."),
    )
    signatory = models.CharField(_("who signs"), max_length=120)
    signatory_role = models.CharField(
        _("in which quality"), max_length=120, help_text=_("For instance: treasurer.")
    )
    signature = models.ForeignKey(
        Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    timing = models.CharField(
        _("receipts are issued"), max_length=15, choices=TimingChoice, default=TimingChoice.BY_HAND
    )

    class Meta:
        verbose_name = _("issuer of receipts")
        verbose_name_plural = _("issuer of receipts")
        default_permissions = ("change", "view")

    def __str__(self) -> str:
        return self.name
