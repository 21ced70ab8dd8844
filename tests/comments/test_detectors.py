"""Each detector sees its one thing, says so with evidence, and leaves everything else alone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.comments.queries.lists import disposable_domains, first_suspect_words
from obole.comments.rules.detectors import Circumstances, Lists, Submission, detect
from obole.comments.rules.names import RESERVED_NAMES, name_key
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Mode, Standing
from obole.comments.rules.words import WordList

HOLD, HINT, REFUSE = Severity.HOLD, Severity.HINT, Severity.REFUSE
LISTS = Lists(
    banned=WordList.of(["navet*"]),
    suspect=WordList.of(["chou", "gros chou"]),
    disposable_domains=disposable_domains(),
    reserved_keys=frozenset(map(name_key, [*RESERVED_NAMES, "Anne Lemoine"])),
)
# A trusted reader at noon, of whom nothing bad is known: no detector has anything to say.
CALM = Circumstances(
    mode=Mode.HOLD_FIRST,
    longest_body=3_000,
    lists=LISTS,
    is_trusted=True,
    approved_count=3,
    has_proof=True,
)
BODY = "Je ne suis pas d'accord avec le maire sur la piscine, et voici pourquoi."
SENT = Submission(body=BODY, name="Marie", email_domain="courriel.example")


def seen(*, sent=None, circumstances=None, **changes):
    """Return what is seen of a calm comment with these changes, as (name, severity, evidence)."""
    submission = replace(SENT, **(sent or {}))
    return [
        (each.name, each.severity, each.evidence)
        for each in detect(submission, replace(circumstances or CALM, **changes))
    ]


def test_nothing_is_said_of_a_trusted_readers_calm_comment():
    assert seen() == []


@pytest.mark.parametrize("changes", [{"is_closed": True}, {"mode": Mode.CLOSED}])
def test_a_closed_thread_refuses(changes):
    assert seen(**changes) == [(Name.CLOSED, REFUSE, ())]


@pytest.mark.parametrize(
    ("body", "evidence"),
    [("x" * 3_001, ("3001", "3000")), ("", ("0", "3000")), (" \n ", ("3", "3000"))],
)
def test_what_is_too_long_or_empty_is_refused(body, evidence):
    assert seen(sent={"body": body}) == [(Name.LENGTH, REFUSE, evidence)]


def test_the_longest_comment_is_taken():
    assert seen(sent={"body": "x" * 3_000}) == []


def test_a_filled_honeypot_is_refused():
    assert seen(sent={"has_filled_honeypot": True}) == [(Name.HONEYPOT, REFUSE, ())]


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.BANNED])
def test_whom_the_newsroom_sent_away_is_refused(standing):
    assert seen(standing=standing) == [(Name.SUSPENDED, REFUSE, (standing.value,))]


def test_whom_the_newsroom_wants_to_see_is_held():
    assert seen(standing=Standing.PREMODERATED) == [(Name.PREMODERATED, HOLD, ())]


def test_after_a_refusal_the_text_is_not_read():
    assert seen(sent={"body": "navet " * 1_000}) == [(Name.LENGTH, REFUSE, ("6000", "3000"))]


def test_several_refusals_are_all_told():
    names = [name for name, *_ in seen(sent={"has_filled_honeypot": True}, is_closed=True)]

    assert names == [Name.CLOSED, Name.HONEYPOT]


@pytest.mark.parametrize(
    ("body", "name", "evidence"),
    [
        ("Quels navets !", "Marie", ("navets",)),
        ("Bonjour.", "Gros N4vet", ("N4vet",)),
        ("na*vet*", "Marie", ("navet",)),
        ("n&#97;vet", "Marie", ("navet",)),
        ("n\\a**v**et\nnavet", "Marie", ("navet",)),
    ],
)
def test_a_banned_word_holds_in_text_and_name_however_it_is_marked_up(body, name, evidence):
    assert seen(sent={"body": body, "name": name}) == [(Name.BANNED_WORD, HOLD, evidence)]


def test_a_suspect_word_is_pointed_out():
    assert seen(sent={"body": "Ce gros chou"}) == [(Name.SUSPECT_WORD, HINT, ("gros chou",))]


@pytest.mark.parametrize(
    ("body", "hosts"),
    [
        ("Voir https://a.example/x", ("a.example",)),
        ("Voir [ceci](https://www.a.example/x)", ("a.example",)),
        ("Voir <https://a.example>", ("a.example",)),
        ("Voir www.boutique.example et boutique.com", ("www.boutique.example", "boutique.com")),
        ("Voir montres-luxe.shop/promo", ("montres-luxe.shop",)),
    ],
)
def test_a_newcomers_link_is_held_and_a_trusted_readers_shown(body, hosts):
    newcomer = seen(sent={"body": body}, is_trusted=False)
    trusted = seen(sent={"body": body})

    assert (Name.LINKS, HOLD, hosts) in newcomer
    assert trusted == [(Name.LINKS, HINT, hosts)]


def test_many_links_are_held_of_anybody():
    body = "https://a.example https://b.example https://c.example"

    assert seen(sent={"body": body}) == [
        (Name.LINKS, HOLD, ("a.example", "b.example", "c.example"))
    ]


@pytest.mark.parametrize(
    "label", ["banque.example", "https://banque.example/compte", "www.banque.example"]
)
def test_a_link_that_says_another_host_than_its_own_is_held(label):
    body = f"Voir [{label}](https://a.example/x)"

    assert seen(sent={"body": body}) == [(Name.LINKS, HOLD, (f"{label} → a.example",))]


def test_a_link_that_says_its_own_host_does_not_lie():
    body = "Voir [banque.example](https://www.banque.example/x)"

    assert seen(sent={"body": body}) == [(Name.LINKS, HINT, ("banque.example",))]


@pytest.mark.parametrize(
    "body",
    [
        "Il est parti.Le lendemain, rien.",
        "p.ex. la 1.1.2 du rapport",
        "a.b@courriel.com",
        "M.le maire",
    ],
)
def test_dots_without_spaces_are_no_links(body):
    assert seen(sent={"body": body}) == []


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"same_text_count": 2}, Name.REPEAT), ({"near_duplicate_count": 2}, Name.NEAR_DUPLICATE)],
)
def test_what_was_written_before_is_held_unless_anybody_could_have_written_it(changes, name):
    assert seen(**changes) == [(name, HOLD, ("2",))]
    assert seen(sent={"body": "Bravo, merci !"}, **changes) == [(name, HINT, ("2",))]


@pytest.mark.parametrize(
    ("domain", "evidence"),
    [("mailinator.com", "mailinator.com"), ("x.y.Mailinator.COM.", "mailinator.com")],
)
def test_an_address_for_ten_minutes_is_held(domain, evidence):
    found = [(Name.DISPOSABLE_ADDRESS, HOLD, (evidence,))]

    assert seen(sent={"email_domain": domain}) == found


@pytest.mark.parametrize("domain", ["gmail.com", "le-mailinator.com", "com", "", "..", "é"])
def test_other_addresses_are_not(domain):
    assert seen(sent={"email_domain": domain}) == []


def test_words_that_mix_scripts_are_held():
    sent = {"body": "Votre compte pаypаl", "name": "Mаrie"}

    assert seen(sent=sent) == [(Name.MIXED_SCRIPTS, HOLD, ("Mаrie", "pаypаl"))]


@pytest.mark.parametrize(
    ("name", "evidence"), [("La Rédaction", "Rédaction"), ("Αnne Lemоine", "Αnne Lemоine")]
)
def test_names_that_read_as_the_newsrooms_are_held(name, evidence):
    assert (Name.RESERVED_NAME, HOLD, (evidence,)) in seen(sent={"name": name})


@pytest.mark.parametrize(
    ("decided", "rejected", "is_held"),
    [(3, 1, True), (10, 3, True), (10, 2, False), (2, 2, False), (3, 0, False), (0, 0, False)],
)
def test_a_reader_of_whom_much_was_rejected_of_late_is_held(decided, rejected, is_held):
    found = seen(decided_of_late=decided, rejected_of_late=rejected)

    expected = [(Name.RECENT_REJECTIONS, HOLD, (f"{rejected}/{decided}",))] if is_held else []
    assert found == expected


@pytest.mark.parametrize(("count", "severity"), [(1, HINT), (2, HINT), (3, HOLD), (9, HOLD)])
def test_reports_are_pointed_out_and_hold_when_they_are_several(count, severity):
    assert seen(report_count=count) == [(Name.REPORTS, severity, (str(count),))]


@pytest.mark.parametrize(
    ("score", "severity"), [(0.81, HOLD), (0.8, HOLD), (0.79, HINT), (0.5, HINT)]
)
def test_a_high_score_holds_and_says_which_words_weighed(score, severity):
    found = seen(score=score, telling_words=("montre", "gratuit"))

    assert found == [(Name.CLASSIFIER, severity, (f"{score:.0%}", "montre", "gratuit"))]


@pytest.mark.parametrize("score", [None, 0.0, 0.49])
def test_a_low_score_says_nothing(score):
    assert seen(score=score, telling_words=("montre",)) == []


def test_a_low_threshold_holds_at_once():
    assert seen(score=0.3, score_that_holds=0.3) == [(Name.CLASSIFIER, HOLD, ("30%",))]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"is_sensitive": True}, Name.SENSITIVE),
        ({"is_night": True}, Name.NIGHT),
        ({"has_proof": False}, Name.NO_PROOF),
    ],
)
def test_what_is_true_of_every_comment_now_holds_every_comment(changes, name):
    assert seen(**changes) == [(name, HOLD, ())]


@pytest.mark.parametrize(
    ("mode", "severity"),
    [(Mode.HOLD_FIRST, HOLD), (Mode.HOLD_ALL, HOLD), (Mode.PUBLISH_THEN_CHECK, HINT)],
)
def test_a_newcomers_comments_and_edits_hold_where_newcomers_are_held(mode, severity):
    found = seen(sent={"is_edit": True}, mode=mode, is_trusted=False, approved_count=0)

    assert found == [(Name.EDITED, severity, ()), (Name.FIRST_COMMENT, severity, ("0",))]


def test_a_trusted_readers_edit_is_pointed_out():
    assert seen(sent={"is_edit": True}) == [(Name.EDITED, HINT, ())]


def test_the_gravest_comes_first():
    found = seen(sent={"body": "Ce gros chou https://a.example", "is_edit": True}, is_night=True)

    assert [severity for _, severity, _ in found] == [HOLD, HINT, HINT, HINT]


def test_evidence_is_short():
    found = seen(score=0.9, telling_words=tuple("x" * 200 for _ in range(20)))

    ((_, _, evidence),) = found
    assert len(evidence) == 5
    assert max(map(len, evidence)) <= 80


def test_each_signal_is_explained_to_the_newsroom():
    page = Path(__file__).parents[2] / "docs/explanation/how-comments-are-screened.md"
    rows = [line.split("|")[1] for line in page.read_text().splitlines() if line.startswith("| `")]

    assert sorted(re.findall("`([a-z-]+)`", " ".join(rows))) == sorted(Name)


def test_the_lists_that_come_with_the_program_are_read():
    assert len(disposable_domains()) > 5_000
    assert "mailinator.com" in disposable_domains()
    assert not {"gmail.com", "laposte.net", "orange.fr", "proton.me"} & disposable_domains()
    assert not any(each.startswith("#") for each in (*disposable_domains(), *first_suspect_words()))


@given(
    st.text(max_size=200),
    st.text(min_size=2, max_size=40),
    st.text(max_size=30),
    st.builds(
        Circumstances,
        mode=st.sampled_from(Mode),
        longest_body=st.integers(0, 5_000),
        lists=st.just(LISTS),
        standing=st.sampled_from(Standing),
        score=st.none() | st.floats(0, 1),
    ),
)
def test_whatever_is_sent_the_detectors_answer(body, name, domain, circumstances):
    signals = detect(Submission(body=body, name=name, email_domain=domain), circumstances)

    assert len({each.name for each in signals}) == len(signals)
    assert all(type(each) is str for signal in signals for each in signal.evidence)
