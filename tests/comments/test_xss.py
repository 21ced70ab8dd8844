"""No text and no name brings a script: every payload of our own list, and of the corpora."""

import json
from pathlib import Path

import pytest
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import faults_of
from xss_payloads import PAYLOADS

from obole.comments.rules import texts
from obole.comments.rules.names import UnfitName, clean_name

CORPORA = Path(__file__).resolve().parents[3] / "shared/data/security/xss"


def faults_of_a_body(payload):
    body = texts.clean_body(payload)
    converted = texts.from_html(payload)
    return faults_of(texts.render(body)) + faults_of(texts.render(converted))


def faults_of_a_name(payload):
    try:
        name = clean_name(payload)
    except UnfitName:
        return []
    shown = escape(name)
    return [shown] if set("<>\"'") & set(shown) or not name.isprintable() else []


def test_our_list_is_long_and_says_nothing_twice():
    assert len(PAYLOADS) >= 80
    assert len(PAYLOADS) == len(set(PAYLOADS))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_rendered_as_text(payload):
    assert faults_of_a_body(payload) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_for_a_name_is_refused_or_text(payload):
    assert faults_of_a_name(payload) == []


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(PAYLOADS), min_size=2, max_size=4), st.sampled_from(["", " ", "\n"])
)
def test_payloads_together_are_no_worse(payloads, between):
    assert faults_of_a_body(between.join(payloads)) == []


@settings(max_examples=300)
@given(st.text(alphabet="<>&\"'`*_[]()!\\ \n-#/:;=ahtpsfjv.&1\u202e\u0301\x00{}", max_size=80))
def test_any_text_is_rendered_within_the_grammar(text):
    assert faults_of_a_body(text) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>x</p>",
        '<p dir="auto" onclick="x">x</p>',
        "<script>x</script>",
        f'<a href="javascript:x" rel="{"ugc nofollow noopener noreferrer"}">x</a>',
        '<a href="https://a.example">x</a>',
        '<p dir="auto">x',
        "</p>",
        '<img src="x">',
        "x > y",
        "&#60;",
        "\u202e",
    ],
)
def test_the_grammar_itself_finds_what_is_wrong(html):
    assert faults_of(html) != []


@pytest.mark.skipif(not CORPORA.is_dir(), reason="The corpora of payloads are not on this machine.")
def test_the_payloads_of_the_corpora_are_rendered_as_text():
    payloads = {
        json.loads(line)["payload"]
        for path in sorted(CORPORA.glob("*.jsonl"))
        for line in path.read_text().split("\n")
        if line
    }

    bad = [each for each in payloads if faults_of_a_body(each) or faults_of_a_name(each)]

    assert len(payloads) > 1_000
    assert bad == []
