"""The detectors: each looks at a comment for one thing and says what it saw.

None of them decides. Their signals are kept, shown to the desk, and weighed by `rules.triage`.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from obole.comments.rules import fingerprints, names, texts
from obole.comments.rules.circumstances import Circumstances, Lists, Submission
from obole.comments.rules.signals import Name, Severity, Signal
from obole.comments.rules.states import Mode, Standing
from obole.comments.rules.words import WordList

__all__ = ["Circumstances", "Lists", "Submission", "detect"]

# A trusted reader cites sources; with more, the comment is about the links.
LINKS_OF_THE_TRUSTED = 2
# Of what was decided about a reader within `REJECTIONS_WITHIN_DAYS`. Coral's figures, since 2019.
REJECTED_SHARE = 0.3
REJECTIONS_WITHIN_DAYS = 7
FEWEST_DECIDED = 3
# Below it a classifier says "rather not", which is no news for the desk.
WORTH_SHOWING = 0.5
MOST_EVIDENCE = 5
LONGEST_EVIDENCE = 80

# An address without its "http://", which the page does not make a link of, and readers follow.
_BARE_ADDRESS = re.compile(
    r"(?<![\w@./-])(?:www\.[\w-]+(?:\.[\w-]+)*|[a-z0-9-]+(?:\.[a-z0-9-]+)*\."
    r"(?:com|net|org|info|biz|xyz|top|shop|online|site|club|store|live|click|link|ru|cn|io|ly|gl))"
    r"(?![\w@-])"
)
_HOST_IN_LABEL = re.compile(r"(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")


_Detector = Callable[[Submission, Circumstances], Signal | None]


def detect(submission: Submission, circumstances: Circumstances) -> tuple[Signal, ...]:
    """Return what all detectors see, the gravest first.

    When one refuses, the costly ones, which read the text, are not asked.
    """
    seen = _ask(REFUSERS, submission, circumstances)
    if any(each.severity is Severity.REFUSE for each in seen):
        return seen
    # Sorted by weight alone: those of a weight stay in the order of the list.
    weights = list(Severity)
    seen += _ask(HOLDERS, submission, circumstances)
    return tuple(sorted(seen, key=lambda signal: weights.index(signal.severity)))


def _ask(
    detectors: tuple[_Detector, ...], submission: Submission, circumstances: Circumstances
) -> tuple[Signal, ...]:
    answers = (detector(submission, circumstances) for detector in detectors)
    return tuple(answer for answer in answers if answer is not None)


def _signal(name: Name, severity: Severity, *evidence: str) -> Signal:
    shown = tuple(each[:LONGEST_EVIDENCE] for each in evidence[:MOST_EVIDENCE])
    return Signal(name=name, severity=severity, evidence=shown)


def closed(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Refuse what comes after the thread was closed."""
    is_closed = circumstances.is_closed or circumstances.mode is Mode.CLOSED
    return _signal(Name.CLOSED, Severity.REFUSE) if is_closed else None


