import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from obole.kernel.text import clean, french_spaces, plain_text, reading_minutes, spreadsheet_text

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("user\u202egpj.exe", "usergpj.exe"),
        ("a\u2066b\u2069c\u200ed", "abcd"),
        ("pass\u200bword\ufeff\u2060", "password"),
        ("nul\x00bell\x07\x1b[31m", "nulbell[31m"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301te\u0301", "été"),
        ("tab\tstays", "tab\tstays"),
        ("ad\u200dmin\u200c", "admin"),
        ("admin\u200c\u200b\u200d\u200e", "admin"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\U000e0041\U000e0042hidden", "hidden"),
    ],
)
def test_cleaning_removes_what_nobody_sees(raw, cleaned):
    assert clean(raw) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ?", f"Vraiment{NARROW}?"),
        ("Vraiment?", f"Vraiment{NARROW}?"),
        ("Quoi ?! Non !", f"Quoi{NARROW}?! Non{NARROW}!"),
        ("Il dit : oui ; non", f"Il dit{NO_BREAK}: oui{NARROW}; non"),
        ("Exemple: ceci", f"Exemple{NO_BREAK}: ceci"),
        ("« Bonjour »", f"«{NARROW}Bonjour{NARROW}»"),
        ("«Bonjour»", f"«{NARROW}Bonjour{NARROW}»"),
        (f"«{NO_BREAK}Oui{NO_BREAK}!{NO_BREAK}»", f"«{NARROW}Oui{NARROW}!{NARROW}»"),
        ("« Pourquoi? »", f"«{NARROW}Pourquoi{NARROW}?{NARROW}»"),
        ("À 12:30, ratio 3:1", "À 12:30, ratio 3:1"),
        ("Voir https://a.fr/?q=1;b=2 !", f"Voir https://a.fr/?q=1;b=2{NARROW}!"),
        ("mailto:a@b.fr?x", "mailto:a@b.fr?x"),
        ("1 234 567 euros", f"1{NARROW}234{NARROW}567 euros"),
        ("En 2019 450 voix", "En 2019 450 voix"),
        ("02 61 91 04 12", "02 61 91 04 12"),
        ("", ""),
    ],
)
def test_french_marks_get_their_spaces(typed, printed):
    assert french_spaces(typed) == printed


@given(st.text(alphabet="aé1 «»!?;:\u00a0\u202f\u2009\t\n/.@('’)…"))
@example("a@! : «»")
def test_french_spaces_twice_change_nothing(text):
    assert french_spaces(french_spaces(text)) == french_spaces(text)


@given(st.text(alphabet="aé1 «»!?;:\u00a0\n/.@('’)…"))
def test_french_spaces_change_spaces_only(text):
    assert "".join(french_spaces(text).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (1000, 5), (1001, 6)]
)
def test_reading_time_is_rounded_up_and_never_nothing(words, minutes):
    assert reading_minutes("mot " * words) == minutes


def test_an_elided_word_counts_once():
    assert reading_minutes("l’été " * 200) == 1


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <b>bold</b>\n word</p><p>Two</p>", "One bold word\nTwo"),
        ("Caf&eacute; &amp; th&#233;", "Café & thé"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("before<script>alert('x')</script><style>p{}</style> after", "before after"),
        ("broken <b <i>tag & more", "broken tag & more"),
        ("mi<em>xed</em>", "mixed"),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_words_and_the_lines(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize("html", ["<![foo[x]]>", "<a " * 16_000, "<!--" * 9_000, "\0<b>\ud7ff"])
def test_plain_text_survives_what_no_editor_writes(html):
    assert "<a" not in plain_text(html)


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_compute_is_marked_as_text(text):
    assert spreadsheet_text(text) == f"'{text}"


def test_other_cells_stay_as_they_are():
    assert spreadsheet_text("Zoé - 1 = 2") == "Zoé - 1 = 2"
