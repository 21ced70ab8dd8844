"""What the desk's screens of receipts have in common: who opens them, the way there, the words."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.accounts.colleagues import colleague
from obole.receipts.rules.issuing import Lack
from obole.receipts.rules.scheme import Obstacle

SEE: Final = "receipts.view_receipt"
ISSUE: Final = "receipts.issue_receipt"
DECIDE: Final = "receipts.decide_receipts"

may_see = permission_required(SEE, raise_exception=True)
may_issue = permission_required(ISSUE, raise_exception=True)
may_decide = permission_required(DECIDE, raise_exception=True)

WORDS_OF_OBSTACLES: Final[dict[Obstacle, str | Promise]] = {
    Obstacle.NOBODY: _("nobody is named as the donor"),
    Obstacle.ERASED: _("the donor was erased"),
    Obstacle.INTERMEDIARY: _("the intermediary issues the receipt"),
    Obstacle.NOT_SETTLED: _("the money is not here"),
    Obstacle.NOTHING_LEFT: _("all of it went back"),
    Obstacle.CURRENCY: _("the gift is not in euros"),
    Obstacle.NO_NAME: _("first and last name, or the company’s name, are missing"),
    Obstacle.NO_ADDRESS: _("the address is not complete"),
    Obstacle.NO_SIREN: _("the SIREN of the company is missing or wrong"),
    Obstacle.NO_LEGAL_FORM: _("the legal form of the company is missing"),
    Obstacle.TOO_EARLY: _("the gift is older than the rules"),
    Obstacle.HAS_ONE: _("one of the gifts is on another receipt that holds"),
    Obstacle.OTHER_DONOR: _("the gifts are not of one donor, year and currency"),
}
WORDS_OF_LACKS: Final[dict[Lack, str | Promise]] = {
    Lack.LEGAL_BASIS: _("Say which text of law lets this body issue tax receipts."),
    Lack.RULING: _(
        "Give the reference and the date of the tax office’s ruling, or say that none was asked "
        "for: one of the two."
    ),
    Lack.PERSON: _("Name the person who answers for it."),
    Lack.NAME: _("The name of the body is missing."),
    Lack.ADDRESS: _("The address of the body is missing."),
    Lack.PURPOSE: _("The purpose of the body is missing."),
    Lack.IDENTIFIER: _("The SIREN or the RNA of the body is missing."),
    Lack.SIGNATORY: _("Who signs, and in which quality, is missing."),
}
NAMES_OF_SCHEMES: Final[dict[str, str | Promise]] = {
    "fr-11580": pgettext_lazy("receipts", "Persons (form 11580)"),
    "fr-16216": pgettext_lazy("receipts", "Companies (form 16216)"),
    "acknowledgement": pgettext_lazy("receipts", "Acknowledgements, for no tax"),
}


class ReceiptScreen(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A screen below the list of receipts."""

    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        way = [*self.breadcrumbs_items]
        if self.request.resolver_match.url_name != "receipts_list":
            way.append({"url": reverse("receipts_list"), "label": str(_("Receipts"))})
        return [*way, {"url": "", "label": str(self.get_page_title())}]


def name_of_colleague(request: HttpRequest) -> str:
    """Return the name of who asks, as it stands on what they do."""
    asks = colleague(request)
    return asks.get_full_name() or asks.email


def obstacles_in_words(obstacles: Iterable[Obstacle]) -> str:
    """Return what stands in the way, in one line."""
    return ", ".join(str(WORDS_OF_OBSTACLES[each]) for each in obstacles)


def lacks_in_words(lacks: Iterable[Lack]) -> list[str]:
    """Return what is missing, a sentence each."""
    return [str(WORDS_OF_LACKS[each]) for each in lacks]
