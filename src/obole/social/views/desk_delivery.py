"""One line of the log: what went out, each attempt, and what a person can decide about it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.foundation import clock
from obole.social.actions import bulk, deciding, moving
from obole.social.forms.articles import MoveForm
from obole.social.models import Channel, Delivery
from obole.social.queries.deliveries import was_ever_uncertain
from obole.social.queries.words import DELIVERY_STATES, OPERATIONS, OUTCOMES, PHASES, word
from obole.social.rules.vocabulary import DeliveryState, Operation
from obole.social.views.desk_permissions import RELEASE, may_release, may_see
from obole.social.views.desk_screen import SocialScreen

Decide = Callable[..., object]

WORDS: Final[Mapping[str, tuple[Decide, str | Promise, str | Promise]]] = {
    "release": (deciding.release, gettext_lazy("Release it"), gettext_lazy("It goes out.")),
    "drop": (deciding.drop, gettext_lazy("Drop it"), gettext_lazy("It does not go out.")),
    "cancel": (
        deciding.cancel,
        gettext_lazy("Take it back"),
        gettext_lazy("It does not go out."),
    ),
    "retry": (
        deciding.retry,
        gettext_lazy("Try again"),
        gettext_lazy("It is tried again."),
    ),
    "i-see-it": (
        deciding.i_see_it,
        gettext_lazy("I see it there"),
        gettext_lazy("It is kept as sent."),
    ),
    "send-again": (
        deciding.send_again,
        gettext_lazy("It is not there: send again"),
        gettext_lazy("It is sent again."),
    ),
}
"""Each word of a button: what it does, what the button says, what is said then."""

OFFERED: Final[Mapping[str, tuple[str, ...]]] = {
    DeliveryState.ASKING: ("release", "drop"),
    DeliveryState.WAITING: ("cancel", "retry"),
    DeliveryState.UNKNOWN: ("i-see-it",),
    DeliveryState.REJECTED: ("retry",),
}
# Of what needs a person: where the network may have it, only somebody who looked there can say.
MAY_BE_THERE: Final = ("i-see-it", "send-again", "drop")
SURELY_NOT_THERE: Final = ("retry", "i-see-it", "drop")


def buttons_of(delivery: Delivery) -> list[tuple[str, str]]:
    """Return the words that fit the state, each with what its button says."""
    offered = OFFERED.get(delivery.state, ())
    if delivery.state == DeliveryState.NEEDS_HUMAN:
        is_open = was_ever_uncertain(delivery=delivery)
        offered = MAY_BE_THERE if is_open else SURELY_NOT_THERE
    return [(each, _said_of(each, delivery)) for each in offered]


def _said_of(each: str, delivery: Delivery) -> str:
    if each == "i-see-it" and delivery.operation != Operation.CREATE:
        return _("It is done there")
    return str(WORDS[each][1])


@method_decorator(may_see, name="dispatch")
class DeliveryView(SocialScreen, TemplateView):
    """Shows one delivery."""

    template_name = "social/desk/delivery.html"
    header_icon = "list-ul"
    list_title = gettext_lazy("Log of posts")
    list_url_name = "social_log"

    def get_page_title(self) -> str:
        """Name what it is, where, of which article."""
        return _("%(what)s on %(channel)s: %(title)s") % {
            "what": word(OPERATIONS, self.delivery.operation),
            "channel": self.delivery.channel.name,
            "title": self.delivery.title,
        }

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        rows = Delivery.objects.select_related("channel", "page", "creation", "figures")
        self.delivery = get_object_or_404(rows, pk=self.kwargs["pk"])
        may_decide = self.request.user.has_perm(RELEASE)
        return {
            **super().get_context_data(**named),
            "delivery": self.delivery,
            "state": word(DELIVERY_STATES, self.delivery.state),
            "post": self.delivery.post,
            "attempts": [
                {
                    "row": each,
                    "phase": word(PHASES, each.phase),
                    "outcome": word(OUTCOMES, each.outcome),
                }
                for each in self.delivery.attempts.order_by("number")
            ],
            "followers": [
                {"row": each, "what": word(OPERATIONS, each.operation),
                 "state": word(DELIVERY_STATES, each.state)}
                for each in self.delivery.followers.order_by("sequence", "pk")
            ],
            "buttons": buttons_of(self.delivery) if may_decide else [],
            "move_form": MoveForm(initial={"send_at": self.delivery.send_at})
            if may_decide and self.delivery.state in moving.MOVABLE
            else None,
            "is_change": self.delivery.operation != Operation.CREATE,
        }  # fmt: skip


@require_POST
@may_release
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the word of the button says."""
    delivery = get_object_or_404(Delivery, pk=pk)
    found = WORDS.get(request.POST.get("word", ""))
    if found is None:
        messages.error(request, _("Choose what is to happen."))
        return _back(request, pk)
    action, _button, said = found
    try:
        action(delivery=delivery, by=colleague(request), now=clock.now())
    except deciding.NotPossible:
        messages.error(request, _("It has changed meanwhile: nothing was done."))
    else:
        messages.success(request, str(said))
    return _back(request, pk)


@require_POST
@may_release
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it go at another hour."""
    delivery = get_object_or_404(Delivery, pk=pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a day and an hour."))
        return _back(request, pk)
    try:
        row = moving.move_delivery(
            delivery=delivery, send_at=form.cleaned_data["send_at"], now=clock.now()
        )
    except moving.NotWaiting:
        messages.error(request, _("It does not wait any more: nothing was moved."))
    else:
        messages.success(request, _("“%(title)s” has its new hour.") % {"title": row.title})
    return _back(request, pk)


@require_POST
@may_release
def retry_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Try all again that one channel's network refused."""
    channel = get_object_or_404(Channel, pk=pk)
    count = bulk.retry_refused(channel=channel, by=colleague(request), now=clock.now())
    messages.success(
        request,
        ngettext(
            "%(count)d post is tried again.", "%(count)d posts are tried again.", count
        ) % {"count": count},
    )  # fmt: skip
    return redirect("social_log")


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(wanted)
    return redirect("social_delivery", pk)
