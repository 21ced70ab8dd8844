"""Search: a form that needs no script, and what it finds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from obole.accounts.sources import client_network
from obole.foundation import clock
from obole.foundation.ingredients import refuse_keeping
from obole.limits.actions import LimitReached, count_request
from obole.limits.rules import Limit
from obole.newsroom.addresses import address_in
from obole.newsroom.heads import head_of_list, home_languages
from obole.newsroom.models import ArticlePage, SectionPage
from obole.newsroom.queries import listings
from obole.newsroom.queries.history import latest_publications
from obole.newsroom.queries.search import MOST_FOUND, Scope, found_articles
from obole.newsroom.rules.highlighting import Piece, excerpt, highlighted
from obole.newsroom.rules.words import LONGEST_QUERY, SoughtWord, sought_words
from obole.newsroom.views.listings import spoken_language

# An office, a school or a whole street can share an address; nobody reads sixty lists a minute.
SEARCHES = Limit(name="search", most=60, window_seconds=60)


class DayInput(forms.DateInput):
    """A browser's own field for a day; what is no day is not shown again, as HTML wants it."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """Return the day as HTML writes it."""
        if isinstance(value, str):
            value = parse_day(value)
        return value.isoformat() if isinstance(value, date) else None


def parse_day(text: str) -> date | None:
    """Return the day that a text such as 2026-11-22 names, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class SearchForm(forms.Form):
    """What a reader looks for, and where."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_QUERY}),
    )
    section: forms.ModelChoiceField[SectionPage] = forms.ModelChoiceField(
        label=pgettext_lazy("of the newspaper", "Section"),
        required=False,
        queryset=SectionPage.objects.none(),
        to_field_name="slug",
        empty_label=_("All sections"),
    )
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, widget=DayInput
    )
    until = forms.DateField(
        label=pgettext_lazy("last day", "Until"), required=False, widget=DayInput
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The label stands above its field, where a colon says nothing.
        self.label_suffix = ""
        sections = SectionPage.objects.readable().filter(locale__language_code=language)
        self.fields["section"].queryset = sections.order_by("path")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Result:
    """An article that was found, with the words that were sought in it."""

    article: ArticlePage
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form and, when it is filled in, a page of what was found."""
    refuse_keeping("a search is for whoever asked")
    language, now = spoken_language(), clock.now()
    form = SearchForm(request.GET or None, language=language)
    context: dict[str, Any] = {"form": form, "title": gettext("Search")}
    if form.is_valid():
        try:
            count_request(limit=SEARCHES, source=client_network(request), now=now)
        except LimitReached as reached:
            return _too_many(request, seconds_left=reached.seconds_left)
        query = form.cleaned_data["q"]
        sought = sought_words(query, language=language)
        keys, may_be_more = found_articles(sought=sought, scope=_scope(form, language), now=now)
        number = _page_number(request, found=len(keys))
        context |= {
            "query": query,
            "sought": sought,
            "found": len(keys),
            "may_be_more": may_be_more,
            "limit": MOST_FOUND,
            "results": _results(keys, number=number, sought=sought, language=language, now=now),
            **_neighbours(request, number=number, found=len(keys)),
        }
    addresses = {code: address_in(code, "search") for code in {*home_languages(), language}}
    context["page_head"] = head_of_list(
        request=request, title=gettext("Search"), addresses=addresses, is_indexed=False
    )
    return render(request, "newsroom/search.html", context)


def _too_many(request: HttpRequest, *, seconds_left: int) -> HttpResponse:
    response = render(
        request,
        "newsroom/too_many_searches.html",
        {"seconds_left": seconds_left},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response["Retry-After"] = str(seconds_left)
    response["Cache-Control"] = "no-store"
    return response


def _scope(form: SearchForm, language: str) -> Scope:
    section, until = form.cleaned_data["section"], form.cleaned_data["until"]
    return Scope(
        language=language,
        section_id=section.pk if section else None,
        since=_midnight(form.cleaned_data["since"]),
        before=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
    )


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _page_number(request: HttpRequest, *, found: int) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004
    last = max(1, -(-found // listings.ARTICLES_PER_PAGE))
    if not 1 <= number <= last:
        raise Http404
    return number


def _neighbours(request: HttpRequest, *, number: int, found: int) -> dict[str, str]:
    """Return the addresses of the pages before and after."""
    asked = {key: value for key, value in request.GET.items() if key != "page"}

    def address(page: int) -> str:
        return "?" + urlencode(asked if page == 1 else {**asked, "page": page})

    return {
        "newer_url": address(number - 1) if number > 1 else "",
        "older_url": (address(number + 1) if number * listings.ARTICLES_PER_PAGE < found else ""),
    }


def _results(
    keys: list[int],
    *,
    number: int,
    sought: tuple[SoughtWord, ...],
    language: str,
    now: datetime,
) -> list[Result]:
    start = (number - 1) * listings.ARTICLES_PER_PAGE
    shown = listings.articles_in_order(
        keys=keys[start : start + listings.ARTICLES_PER_PAGE], now=now
    )
    published = latest_publications(page_ids=[article.pk for article in shown])
    return [
        Result(
            article=article,
            title=highlighted(article.title, sought=sought, language=language),
            excerpt=excerpt(published[article.pk].lines, sought=sought, language=language),
        )
        for article in shown
        if article.pk in published
    ]
