"""One article and its channels: where it goes, with which words, what stands, what is to follow."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.locks import BaseLock, ScheduledForPublishLock

from obole.accounts.colleagues import colleague
from obole.accounts.models import User
from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions import article_choices, drafting, steering
from obole.social.forms.articles import (
    EvergreenForm,
    Offered,
    PanelChannelForm,
    ScreenChannelForm,
    newest_files,
)
from obole.social.models import ArticleShare, Channel, ChannelChoice, Delivery
from obole.social.networks.catalogue import label_of
from obole.social.queries.article_deliveries import Standing, standings_of
from obole.social.queries.channels import standing_channels
from obole.social.queries.figures import clicks_of
from obole.social.queries.material import Material, material_of
from obole.social.queries.words import CHANNEL_STATES, DELIVERY_STATES, OPERATIONS, word
from obole.social.views.desk_delivery import buttons_of
from obole.social.views.desk_permissions import RELEASE, may_choose, may_release
from obole.social.views.desk_previews import preview_with
from obole.social.views.desk_screen import SocialScreen


def article_for(request: HttpRequest, page_id: int) -> ArticlePage:
    """Return the article as it was last edited, if this person may edit it. Raise 404 or 403."""
    article: ArticlePage = get_object_or_404(ArticlePage, pk=page_id)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft: ArticlePage = article.get_latest_revision_as_object()
    return draft


def waits_for_review(article: ArticlePage, user: User | AnonymousUser) -> bool:
    """Tell whether what this person says of the article waits until somebody publishes it.

    So it is where readers can read it already, and this person may not publish it.
    """
    if not drafting.is_public(page=article):
        return False
    return not article.permissions_for_user(user).can_publish()


@method_decorator(may_choose, name="dispatch")
class ArticleView(SocialScreen, TemplateView):
    """The article's channels, one below the other."""

    template_name = "social/desk/article.html"

    def get_page_title(self) -> str:
        """Return the article's headline."""
        return str(self.article.title)

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """Find the article."""
        self.article = article_for(request, named["page_id"])
        return super().dispatch(request, *arguments, **named)

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        forms = named.pop("forms", None)
        context: dict[str, Any] = super().get_context_data(**named)
        page = self.article
        material = material_of(page, now=clock.now())
        standings = standings_of(page.pk)
        forms = forms or self._forms(standings)
        clicks = clicks_of([row.pk for each in standings for row in each.deliveries])
        share = ArticleShare.objects.filter(page_id=page.pk).first()
        return context | {
            "article": page,
            "is_drafted": self.is_drafted,
            "rows": [
                {
                    **self._chosen(each, forms[each.channel.pk], material),
                    "deliveries": [_line(row, clicks) for row in each.deliveries],
                    "stands": _stands(each),
                }
                for each in standings
            ],
            "may_release": self.request.user.has_perm(RELEASE),
            "share": share,
            "evergreen_form": EvergreenForm(instance=share),
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Keep what was chosen, or show it as it would go out."""
        standings = standings_of(page_id)
        forms = self._forms(standings, request.POST)
        # Every form is looked at, so that each says what is wrong with it.
        is_right = not [form for form in forms.values() if form.is_bound and not form.is_valid()]
        if not is_right or request.POST.get("do") == "preview":
            context = self.get_context_data(forms=forms)
            return self.render_to_response(context, status=200 if is_right else 422)
        lock = self._lock()
        if lock is not None:
            messages.error(request, lock.get_message(request.user))
            return redirect("social_article", page_id)
        changed = self._keep([form for form in forms.values() if form.is_touched])
        if changed and self.is_drafted:
            messages.success(
                request, _("Saved with the draft; it holds once the draft is published.")
            )
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
        return redirect("social_article", page_id)

    @cached_property
    def _may_publish(self) -> bool:
        return bool(self.article.permissions_for_user(self.request.user).can_publish())

    @cached_property
    def is_drafted(self) -> bool:
        """Whether what is said waits until somebody who may publish publishes the article."""
        return waits_for_review(self.article, self.request.user)

    def _lock(self) -> BaseLock | None:
        """Return what keeps this person from the article's words.

        Its schedule keeps nobody from them who could as well publish it.
        """
        lock: BaseLock | None = self.article.get_lock()
        if lock is None or not lock.for_user(self.request.user):
            return None
        return None if self._may_publish and isinstance(lock, ScheduledForPublishLock) else lock

    def _keep(self, touched: Iterable[ScreenChannelForm]) -> list[Channel]:
        keep = article_choices.save_choices if self._may_publish else drafting.draft_choices
        return keep(
            page=self.article,
            choices={form.channel: form.choice for form in touched},
            by=colleague(self.request),
            now=clock.now(),
        )

    def _forms(
        self, standings: Iterable[Standing], data: Any = None
    ) -> dict[int, ScreenChannelForm]:
        offered = newest_files()
        return {each.channel.pk: self._form(each, data, offered) for each in standings}

    def _form(self, standing: Standing, data: Any, offered: Offered) -> ScreenChannelForm:
        offer: dict[str, Any] = {
            "channel": standing.channel,
            "choice": self._choice(standing),
            "offered": offered,
        }
        form = ScreenChannelForm(data, **offer)
        # A channel that was connected since the page was loaded has nothing to say yet.
        return form if form.is_sent else ScreenChannelForm(**offer)

    def _choice(self, standing: Standing) -> ChannelChoice | None:
        return standing.said_last if self.is_drafted else standing.choice

    def _chosen(
        self, standing: Standing, form: ScreenChannelForm, material: Material
    ) -> dict[str, Any]:
        channel = standing.channel
        return {
            "channel": channel,
            "network": label_of(channel.network),
            "channel_state": word(CHANNEL_STATES, channel.state),
            "form": form,
            "draft": standing.draft,
            "preview": preview_with(
                article=self.article,
                channel=channel,
                choice=self._choice(standing),
                said=form.choice if form.is_bound and form.is_valid() else None,
                now=clock.now(),
                material=material,
            ),
        }


def _line(delivery: Delivery, clicks: Mapping[int, int]) -> dict[str, Any]:
    return {
        "row": delivery,
        "what": word(OPERATIONS, delivery.operation),
        "state": word(DELIVERY_STATES, delivery.state),
        "buttons": buttons_of(delivery),
        "clicks": clicks.get(delivery.pk, 0),
    }


def _stands(standing: Standing) -> bool:
    """Tell whether a post stands on the network that can be corrected or withdrawn."""
    leaving = {
        each.creation_id
        for each in standing.deliveries
        if each.operation == "delete" and each.state in ("sent", "waiting", "sending")
    }
    return any(
        each.operation == "create" and each.state == "sent" and each.pk not in leaving
        for each in standing.deliveries
    )


@require_POST
@may_choose
def preview(request: HttpRequest, page_id: int, channel_id: int) -> HttpResponse:
    """Return what would go out with what stands in the form now, as a piece of a page."""
    article = article_for(request, page_id)
    channel = get_object_or_404(standing_channels(), pk=channel_id)
    standing = next(each for each in standings_of(page_id) if each.channel == channel)
    # From the article's screen or its editor; there, any picture may have been chosen.
    form = PanelChannelForm(
        request.POST, channel=channel, choice=standing.said_last, offered=Offered()
    )
    shown = preview_with(
        article=article,
        channel=channel,
        choice=standing.said_last,
        said=form.choice if form.is_valid() else None,
        now=clock.now(),
    )
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return render(request, "social/desk/parts/preview.html", {"preview": shown, "problems": errors})


@require_POST
@may_release
def follow(request: HttpRequest, page_id: int, channel_id: int) -> HttpResponse:
    """Post now, correct, or withdraw on one channel, by the word of the button."""
    article = article_for(request, page_id)
    channel = get_object_or_404(standing_channels(), pk=channel_id)
    now, by = clock.now(), colleague(request)
    made: Delivery | None
    match request.POST.get("do"):
        case "post":
            made = steering.post_now(page_id=page_id, channel=channel, now=now)
            said = _("It goes out on %(channel)s.")
        case "correct" if article.live:
            made = steering.correct_now(page_id=page_id, channel=channel, by=by, now=now)
            said = _("The change goes to %(channel)s.")
        case "withdraw":
            made = steering.withdraw_now(page_id=page_id, channel=channel, by=by, now=now)
            said = _("It is taken away from %(channel)s.")
        case _:
            made, said = None, ""
    if made:
        messages.success(request, said % {"channel": channel.name})
    else:
        messages.warning(request, _("Nothing was to be done there."))
    return redirect("social_article", page_id)


@require_POST
@may_choose
def share_again(request: HttpRequest, page_id: int) -> HttpResponse:
    """Let the article be shared again by itself, or no more."""
    article = article_for(request, page_id)
    if waits_for_review(article, request.user):
        # It would be posted in the newsroom's name without anybody who may publish.
        raise PermissionDenied
    if request.POST.get("do") == "end":
        article_choices.end_evergreen(page=article, by=colleague(request))
        messages.success(request, _("It is not shared again by itself any more."))
        return redirect("social_evergreens")
    form = EvergreenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write how many days apart, and how many times at most."))
        return redirect("social_article", page_id)
    article_choices.make_evergreen(page=article, by=colleague(request), **form.cleaned_data)
    messages.success(request, _("It is shared again by itself."))
    return redirect("social_article", page_id)
