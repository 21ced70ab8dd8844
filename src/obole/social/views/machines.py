"""What only machines visit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from obole.foundation.ingredients import refuse_keeping
from obole.social.queries.machines import is_index_key


@require_safe
@never_cache
def index_key(_request: HttpRequest, key: str) -> HttpResponse:
    """Show a key to search engines, which compare it with the one that they were told."""
    refuse_keeping("Keys come and go with channels, without a fact.")
    if not is_index_key(key):
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
