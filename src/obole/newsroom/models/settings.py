"""What the newsroom says of itself: its name and look, and what the law asks for."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from obole.newsroom.panels import LEGAL_SETTINGS_EDITOR, NEWSROOM_SETTINGS_EDITOR
from obole.newsroom.rules import contrast

HEX_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as #rrggbb."))


class FontPair(models.TextChoices):
    """The fonts that come with Obole."""

    SERIF = "serif", _("Serif for reading (Newsreader and Public Sans)")
    SANS = "sans", _("Sans serif everywhere (Public Sans)")
    SYSTEM = "system", _("The reader's own fonts: nothing to load")


@register_setting(icon="site", order=100)
class NewsroomSettings(ClusterableModel, BaseSiteSetting):
    """Name, logo, colours and fonts of the site."""

    name = models.CharField(_("name of the newsroom"), max_length=120, default="Obole")
    logo = models.ForeignKey(
        "pages.Picture",
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    shows_name_beside_logo = models.BooleanField(
        _("name beside the logo"),
        default=True,
        help_text=_("Untick it when the logo contains the name."),
    )
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#a3241d", validators=[HEX_COLOUR]
    )
    accent_dark = models.CharField(
        _("accent colour in dark mode"), max_length=7, default="#ff9d8a", validators=[HEX_COLOUR]
    )
    fonts = models.CharField(
        _("fonts"), max_length=10, choices=FontPair.choices, default=FontPair.SERIF
    )
    founded_year = models.PositiveIntegerField(_("founded in"), null=True, blank=True)

    edit_handler = NEWSROOM_SETTINGS_EDITOR

    class Meta:
        verbose_name = _("name and look")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an accent that cannot be read on the theme's paper."""
        super().clean()
        papers = {"accent": contrast.LIGHT_PAPER, "accent_dark": contrast.DARK_PAPER}
        problems = {}
        for name, paper in papers.items():
            colour = getattr(self, name)
            # A colour that is none has been refused by its own field.
            if re.fullmatch(HEX_COLOUR.regex, colour) and not contrast.is_readable(
                colour, paper=paper
            ):
                ratio = contrast.contrast_ratio(colour, paper)
                problems[name] = ValidationError(
                    _("Too hard to read: its contrast is %(ratio)s, and text needs %(wanted)s.")
                    % {
                        "ratio": number_format(ratio, 2),
                        "wanted": number_format(contrast.READABLE_RATIO, 1),
                    }
                )
        if problems:
            raise ValidationError(problems)


class SocialLink(Orderable):
    """An account of the newsroom elsewhere."""

    settings = ParentalKey(NewsroomSettings, on_delete=models.CASCADE, related_name="social_links")
    label = models.CharField(_("name of the network"), max_length=60)
    url = models.URLField(_("address"))

    class Meta(Orderable.Meta):
        verbose_name = _("account elsewhere")
        verbose_name_plural = _("accounts elsewhere")

    def __str__(self) -> str:
        return self.label


@register_setting(icon="doc-full-inverse", order=110)
class LegalSettings(BaseSiteSetting):
    """The facts of the legal notice, of trust.txt and of security.txt.

    Source: LCEN (loi 2004-575), article 1-1; Regulation (EU) 2024/1083, article 6.
    """

    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=200, blank=True)
    registration = models.CharField(_("registration number"), max_length=100, blank=True)
    address = models.TextField(_("registered office"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    publication_director = models.CharField(_("publication director"), max_length=200, blank=True)
    editor_in_chief = models.CharField(_("editor-in-chief"), max_length=200, blank=True)
    host_name = models.CharField(_("name of the host"), max_length=200, blank=True)
    host_address = models.TextField(_("address of the host"), blank=True)
    host_phone = models.CharField(_("telephone of the host"), max_length=40, blank=True)
    cppap_number = models.CharField(
        _("CPPAP number"), max_length=40, blank=True, help_text=_("French online press services.")
    )
    issn = models.CharField(_("ISSN"), max_length=9, blank=True)
    owners = models.TextField(
        _("owners and board"), blank=True, help_text=_("One a line; the board of an association.")
    )
    public_advertising = models.TextField(
        _("public advertising income"),
        blank=True,
        help_text=_(
            "Yearly total from public authorities, with its year; “none” if there is none."
        ),
    )
    security_contact = models.EmailField(_("address for security reports"), blank=True)
    trust_txt = models.TextField(
        _("further lines of trust.txt"),
        blank=True,
        help_text=_("For instance: member=https://example.org/. One a line."),
    )
    reserves_mining = models.BooleanField(
        _("reserve text and data mining"),
        default=True,
        help_text=_("Tells machines that training on the site needs your permission."),
    )

    edit_handler = LEGAL_SETTINGS_EDITOR

    class Meta:
        verbose_name = _("legal facts")

    def __str__(self) -> str:
        return self.legal_name
