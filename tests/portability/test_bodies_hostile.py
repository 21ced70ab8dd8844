"""Nothing of what people send to harm readers comes through, in any block."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from converting import converted

CORPORA = Path(__file__).resolve().parents[3] / "shared/data/security/xss"
# One in seven of nine thousand; a prime, so that no pattern of the lists is always skipped.
STEP = 7
_TAGS = """
    a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5
    h6 i li ol p pre q rp rt ruby s sub summary sup table tbody td th thead tr ul
"""
_ATTRIBUTES = {"href", "rel", "start", "colspan", "rowspan", "scope"}


class Inspector(HTMLParser):
    """Fails at anything that is not reading matter."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS.split()
        for name, value in attrs:
            assert name in _ATTRIBUTES
            if name == "href":
                address = re.sub(r"[\x00-\x20]", "", value or "")
                assert (
                    re.match(r"(?i)(?:https?|mailto|tel):", address)
                    or ":" not in re.split(r"[/?#]", address)[0]
                )


def inspect(kind: str, value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"url", "source_url"}:
                assert not inner or re.match(r"https?://[^\s\"<>]+$", inner)
            elif name == "content":
                Inspector().feed(inner)
    elif kind in {"paragraph", "list", "imported_html"}:
        Inspector().feed(value)
    elif kind == "footnotes":
        for note in value:
            Inspector().feed(note)


def payloads() -> list[str]:
    if not CORPORA.is_dir():
        pytest.skip("the corpora of hostile HTML are not there")
    lines = [
        line
        for corpus in sorted(CORPORA.glob("*.jsonl"))
        for line in corpus.read_text().split("\n")
    ]
    return [json.loads(line)["payload"] for line in lines[::STEP] if line]


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "<!-- wp:html -->{}<!-- /wp:html -->",
        "<!-- wp:acme/x --><div>{}</div><!-- /wp:acme/x -->",
        '<dl><dd>{}</dd></dl><ul><li>{}</li></ul>[ref]{}[/ref]<a href="{}">x</a>',
        '[caption caption="{}"]<img src="{}">[/caption][embed]{}[/embed]<iframe src="{}">',
    ],
)
def test_nothing_hostile_survives(frame: str) -> None:
    for payload in payloads():
        for kind, value in converted(frame.replace("{}", payload)).blocks:
            inspect(kind, value)


def test_deep_and_endless_markup_is_read_in_time() -> None:
    for content in ("<div>" * 200_000, "<!-- wp:group -->" * 20_000, "[a" * 50_000):
        converted(content + "mot")


def test_deep_markup_keeps_its_words() -> None:
    assert converted("<div>" * 3000 + "mot").blocks == [("paragraph", "<p>mot</p>")]
    assert converted("<b><div>" * 300 + "mot").blocks[0].value.count("mot") == 1


def test_what_was_refused_is_named() -> None:
    body = converted('<a href="javascript:alert(1)">x</a><form><p>y</p></form><script>z</script>')

    assert body.flags == [
        "removed-form: ",
        "removed-script: ",
        'refused-address: href="javascript:alert(1)',
    ]


def test_control_characters_and_halves_of_pairs_are_left_out() -> None:
    assert converted("a\x00\x0b\ud800\ufffeb").blocks == [("paragraph", "<p>ab</p>")]
