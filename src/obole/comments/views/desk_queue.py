"""The queue: what waits, list by list, and deciding about several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from obole.accounts.colleagues import colleague
from obole.comments.actions.clearing import MOST_AT_ONCE, TooManyAtOnce, Word, decide_many
from obole.comments.models import Comment
from obole.comments.queries import queue
from obole.comments.queries.grounds import current_grounds
from obole.comments.queries.wording import SaidSignal, said_of
from obole.comments.rules.states import Queue
from obole.comments.rules.verdicts import Reasons
from obole.comments.views.desk_case import chosen_queue
from obole.comments.views.desk_forms import (
    SentBeforeForm,
    TicksForm,
    clause_in_words,
    reasons_of_clause,
)
from obole.comments.views.desk_permissions import may_moderate
from obole.comments.views.desk_sitting import remember, sitting_of
from obole.foundation import clock


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list."""

    comment: Comment
    reasons: Sequence[SaidSignal]


@method_decorator(may_moderate, name="dispatch")
class QueueView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows the queues, and what waits in the one that was chosen, or in the first that has any."""

    template_name = "comments/desk/queue.html"
    page_title = gettext_lazy("Comments")
    header_icon = "comment"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": _("Comments")}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the ways on."""
        return [
            HeaderButton(_("Begin"), url=reverse("comments_first"), icon_name="arrow-right"),
            HeaderButton(
                _("How I work"), url=reverse("comments_preferences"), icon_name="cog", priority=10
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        lengths = queue.queue_lengths()
        chosen = chosen_queue(self.request.GET.get("queue")) or _first_with_any(lengths)
        listed = queue.page_of_queue(
            queue=chosen, after=self._after(), most=queue.PAGE_COMMENTS + 1
        )
        shown = listed[: queue.PAGE_COMMENTS]
        sitting = sitting_of(self.request, now=clock.now())
        default = current_grounds().clause_or_first(sitting.clause)
        return {
            **super().get_context_data(**kwargs),
            "lengths": lengths,
            "waiting_count": sum(each.count for each in lengths),
            "chosen_queue": chosen,
            "rows": [Row(comment=each, reasons=said_of(each.signals.all())) for each in shown],
            "more_after": shown[-1].pk if len(listed) > len(shown) else None,
            "most_at_once": MOST_AT_ONCE,
            "default_clause": clause_in_words(default) if default else "",
            "last_decision_id": sitting.last_decision_id,
        }

    def _after(self) -> Comment | None:
        after = self.request.GET.get("after", "")
        if not after.isdecimal():
            return None
        return Comment.objects.exclude(queued_at=None).filter(pk=after).first()


def _first_with_any(lengths: Sequence[queue.QueueLength]) -> Queue:
    found = next((each for each in lengths if each.count), lengths[0])
    return Queue(found.queue.value)


# What waits was not decided about, so that there is nothing to restore.
_WORDS = {Word.APPROVE, Word.REJECT, Word.SPAM}


@require_POST
@may_moderate
def decide_ticked(request: HttpRequest) -> HttpResponse:
    """Decide about all that was ticked; the script of the page sends them a few at a time."""
    form = TicksForm(request.POST)
    word = request.POST.get("word", "")
    wants_json = request.headers.get("Accept") == "application/json"
    back = f"{reverse('comments_queue')}?queue={chosen_queue(request.POST.get('queue')) or ''}"
    if not form.is_valid() or word not in _WORDS:
        messages.warning(request, _("Tick the comments that you decide about first."))
        return redirect(back)
    now = clock.now()
    try:
        cleared = decide_many(
            comment_ids=form.cleaned_data["comment"],
            word=Word(word),
            user=colleague(request),
            now=now,
            reasons=_reasons(request, word=Word(word)),
        )
    except TooManyAtOnce:
        messages.error(
            request, _("At most %(count)d at once: nothing was done.") % {"count": MOST_AT_ONCE}
        )
        return redirect(back)
    if cleared.decisions:
        remember(request, decision=cleared.decisions[-1], count=len(cleared.decisions), now=now)
    if wants_json:
        return JsonResponse({"decided": len(cleared.decisions), "left": cleared.left_count})
    before = _cleared_before(request)
    messages.success(
        request,
        said_of_clearing(
            decided=before.decided + len(cleared.decisions), left=before.left + cleared.left_count
        ),
    )
    return redirect(back)


@dataclass(frozen=True, kw_only=True)
class _Before:
    """What the page's script had sent of the same ticks before this, its last part."""

    decided: int
    left: int


def _cleared_before(request: HttpRequest) -> _Before:
    form = SentBeforeForm(request.POST)
    if not form.is_valid():
        return _Before(decided=0, left=0)
    said = form.cleaned_data
    return _Before(decided=said["decided_before"] or 0, left=said["left_before"] or 0)


def _reasons(request: HttpRequest, *, word: Word) -> Reasons:
    if word is not Word.REJECT:
        return Reasons()
    sitting = sitting_of(request, now=clock.now())
    return reasons_of_clause(current_grounds().clause_or_first(sitting.clause))


def said_of_clearing(*, decided: int, left: int) -> str:
    """Return what the desk says after several decisions."""
    said = ngettext("%(count)d comment decided.", "%(count)d comments decided.", decided) % {
        "count": decided
    }
    if not left:
        return said
    rest = ngettext(
        "%(count)d was left: a colleague had decided.",
        "%(count)d were left: colleagues had decided.",
        left,
    ) % {"count": left}
    return f"{said} {rest}"