def standing(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Refuse whom the newsroom suspended or banned; hold whose comments it wants to see."""
    match circumstances.standing:
        case Standing.SUSPENDED | Standing.BANNED:
            return _signal(Name.SUSPENDED, Severity.REFUSE, circumstances.standing)
        case Standing.PREMODERATED:
            return _signal(Name.PREMODERATED, Severity.HOLD)
        case Standing.NORMAL:
            return None


def honeypot(submission: Submission, _: Circumstances) -> Signal | None:
    """Refuse when the field was filled that no person sees."""
    return _signal(Name.HONEYPOT, Severity.REFUSE) if submission.has_filled_honeypot else None


def length(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Refuse what is too long, and what says nothing."""
    count, most = len(submission.body), circumstances.longest_body
    is_empty = not submission.body.strip()
    if count <= most and not is_empty:
        return None
    return _signal(Name.LENGTH, Severity.REFUSE, str(count), str(most))


def banned_word(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold words, in text or name, that a person must look at."""
    found = _words_in(submission, circumstances.lists.banned)
    return _signal(Name.BANNED_WORD, Severity.HOLD, *found) if found else None


def suspect_word(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Point out words that may be an insult, or a quotation."""
    found = _words_in(submission, circumstances.lists.suspect)
    return _signal(Name.SUSPECT_WORD, Severity.HINT, *found) if found else None


def links(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold any link of a newcomer, many of a trusted reader, and one that lies about its end."""
    found = texts.links(texts.render(submission.body))
    lying = tuple(f"{link.label} → {_host(link.address)}" for link in found if _lies(link))
    hosts = tuple(_host(link.address) for link in found) + tuple(
        _BARE_ADDRESS.findall(texts.plain(submission.body))
    )
    if not hosts:
        return None
    is_much = len(hosts) > (LINKS_OF_THE_TRUSTED if circumstances.is_trusted else 0)
    severity = Severity.HOLD if is_much or lying else Severity.HINT
    return _signal(Name.LINKS, severity, *(lying or dict.fromkeys(hosts)))


def repeat(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold what was written before, word for word, unless anybody could have."""
    return _repeated(Name.REPEAT, circumstances.same_text_count, submission)


def near_duplicate(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold what was written before with a few words changed."""
    return _repeated(Name.NEAR_DUPLICATE, circumstances.near_duplicate_count, submission)


def disposable_address(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold addresses of services that give them away for ten minutes."""
    labels = submission.email_domain.strip(". ").lower().split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels) - 1))
    found = next((each for each in domains if each in circumstances.lists.disposable_domains), "")
    return _signal(Name.DISPOSABLE_ADDRESS, Severity.HOLD, found) if found else None


def mixed_scripts(submission: Submission, _: Circumstances) -> Signal | None:
    """Hold words in which letters of one script pass for those of another."""
    found = names.mixed_words(f"{submission.name}\n{submission.body}")
    return _signal(Name.MIXED_SCRIPTS, Severity.HOLD, *found) if found else None


def reserved_name(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold names that read as the newsroom's or a colleague's."""
    found = names.names_reserved_in(submission.name, keys=circumstances.lists.reserved_keys)
    return _signal(Name.RESERVED_NAME, Severity.HOLD, found) if found else None


def recent_rejections(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold a reader of whom much was rejected in the last days."""
    decided, rejected = circumstances.decided_of_late, circumstances.rejected_of_late
    if decided < FEWEST_DECIDED or rejected < REJECTED_SHARE * decided:
        return None
    return _signal(Name.RECENT_REJECTIONS, Severity.HOLD, f"{rejected}/{decided}")


def reports(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold what several readers reported, and point out what one did."""
    count = circumstances.report_count
    if not count:
        return None
    severity = Severity.HOLD if count >= circumstances.reports_that_hide else Severity.HINT
    return _signal(Name.REPORTS, severity, str(count))


def classifier(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold what is much like what the desk rejects. A low score says nothing."""
    score = circumstances.score
    if score is None or score < min(WORTH_SHOWING, circumstances.score_that_holds):
        return None
    severity = Severity.HOLD if score >= circumstances.score_that_holds else Severity.HINT
    return _signal(Name.CLASSIFIER, severity, f"{score:.0%}", *circumstances.telling_words)


def sensitive(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold everything below an article on a sensitive subject."""
    return _signal(Name.SENSITIVE, Severity.HOLD) if circumstances.is_sensitive else None


def night(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold everything while nobody is at the desk."""
    return _signal(Name.NIGHT, Severity.HOLD) if circumstances.is_night else None


def no_proof(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold what nothing shows to be a person's."""
    return None if circumstances.has_proof else _signal(Name.NO_PROOF, Severity.HOLD)


def edited(submission: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold a newcomer's other text: a person approved the one before."""
    if not submission.is_edit:
        return None
    return _signal(Name.EDITED, _for_newcomers(circumstances))


def first_comment(_: Submission, circumstances: Circumstances) -> Signal | None:
    """Hold what comes from somebody whom the desk does not know yet."""
    if circumstances.is_trusted:
        return None
    return _signal(
        Name.FIRST_COMMENT, _for_newcomers(circumstances), str(circumstances.approved_count)
    )


REFUSERS: tuple[_Detector, ...] = (closed, standing, honeypot, length)
HOLDERS: tuple[_Detector, ...] = (
    *(reports, banned_word, reserved_name, mixed_scripts, disposable_address, links),
    *(repeat, near_duplicate, recent_rejections, classifier, suspect_word, edited),
    *(sensitive, night, no_proof, first_comment),
)


def _for_newcomers(circumstances: Circumstances) -> Severity:
    is_free = circumstances.is_trusted or circumstances.mode is Mode.PUBLISH_THEN_CHECK
    return Severity.HINT if is_free else Severity.HOLD


def _words_in(submission: Submission, words: WordList) -> tuple[str, ...]:
    return words.found_in(f"{submission.name}\n{texts.plain(submission.body)}") if words else ()


def _repeated(name: Name, count: int, submission: Submission) -> Signal | None:
    if not count:
        return None
    is_telling = fingerprints.is_distinctive(submission.body)
    return _signal(name, Severity.HOLD if is_telling else Severity.HINT, str(count))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _lies(link: texts.Link) -> bool:
    """Tell whether a link says one host and leads to another."""
    said = _HOST_IN_LABEL.search(link.label)
    if said is None:
        return False
    host, meant = _host(link.address), said[0].removeprefix("www.")
    return host != meant and not host.endswith(f".{meant}")
