"""A page with a player of another host: a reader comes here by a click, never by reading."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from obole.foundation import clock
from obole.foundation.ingredients import use
from obole.newsroom.addresses import address_in
from obole.newsroom.heads import head_of_list
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.listings import readable_articles
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.players import player_of
from obole.newsroom.views.listings import spoken_language

# As strict as the reader pages' policy, but for the one frame.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src {pictures}",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-src {origin}",
    ]
)


@require_safe
def player(request: HttpRequest, page_id: int, key: str) -> HttpResponse:
    """Show an embed of an article in a frame, or a link to it where no player is known."""
    article: ArticlePage = get_object_or_404(readable_articles(now=clock.now()), pk=page_id)
    use(names.page(article.pk))
    embed = _embed_of(article, key)
    found = player_of(embed["url"])
    address = address_in(spoken_language(), "player", page_id=page_id, key=key)
    head = head_of_list(
        request=request,
        title=embed["title"],
        addresses={spoken_language(): address},
        is_indexed=False,
    )
    response = render(
        request,
        "newsroom/player.html",
        {"article": article, "embed": embed, "player": found, "page_head": head},
    )
    if found is not None:
        response.headers["Content-Security-Policy"] = POLICY.format(
            origin=found.origin, pictures=" ".join(settings.PICTURE_SOURCES)
        )
    return response


def _embed_of(article: ArticlePage, key: str) -> dict[str, str]:
    for block in article.body:
        if block.block_type == "embed" and block.id == key:
            embed: dict[str, str] = block.value
            return embed
    raise Http404
