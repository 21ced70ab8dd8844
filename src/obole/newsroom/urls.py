"""The newsroom's addresses below each language, beside the pages that Wagtail serves."""

from typing import Any

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from obole.newsroom import feeds
from obole.newsroom.addresses import in_each_language
from obole.newsroom.views import articles, corrections, history, listings, player, search


class FeedFile:
    """The name of a feed's file, in one of the three formats."""

    regex = r"feed\.xml|atom\.xml|feed\.json"

    def to_python(self, value: str) -> str:
        """Return the name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name."""
        return value


class Month:
    """A month of the archives: 2026/03."""

    regex = r"(?:18|19|20|21)[0-9]{2}/(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> tuple[int, int]:
        """Return the year and the month."""
        year, month = value.split("/")
        return int(year), int(month)

    def to_url(self, value: tuple[int, int]) -> str:
        """Return how the month is written."""
        return f"{value[0]:04}/{value[1]:02}"


class PageNumber(IntConverter):
    """The number of a list's further page; its first has the address of the list itself."""

    regex = "[2-9]|[1-9][0-9]{1,3}"


register_converter(PageNumber, "number")
register_converter(FeedFile, "feed")
register_converter(Month, "month")

_author = {"fr": "auteurs/<slug:slug>/", "en": "authors/<slug:slug>/"}
_tag = {"fr": "themes/<slug:slug>/", "en": "topics/<slug:slug>/"}
_history = {
    "fr": "<slug:section>/<slug:article>/historique/",
    "en": "<slug:section>/<slug:article>/history/",
}


def _below(words: dict[str, str], rest: str) -> Any:
    return in_each_language(**{language: start + rest for language, start in words.items()})


app_name = "newsroom"
urlpatterns = [
    path("feed.xml", feeds.site_feed, {"file": "feed.xml"}, name="rss"),
    path("<feed:file>", feeds.site_feed, name="site_feed"),
    path(in_each_language(fr="auteurs/", en="authors/"), listings.authors, name="authors"),
    path(in_each_language(**_author), listings.author, name="author"),
    path(_below(_author, "page/<number:number>/"), listings.author, name="author_page"),
    path(_below(_author, "<feed:file>"), feeds.author_feed, name="author_feed"),
    path(in_each_language(**_tag), listings.tag, name="tag"),
    path(_below(_tag, "page/<number:number>/"), listings.tag, name="tag_page"),
    path(_below(_tag, "<feed:file>"), feeds.tag_feed, name="tag_feed"),
    path("archives/", listings.archives, name="archives"),
    path("archives/<month:month>/", listings.month, name="month"),
    path("archives/<month:month>/page/<number:number>/", listings.month, name="month_page"),
    path(in_each_language(fr="recherche/", en="search/"), search.search, name="search"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/page/<number:number>/", corrections.corrections, name="corrections_page"),
    path("corrections/<feed:file>", feeds.corrections_feed, name="corrections_feed"),
    path(
        in_each_language(
            fr="lecteur/<int:page_id>/<slug:key>/", en="player/<int:page_id>/<slug:key>/"
        ),
        player.player,
        name="player",
    ),
    path(in_each_language(**_history), history.history, name="history"),
    path(_below(_history, "<int:older>-<int:newer>/"), history.comparison, name="comparison"),
    path("<slug:slug>/page/<number:number>/", listings.section, name="section_page"),
    path("<slug:slug>/<feed:file>", feeds.section_feed, name="section_feed"),
    path("<slug:section>/<slug:article>/", articles.article, name="article"),
]
