"""Addresses of sites that moved in, where no page and no redirect answers."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase, HttpResponseRedirect
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from obole.newsroom.rules.renditions import RENDITIONS, Use
from obole.pages.models import Picture
from obole.portability.models import ImportedSite
from obole.portability.queries.addresses import Target, target_of
from obole.portability.rules.old_paths import OldRequest, Sought, below, normal_path, requests_of

# An old picture is shown as an article shows it, in the format that every browser knows.
# Whatever shows a picture of an old address shows JPEG.
RENDITION = RENDITIONS[Use.ARTICLE].jpeg
_READING = frozenset(("GET", "HEAD"))
# Their answer changes as articles are published: nobody may keep it for ever.
_CHANGING = frozenset((Sought.MONTH, Sought.YEAR, Sought.FRONT, Sought.SEARCH))


class OldAddresses:
    """Leads from an address of an imported site to what stands here in its place.

    It stands outside Wagtail's redirects and asks only when nothing else has answered, so that it
    hides no page and no redirect; except for the old home page with a number, `/?p=123`, which is
    our front page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as without us, or with a redirect."""
        if request.method not in _READING:
            return self._get_response(request)
        if request.META.get("QUERY_STRING") and request.path_info in {"/", "/index.php"}:
            answer = _redirect(request)
            if answer is not None:
                return answer
        response = self._get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND:
            return response
        return _redirect(request) or response


def _redirect(request: HttpRequest) -> HttpResponse | None:
    path = normal_path(request.path_info)
    if "\0" in path:
        return None
    query = request.META.get("QUERY_STRING", "")
    for site in ImportedSite.objects.select_related("locale").order_by("-pk"):
        place = below(path, base=normal_path(site.base_path).strip("/"))
        if place is None:
            continue
        wanted = requests_of(place, query)
        for each in wanted:
            target = target_of(site=site, requests=[each], published_only=True)
            address = _address_of(target) if target is not None else ""
            # A redirect to where one is already would never end.
            if address and address != request.get_full_path():
                return _answer(each, address)
    return None


def _answer(wanted: OldRequest, address: str) -> HttpResponse:
    if wanted.what in _CHANGING:
        return HttpResponseRedirect(address)
    return HttpResponsePermanentRedirect(address)


def _address_of(target: Target) -> str:
    if target.picture_id is None:
        return target.address
    picture = Picture.objects.filter(pk=target.picture_id).first()
    if picture is None:
        return ""
    try:
        return str(picture.get_rendition(RENDITION).url)
    except (InvalidFilterSpecError, SourceImageIOError):
        # The file of the picture is gone.
        return ""
