"""Why something failed is told in the reader's language, with the network's words as they were."""

import ast
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.social import networks
from obole.social.actions import wording
from obole.social.queries.words import failure_in_words, in_words
from obole.social.rules import network
from obole.social.rules.network import NotOffered, Rejected
from obole.social.rules.reasons import (
    LONGEST_REASON,
    Reason,
    in_their_words,
    read,
    stored,
    together,
)

MODULES = sorted(Path(networks.__file__).parent.glob("*.py"))
FAILURES = {
    name
    for name, each in vars(network).items()
    if isinstance(each, type) and issubclass(each, Exception)
} | {"AddressNotAllowed", "NotThere", "NoSuchObject", "Refused", "Taken"}
ENDLESS = 100_000
PAID = "X wants to be paid first: %(words)s"

plain = st.text(max_size=60)


@st.composite
def reasons(draw):
    """Draw a text, or a reason whose values may be reasons themselves."""
    told = draw(plain)
    for _ in range(draw(st.integers(0, 3))):
        told = Reason("%(first)s, %(second)s", first=draw(plain), second=told)
    return told


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_network_says_why_in_words_that_cannot_be_translated(module):
    said = [
        (call.lineno, ast.unparse(call.args[0]))
        for call in ast.walk(ast.parse(module.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in FAILURES
        and call.args
        and (
            isinstance(call.args[0], (ast.Constant, ast.JoinedStr, ast.BinOp))
            # It would be kept in the language of whoever sent.
            or getattr(getattr(call.args[0], "func", None), "id", "") == "gettext"
        )
    ]

    assert said == []


def test_no_screen_shows_a_reason_as_it_is_stored():
    folder = Path(networks.__file__).parents[1] / "templates"
    shown = [
        (path.name, found)
        for path in folder.rglob("*.html")
        for found in re.findall(r"\{\{ *[\w.]*reason *\}\}", path.read_text())
    ]

    assert shown == []


def test_our_sentence_is_translated_and_what_the_network_said_is_not():
    refusal = Rejected(Reason(PAID, words="credits 100 % exhausted"))
    kept = stored(refusal.reason)

    assert str(refusal) == "X wants to be paid first: credits 100 % exhausted"
    with translation.override("fr"):
        told = in_words(kept)
        assert told == failure_in_words(refusal)
    assert told.endswith("credits 100 % exhausted")
    assert not told.startswith("X wants")
    assert in_words(kept) == str(refusal)


def test_a_reason_within_a_reason_is_translated_too():
    late = together(wording.CAME_LATE, Reason(PAID, words="402"))

    with translation.override("fr"):
        told = in_words(stored(late, longest=300))
        assert translation.gettext(wording.CAME_LATE) in told
        assert translation.gettext(PAID) % {"words": "402"} in told


def test_the_desk_shows_reasons_in_its_language():
    page = Template("{% load social_desk %}{{ kept|in_words }}")
    kept = {"kept": stored(wording.WITHDRAWN)}

    with translation.override("fr"):
        assert page.render(Context(kept)) == translation.gettext(wording.WITHDRAWN)
        assert page.render(Context(kept)) != wording.WITHDRAWN
    assert page.render(Context({"kept": "<b>Bad</b> 5 %"})) == "&lt;b&gt;Bad&lt;/b&gt; 5 %"
    assert page.render(Context({"kept": ""})) == ""


def bare(text):
    return [each for each in text if each.isprintable() and not each.isspace()]


@given(reasons(), st.integers(60, LONGEST_REASON))
@settings(max_examples=60)
def test_what_is_kept_fits_and_is_read_again_as_far_as_it_fits(told, longest):
    kept = stored(told, longest=longest)

    assert len(kept) <= longest
    assert not [each for each in read(kept) if not each.isprintable()]
    if len(stored(told, longest=ENDLESS)) <= longest:
        assert bare(read(kept)) == bare(told)


def test_a_long_answer_loses_its_end_and_our_sentence_stays():
    kept = stored(Reason(PAID, words='"\\' * 400))

    assert len(kept) <= LONGEST_REASON
    assert in_words(kept).startswith('X wants to be paid first: "\\')
    assert in_words(kept).endswith("…")


def test_characters_that_a_database_refuses_are_not_kept():
    kept = stored(in_their_words("Hostile", "nul \x00 and \x1f{unit}"))

    assert "\x00" not in kept
    assert in_words(kept) == "Hostile: nul   and  {unit}"
    assert stored("plain\x00\x1f") == "plain"


def test_a_network_that_does_not_offer_it_says_so_without_a_reason():
    assert failure_in_words(NotOffered()) == ""
