"""What the desk says of a page that a colleague looks at as readers do."""

from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site
from wagtail.views import serve

from obole.edition.rules.addresses import can_be_baked, language_of

Link = dict[str, str]

# Articles have addresses of their own, beside those of Wagtail's pages.
ARTICLE = "newsroom:article"


@never_cache
@require_safe
def bar(request: HttpRequest) -> JsonResponse:
    """Return what the bar on the page at `?path=` shows to whoever asks: a line, and links."""
    page = _page_at(request.GET.get("path", ""), request=request)
    links: list[Link] = []
    status = ""
    if page is not None:
        status = _status_of(page)
        permissions = page.permissions_for_user(request.user)
        if permissions.can_edit():
            edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
            links.append({"label": pgettext("a page", "Edit"), "url": edit})
            history = reverse("wagtailadmin_pages:history", args=[page.pk])
            links.append({"label": gettext("History"), "url": history})
    links.append({"label": gettext("Desk"), "url": reverse("wagtailadmin_home")})
    name = gettext("Bar of the newsroom")
    return JsonResponse({"name": name, "status": status, "links": links})


def _page_at(path: str, *, request: HttpRequest) -> Page | None:
    """Return the page of the tree that readers get at this path, if it is one."""
    path = unquote(path)
    if not can_be_baked(path):
        return None
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    language = language_of(path, languages=others, default=settings.LANGUAGE_CODE)
    with translation.override(language):
        match = _match(path)
        site = Site.find_for_request(request)
        if match is None or site is None:
            return None
        if match.func is serve:
            components = [part for part in match.args[0].split("/") if part]
        elif match.view_name == ARTICLE:
            components = [match.kwargs["section"], match.kwargs["article"]]
        else:
            return None
        page = site.root_page.localized
        for slug in components:
            page = page.get_children().filter(slug=slug).first()
            if page is None:
                return None
        found: Page = page.specific
        return found


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _status_of(page: Page) -> str:
    """Return a line: published when, and whether there is more to come."""
    if not page.live or page.last_published_at is None:
        return gettext("Not published.")
    moment = timezone.localtime(page.last_published_at)
    words = gettext("Published %(moment)s.") % {
        "moment": formats.date_format(moment, "DATETIME_FORMAT")
    }
    if page.has_unpublished_changes:
        words += " " + gettext("Readers do not see the latest changes yet.")
    return words
