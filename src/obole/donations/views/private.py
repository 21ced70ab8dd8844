"""What views for one donor have in common: a secret in the address says who it is."""

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from obole.donations.queries.links import UnusableLink, open_portal
from obole.foundation.private_answers import View


def of_donor(view: View) -> View:
    """Give a view the donor whom the signed link in its address names."""

    @wraps(view)
    def respond(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
        try:
            donor = open_portal(token)
        except UnusableLink:
            return link_over(request)
        return view(request, donor=donor, token=token, **arguments)

    return respond


def link_over(request: HttpRequest) -> HttpResponse:
    """Say that a link works no more, and where another is had."""
    context = {"title": _("This link is over")}
    return render(request, "donations/gifts/link_over.html", context, status=HTTPStatus.GONE)
