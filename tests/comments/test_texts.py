"""What readers write is kept as they wrote it, and shown safely, whole, and soon."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rendered import REL, faults_of
from steps import steps_of

from obole.comments.rules import texts
from obole.comments.rules.cleaning import MOST_LINES, limit_marks
from obole.comments.rules.markdown import MOST_ADDRESSES, MOST_BRACKETS
from obole.kernel.text import plain_text

LONGEST_BODY = 5_000
# Steps of the interpreter for one comment: some forty milliseconds on a small machine.
MOST_STEPS = 1_500_000


def link(address, label=None):
    return f'<a href="{address}" rel="{REL}">{label or address}</a>'


def paragraph(html):
    return f'<p dir="auto">{html}</p>'


# Cleaning.


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bonjour \r\n\r\n\r\n\r\ntous\t \n", "Bonjour\n\ntous"),
        ("\u202egauche\u202c à\u200b droite\ufeff", "gauche à droite"),
        ("q\u0302\u0303\u0304\u0302\u0303algo", "q\u0302\u0303\u0304algo"),
        ("\u0301\u0301début\n\u0302ligne \u0303mot", "début\nligne mot"),
        ("vide\u3164\u115f\u2800 ?", "vide ?"),
        ("nul\x00\x1b", "nul"),
        ("\ud83d seul", "seul"),
        ("\u00a0\u202f\n\u3000\nx", "x"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_or_piles_up_is_taken_away(typed, kept):
    assert texts.clean_body(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "L’été à Saint-Étienne, « déjà » : 30 °C…",
        "Tiếng Việt: Nguyễn Thị Hường ở Huế",
        "שָׁלוֹם עֲלֵיכֶם",
        "السَّلَامُ عَلَيْكُمْ",
        "می\u200cخواهم",
        "हिन्दी में लिखा है",
        "ภาษาไทยที่นี่ น้ำ",
        "👩\u200d🚒 ❤\ufe0f 1\ufe0f\u20e3 👍🏽",
        "Ελληνικά, русский, 日本語, 한국어",
    ],
)
def test_the_languages_of_readers_stay_whole(text):
    assert texts.clean_body(text) == unicodedata.normalize("NFC", text)


@given(st.text())
@example("a" + "\u0301" * 20 + "\n" * 9 + "\u0301b")
@example("\n".join("x" * (i % 2) for i in range(400)))
@example("\u1100\u1160\u1161 \u0301")
def test_cleaning_a_body_twice_changes_nothing(text):
    once = texts.clean_body(text)

    assert texts.clean_body(once) == once


@given(st.text(alphabet="a\u0301\u0302\u20dd\u05b0 \n", max_size=200))
def test_no_letter_carries_a_tower_of_marks(text):
    cleaned = texts.clean_body(text)

    run = 0
    for character in cleaned:
        run = run + 1 if unicodedata.combining(character) or character == "\u20dd" else 0
        assert run <= 3


def test_a_limit_of_marks_can_be_lower():
    assert limit_marks("e\u0323\u0302\u0301", most=1) == "e\u0323"


def test_a_very_tall_text_goes_on_in_its_last_line():
    tall = "\n".join(f"mot{number}" for number in range(1_000))

    cleaned = texts.clean_body(tall)

    assert cleaned.count("\n") == MOST_LINES - 1
    assert cleaned.split() == tall.split()


def test_a_body_of_five_megabytes_is_cleaned_without_being_cut():
    body = "Bonjour à tous. " * 330_000

    assert texts.clean_body(body) == body.strip()


# Rendering.


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Bonjour\ntous", paragraph("Bonjour<br>\ntous")),
        ("un\n\ndeux", paragraph("un") + "\n" + paragraph("deux")),
        ("*em* **fort** `code`", paragraph("<em>em</em> <strong>fort</strong> <code>code</code>")),
        ("nom_de_fichier 2*3*4", paragraph("nom_de_fichier 2<em>3</em>4")),
        ("\\*pas\\* &amp; &lt;b&gt;", paragraph("*pas* &amp; &lt;b&gt;")),
        ("<b>x</b> 1 < 2", paragraph("&lt;b&gt;x&lt;/b&gt; 1 &lt; 2")),
        ("# pas un titre", paragraph("# pas un titre")),
        ("![x](https://a.example/b.png)", paragraph("!" + link("https://a.example/b.png", "x"))),
        ("[x](https://a.example 'titre')", paragraph(link("https://a.example", "x"))),
        ("<https://a.example/b>", paragraph(link("https://a.example/b"))),
        ("    pas du code", paragraph("pas du code")),
        ("", ""),
    ],
)
def test_a_little_markdown_is_understood(body, html):
    assert texts.render(body) == html


def test_quotes_and_lists_are_understood():
    html = texts.render("> cité\n\n- un\n- deux\n\n3. trois")

    assert html == (
        '<blockquote>\n<p dir="auto">cité</p>\n</blockquote>\n'
        '<ul>\n<li dir="auto">un</li>\n<li dir="auto">deux</li>\n</ul>\n'
        '<ol start="3">\n<li dir="auto">trois</li>\n</ol>'
    )


@pytest.mark.parametrize(
    ("body", "address", "after"),
    [
        ("https://a.example/x_y_z?a=1#b", "https://a.example/x_y_z?a=1#b", ""),
        ("(voir http://a.example/b).", "http://a.example/b", ")."),
        ("http://a.example/b_(c), oui", "http://a.example/b_(c)", ", oui"),
        ("*http://a.example*", "http://a.example", "</em>"),
        ("« http://a.example »", "http://a.example", " »"),
        ("«http://a.example»", "http://a.example", "»"),
        ("[http://a.example/b] oui", "http://a.example/b", "] oui"),
    ],
)
def test_an_address_becomes_a_link_without_the_marks_around_it(body, address, after):
    html = texts.render(body)

    assert link(address) + after in html
    assert faults_of(html) == []


@pytest.mark.parametrize(
    "body",
    [
        "www.a.example",
        "la fin.La suite",
        "a@b.example",
        "xhttp://a.example",
        "http://a@b.example/",
        "http://",
        "http://.",
        "http://localhost/",
        "ftp://a.example/b",
        "//a.example",
        "http://a.example/" + "x" * 1_000,
        "[x](/desk/)",
        "[x](//a.example)",
        "[x](#c12)",
        "[x](mailto:a@b.example)",
        "[x](http://b@nk.example)",
        "<mailto:a@b.example>",
        "`http://a.example`",
    ],
)
def test_what_is_no_plain_address_of_the_web_stays_text(body):
    html = texts.render(body)

    assert "<a" not in html
    assert plain_text(html) == body.strip("`")


@pytest.mark.parametrize("body", ["http://аррӏе.com/é", "[](http://xn--80ak6aa92e.com)"])
def test_a_host_that_could_be_taken_for_another_is_shown_in_ascii(body):
    (found,) = texts.links(texts.render(body))

    assert found.label == found.address
    assert found.address.startswith("http://xn--80ak6aa92e.com")


def test_a_link_without_words_says_its_address():
    html = texts.render("[ \u200b&#8203;](http://a.example/b)")

    assert [found.label.strip() for found in texts.links(html)] == ["http://a.example/b"]


def test_links_are_read_back_with_their_words():
    html = texts.render("[un *deux*](http://a.example/?a=1&b=2) http://c.example")

    assert texts.links(html) == (
        ("http://a.example/?a=1&b=2", "un deux"),
        ("http://c.example", "http://c.example"),
    )


@pytest.mark.parametrize(
    "body",
    ["&#8238;gauche", "&#x202e;&#x2066;", "a&#8203;b", "[x&#8238;](http://a.example)", "&#0;"],
)
def test_references_bring_back_nothing_that_was_cleaned_away(body):
    shown = plain_text(texts.render(body))

    assert not {"\u202e", "\u2066", "\u200b", "\x00"} & set(shown)


def test_references_pile_no_marks_up():
    shown = plain_text(texts.render("e" + "&#769;" * 50 + "*" + "&#770;" * 50 + "*"))

    assert sum(map(unicodedata.combining, shown)) <= 3 * 230


@settings(max_examples=500)
@given(st.text(alphabet="abcé *_`[]>-+#!~|&;<\\\n'\".,:", max_size=300))
def test_no_letter_is_lost(body):
    body = texts.clean_body(body)

    shown = texts.plain(body)

    assert list(filter(str.isalpha, shown)) == list(filter(str.isalpha, body))


@pytest.mark.parametrize("marks", [">" * 4_000, "> " * 2_000, "- " * 2_000, "1. " * 1_500])
def test_what_is_nested_too_deep_is_shown_as_it_is(marks):
    html = texts.render(f"{marks}fond")

    assert "fond" in html
    assert html.count("<blockquote>") + html.count("<ul>") + html.count("<ol>") <= 8
    assert faults_of(html) == []


def test_after_very_many_attempts_the_rest_is_text():
    links = "[x](http://a.example) " * (MOST_BRACKETS + 20)
    addresses = "http://a.example " * (MOST_ADDRESSES + 20)

    assert texts.render(links).count(f'rel="{REL}">x<') == MOST_BRACKETS
    assert texts.render(addresses).count("<a ") == MOST_ADDRESSES
    assert ">x</a>" not in texts.render("[a] " * MOST_BRACKETS + "[x](http://a.example)")


def test_a_hundred_colons_leave_an_address_its_link():
    assert texts.render("a : b " * 200 + "http://a.example").count("<a ") == 1


def test_a_very_long_imported_text_is_shown_as_plain_paragraphs():
    body = "un *deux* <b>\ntrois\n\n" + "mot " * 4_000

    html = texts.render(body)

    assert html.startswith(paragraph("un *deux* &lt;b&gt;<br>trois"))
    assert faults_of(html) == []


HEAVY = [
    *("[", "![", "[[[[a]](b)", "[](", "[](a", "[a](<b", "[a](http://b)", '[a](b "', "[a](("),
    *("*a_ ", "*", "_*", "**a", "***a", "*(", "a**", "**a ", "_a", "`", "` ``", "\\", "&", "&#1;"),
    *(">", "> ", "> a\n", "\n>\n", "- ", "-\n", "- a\n", "- - -\n", "1. ", "1.\n", "1. a\n\n"),
    *("<", "<http:", "<a@", "http://", "http://a.b ", "http://a.b/[", "://", "a://", ":", "//a.b "),
    *("mailto:a@", "x@", "(", "()", "a", " a", "\n", "\ta\n", "a\u0301", "\u0301", "\u202e", "é"),
]


@pytest.mark.parametrize("unit", HEAVY)
def test_no_text_keeps_the_renderer_busy(unit):
    body = (unit * LONGEST_BODY)[:LONGEST_BODY]
    texts.render.__wrapped__("*warm* [a](http://b.example)")

    assert steps_of(lambda: texts.clean_body(body)) < MOST_STEPS
    assert steps_of(lambda: texts.render.__wrapped__(body)) < MOST_STEPS


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(HEAVY), min_size=2, max_size=4))
def test_no_mixture_keeps_the_renderer_busy(units):
    body = ("".join(units) * LONGEST_BODY)[:LONGEST_BODY]

    assert steps_of(lambda: texts.render.__wrapped__(body)) < MOST_STEPS
