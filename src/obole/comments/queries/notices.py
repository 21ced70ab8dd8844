"""What whoever reported a comment is told (DSA, article 16(4) and (5))."""

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from obole.comments.models import Decision, LegalReasonChoice, Notice
from obole.comments.rules.verdicts import Measure

TAKEN_AWAY = (Measure.REJECT, Measure.REMOVE, Measure.SPAM)


def open_notices(*, comment_id: int) -> QuerySet[Notice]:
    """Return the reports of a comment that wait for an answer, the oldest first."""
    return Notice.objects.filter(comment=comment_id, decided_at=None).order_by("received_at", "pk")


def open_sources(*, comment_id: int) -> int:
    """Return from how many sources the reports come that wait for an answer."""
    waiting = open_notices(comment_id=comment_id).order_by()
    return waiting.values("source_digest").distinct().count()


def reason_in_words(notice: Notice) -> str:
    """Return why somebody reports a comment: the reason in law, or the clause; empty for none."""
    if not notice.reason:
        return ""
    if notice.kind == Notice.Kind.RULES:
        return _("Clause %(code)s of the house rules") % {"code": notice.reason}
    return str(dict(LegalReasonChoice.choices).get(notice.reason, notice.reason))


def received_subject(*, language: str) -> str:
    """Return the subject of the acknowledgement."""
    with translation.override(language):
        return _("We have received your report")


def received_text(notice: Notice, *, page: str) -> str:
    """Return the acknowledgement of a report."""
    with translation.override(notice.language):
        return _(
            "You have reported this comment:\n%(url)s\n\n"
            "A person of the newsroom will look at it and decide. The answer will come by mail; it "
            "and the state of your report stand on this page, too:\n%(page)s\n\n"
            "Your name and your address are not shown to whoever wrote the comment."
        ) % {"url": notice.url, "page": page}


def answer_subject(*, language: str) -> str:
    """Return the subject of the answer."""
    with translation.override(language):
        return _("The answer to your report")


def answer_text(notice: Notice, decision: Decision) -> str:
    """Return the answer: what was decided, by whom or what, and what can be done about it."""
    with translation.override(notice.language):
        opening = _("You had reported this comment:\n%(url)s") % {"url": notice.url}
        return "\n\n".join([opening, *answer_paragraphs(decision)])


def answer_paragraphs(decision: Decision) -> list[str]:
    """Return what was decided, in the language that is spoken now."""
    is_gone = decision.measure in TAKEN_AWAY
    return [
        _("The newsroom has taken it away: it can no longer be read on the site.")
        if is_gone
        else _(
            "The newsroom has looked at it and leaves it in place: it finds it neither against "
            "the house rules nor against the law."
        ),
        _("An automatic rule decided.")
        if decision.is_automated_decision
        else _("A person decided; no automatic means were used to decide."),
        _(
            "If you think that this is wrong, write to the newsroom or report the comment again "
            "with what we did not know. You can also go to court."
        ),
    ]
