"""Articles that are shared again by themselves, and old articles posted by hand, spaced."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from obole.foundation import clock
from obole.foundation.word_search import with_all_words
from obole.newsroom.models import ArticlePage
from obole.social.actions.bulk import post_old_articles
from obole.social.forms.articles import BulkForm
from obole.social.models import ArticleShare
from obole.social.queries.channels import standing_channels
from obole.social.views.desk_permissions import may_release, may_see
from obole.social.views.desk_screen import SocialScreen

ARTICLES_OFFERED: Final = 60
_SHARES_SHOWN: Final = 500


@method_decorator(may_see, name="dispatch")
class EvergreensView(SocialScreen, TemplateView):
    """Lists the articles that are shared again by themselves."""

    template_name = "social/desk/evergreens.html"
    page_title = gettext_lazy("Shared again")
    header_icon = "rotate"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        shares = ArticleShare.objects.select_related("page").order_by("-pk")[:_SHARES_SHOWN]
        return {**super().get_context_data(**named), "shares": shares}


@method_decorator(may_release, name="dispatch")
class BulkView(SocialScreen, TemplateView):
    """Old articles, ticked, on channels, ticked, so many minutes apart."""

    template_name = "social/desk/bulk.html"
    page_title = gettext_lazy("Post old articles")
    header_icon = "doc-full"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        form = named.pop("form", None) or BulkForm(
            channels=standing_channels(),
            initial={"begins_at": clock.now() + timedelta(hours=1), "spacing_minutes": 60},
        )
        words = self.request.GET.get("q", "")
        return {
            **super().get_context_data(**named),
            "form": form,
            "words": words,
            "articles": _articles(words),
            "ticked": set(self.request.POST.getlist("articles")),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Queue what was ticked."""
        form = BulkForm(request.POST, channels=standing_channels())
        chosen = [int(each) for each in request.POST.getlist("articles") if each.isdecimal()]
        if form.is_valid() and not chosen:
            form.add_error(None, _("Tick at least one article."))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        count = post_old_articles(
            page_ids=chosen[:ARTICLES_OFFERED],
            channels=list(form.cleaned_data["channels"]),
            begins_at=form.cleaned_data["begins_at"],
            spacing=timedelta(minutes=form.cleaned_data["spacing_minutes"]),
            now=clock.now(),
        )
        messages.success(
            request,
            ngettext("%(count)d post waits for its hour.", "%(count)d posts wait for their hours.",
                     count) % {"count": count},
        )  # fmt: skip
        return redirect("social_calendar")


def _articles(words: str) -> list[ArticlePage]:
    found = ArticlePage.objects.live().defer("body").select_related("section", "locale")
    found = with_all_words(found, words, "title__icontains")
    return list(found.order_by("-published_at", "-pk")[:ARTICLES_OFFERED])
