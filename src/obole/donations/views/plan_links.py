"""The links in mails that end a recurring gift, or lead to where its card is changed."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.donations.models import Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.links import UnusableLink, open_ending, open_mending
from obole.donations.views.ending import mending_address, try_to_end
from obole.donations.views.private import link_over
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def end_plan(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, and end the recurring gift when somebody presses the button."""
    try:
        plan = open_ending(token)
    except UnusableLink:
        return link_over(request)
    context = {**_told(plan), "title": _("End a recurring gift")}
    status = HTTPStatus.OK
    if request.method == "POST":
        asked = try_to_end(plan)
        plan.refresh_from_db()
        context |= {"problem": asked.problem, "is_waiting": asked.is_waiting}
        if asked.problem:
            status = HTTPStatus.BAD_GATEWAY
    return render(request, "donations/gifts/end_plan.html", context, status=status)


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def mend_plan(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the provider for the page where the card is changed, and lead there."""
    try:
        plan = open_mending(token)
    except UnusableLink:
        return link_over(request)
    context = {**_told(plan), "title": _("Mend a recurring gift")}
    status = HTTPStatus.OK
    if request.method == "POST":
        address = mending_address(plan, back_url=_here(request))
        context["provider_url"] = address
        if not address:
            status = HTTPStatus.BAD_GATEWAY
            context["problem"] = _(
                "The payment provider does not answer. Nothing has changed: please try again in a "
                "few minutes."
            )
    return render(request, "donations/gifts/mend_plan.html", context, status=status)


def _told(plan: Plan) -> dict[str, object]:
    campaign = text_of(plan.campaign, get_language() or plan.language)
    return {"plan": plan, "campaign": campaign}


def _here(request: HttpRequest) -> str:
    """Return this page's address, as ours: what the request says of its host is not believed."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{request.path}"
