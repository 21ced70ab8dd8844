"""What the author of a comment is told about a decision (DSA, article 17(3))."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from obole.comments.models import Comment, Decision
from obole.comments.queries.citing import address, decided_comment
from obole.comments.queries.house_rules import cited_clause
from obole.comments.rules.verdicts import Ground, Measure, Origin

# Enough to recognise it by; the rest stands where its author wrote it.
LONGEST_QUOTE = 600
_QUOTED = "> "


def statement_text(decision: Decision, *, language: str, redress_address: str) -> str:
    """Return the statement in a language: measure, facts, origin, automation, ground, redress."""
    with translation.override(language):
        paragraphs = [
            _measure(decision),
            *_quoted(decided_comment(decision)),
            *_facts(decision),
            *_ground(decision, language),
            _automation(decision),
            _redress(redress_address),
        ]
    return "\n\n".join(paragraphs)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a statement as a page shows it; of what is cited, without the marks."""

    text: str
    is_quoted: bool


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a statement; none when it was purged."""
    found = []
    for paragraph in filter(None, text.split("\n\n")):
        lines = paragraph.splitlines()
        is_quoted = all(line.startswith(_QUOTED) for line in lines)
        shown = [line.removeprefix(_QUOTED) if is_quoted else line for line in lines]
        found.append(Paragraph("\n".join(shown), is_quoted))
    return found


def subject_of(decision: Decision, *, language: str) -> str:
    """Return the subject of the mail."""
    with translation.override(language):
        match decision.measure:
            case Measure.REJECT:
                return _("Your comment was not published")
            case Measure.REMOVE:
                return _("Your comment was removed")
            case Measure.HIDE:
                return _("Your comment is hidden for now")
        return _("About your comments")


def reversal_text(decision: Decision, *, language: str) -> str:
    """Return what the author is told when a decision that they were told of is taken back."""
    comment = decided_comment(decision)
    with translation.override(language):
        if comment is None:
            opening = _("The decision about you is taken back: you can comment as before.")
        else:
            opening = _(
                "The decision about your comment of %(day)s below “%(title)s” is taken back."
            ) % {"day": _day(comment.created_at), "title": comment.thread.page.title}
        return "\n\n".join([opening, *_quoted(comment)])


def _measure(decision: Decision) -> str:
    comment = decided_comment(decision)
    if decision.measure in _ABOUT_COMMENTS and comment is not None:
        facts = {"day": _day(comment.created_at), "title": comment.thread.page.title}
        return _about_comment(Measure(decision.measure)) % facts
    return _about_reader(decision)


_ABOUT_COMMENTS = frozenset({Measure.REJECT, Measure.REMOVE, Measure.HIDE})


def _about_comment(measure: Measure) -> str:
    match measure:
        case Measure.REJECT:
            return _(
                "The newsroom has decided not to publish the comment that you wrote on %(day)s "
                "below “%(title)s”. The decision has no end."
            )
        case Measure.REMOVE:
            return _(
                "The newsroom has removed the comment that you wrote on %(day)s below “%(title)s”. "
                "It can no longer be read on the site; the decision has no end."
            )
    return _(
        "The comment that you wrote on %(day)s below “%(title)s” is hidden until a person of the "
        "newsroom has looked at it."
    )


def _about_reader(decision: Decision) -> str:
    match decision.measure:
        case Measure.PREMODERATE:
            text = _("From now on each of your comments waits for a person before it is published.")
        case Measure.SUSPEND:
            text = _("You cannot comment on the site for now.")
        case Measure.BAN:
            text = _("You cannot comment on the site any more.")
        case _:
            text = _("The newsroom has decided about a comment of yours whose page has gone.")
    if decision.ends_at is None:
        return text
    until = _("The decision ends on %(day)s.") % {"day": _day(decision.ends_at)}
    return f"{text} {until}"


def _quoted(comment: Comment | None) -> Iterator[str]:
    if comment is not None and comment.body:
        quote = comment.body[:LONGEST_QUOTE]
        quote += " […]" if len(comment.body) > LONGEST_QUOTE else ""
        yield "\n".join(f"{_QUOTED}{line}" for line in quote.splitlines())


def _facts(decision: Decision) -> Iterator[str]:
    origin = {
        Origin.NOTICE: _("Somebody had reported it to us."),
        Origin.AUTHORITY: _("A public authority had drawn our attention to it."),
        Origin.VOLUNTARY: _("Nobody had reported it: the newsroom acted of its own accord."),
    }[Origin(decision.origin)]
    facts = decision.facts.strip()
    if not facts and decision.measure == Measure.HIDE:
        facts = _("Several readers have reported it independently of each other.")
    yield f"{facts} {origin}".strip()


def _ground(decision: Decision, language: str) -> Iterator[str]:
    if decision.ground == Ground.ILLEGAL:
        yield _("The newsroom finds it illegal under: %(law)s") % {"law": decision.legal_ground}
    elif clause := cited_clause(
        version=decision.terms_version, code=decision.clause, language=language
    ):
        yield _("It is against clause %(code)s of the house rules, version %(version)d:") % {
            "code": clause.code,
            "version": decision.terms_version,
        }
        yield f"{_QUOTED}{clause.text}"
    else:
        yield _("It rests on the house rules: %(address)s") % {
            "address": address("moderation:rules", language=language)
        }
    if decision.explanation.strip():
        yield decision.explanation.strip()


def _automation(decision: Decision) -> str:
    if decision.is_automated_decision:
        return _("An automatic rule decided; no person has looked at it yet.")
    if decision.is_automated_detection:
        return _("An automatic rule drew our attention to it; a person decided.")
    return _("No automatic means were used, neither to find it nor to decide.")


def _redress(redress_address: str) -> str:
    return _(
        "If you think that this is wrong, say so within six months on this page; a person other "
        "than the one who decided will look at it again, free of charge:\n%(address)s\n"
        "You can also go to court."
    ) % {"address": redress_address}


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
