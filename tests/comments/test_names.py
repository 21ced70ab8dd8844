"""A name is a name: short, visible, in one script, and nobody else's."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from obole.comments.rules.names import (
    LONGEST_NAME,
    RESERVED_NAMES,
    Unfit,
    UnfitName,
    clean_name,
    mixed_words,
    mixes_scripts,
    name_key,
    names_reserved_in,
)

RESERVED = frozenset(map(name_key, [*RESERVED_NAMES, "Anne-Sophie Lemoine"]))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Marie   Curie ", "Marie Curie"),
        ("Marie\nCurie", "Marie Curie"),
        ("\u202eMarie\u200b", "Marie"),
        ("Ｍａｒｉｅ ﬁ", "Marie fi"),
        ("𝓜𝓪𝓻𝓲𝓮", "Marie"),
        ("E\u0301ric", "Éric"),
        ("M\u0332\u0333\u033f\u0332arie", "M\u0332\u0333arie"),
        ("Nguyễn Thị Hường", "Nguyễn Thị Hường"),
        ("李明", "李明"),
        ("محمد", "محمد"),
        ("D’Artagnan-Müller, J.-P.", "D’Artagnan-Müller, J.-P."),
        ("x\u3164y", "xy"),
    ],
)
def test_a_name_is_shown_in_one_visible_line(typed, shown):
    assert clean_name(typed) == shown


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Unfit.SHORT),
        ("x", Unfit.SHORT),
        ("\u200b\u202e\u3164\u2800", Unfit.SHORT),
        ("x" * (LONGEST_NAME + 1), Unfit.LONG),
        ("ﷺ" * 11, Unfit.LONG),
        ("x" * 5_000_000, Unfit.LONG),
        ("1234", Unfit.NO_LETTER),
        ("-- ! --", Unfit.NO_LETTER),
        ("jean@a.example", Unfit.ADDRESS),
        ("http://a.example", Unfit.ADDRESS),
        ("WWW.a.example", Unfit.ADDRESS),
        ("Montres-pas-cher.com", Unfit.ADDRESS),
        ("＠jean", Unfit.ADDRESS),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(typed, reason):
    with pytest.raises(UnfitName) as refused:
        clean_name(typed)

    assert refused.value.reason is reason


@given(st.text(max_size=60))
@example("ﬁ\u0301\u0301\u0301")
@example("a\u0345\u0301\u0301")
@example("ͅa")
def test_cleaning_a_name_twice_changes_nothing(text):
    try:
        once = clean_name(text)
    except UnfitName:
        return

    assert clean_name(once) == once
    assert not {"\n", "\t", "\u202e", "\u2066", "\u200b", "\x00"} & set(once)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rédaction", "RÉDАСТION"),
        ("Rédaction", "r3d4ct10n"),
        ("Rédaction", "R.e.d-a_c t!on"),
        ("Obole", "0b0le"),
        ("Obole", "Οbоlе"),
        ("Obole", "Oboie"),
        ("Obole", "ＯＢＯＬＥ"),
        ("Martin", "Ｍаrtіn"),
        ("Marie Martin", "Marie Ma rtin"),
        ("Simon", "Sirnon"),
        ("William", "Vvilliam"),
        ("Paypal", "РауРаl"),
    ],
)
def test_names_that_look_alike_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Marie", "Maria"), ("Martin", "Martine"), ("Иван", "Ольга"), ("李明", "王明"), ("Jo", "Joe")],
)
def test_other_names_have_other_keys(one, other):
    assert name_key(one) != name_key(other)


@given(st.text(max_size=40))
def test_a_key_has_nothing_but_letters_and_digits(name):
    key = name_key(name)

    assert key == "" or key.isalnum()
    assert name_key(name.upper().lower()) == name_key(name.lower())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Rédaction", "Rédaction"),
        ("Marie (rédaction)", "rédaction"),
        ("La Redаction", "Redаction"),
        ("R. E. D. A. C. T. I. O. N.", "R. E. D. A. C. T. I. O. N."),
        ("Anne Sophie Lem0ine", "Anne Sophie Lem0ine"),
        ("Le vrai Obole.", "Obole"),
        ("Webmaster", "Webmaster"),
    ],
)
def test_a_name_that_reads_as_the_newsrooms_is_found(name, words):
    assert names_reserved_in(name, keys=RESERVED) == words


@pytest.mark.parametrize("name", ["Marie", "Sophie Lemoine", "Éditorial", "Modeste", "Admine"])
def test_other_names_are_free(name):
    assert names_reserved_in(name, keys=RESERVED) == ""


@pytest.mark.parametrize("word", ["pаypаl", "RÉDАCTION", "Ԝikipedia", "ελλάδa", "Οbole", "obоle"])
def test_a_word_that_mixes_scripts_to_deceive_is_found(word):
    assert mixed_words(f"avec {word}, oui {word}") == (word,)
    assert mixes_scripts(word)


@pytest.mark.parametrize(
    "text",
    [
        "Zémmour, naïve, œuvre, Łódź, Nguyễn",
        "Ελλάδα και Москва et Paris",
        "日本語abc Tシャツ 한국어K-pop",
        "5 μm, 10μm, ΔT, β-carotène",
        "",
    ],
)
def test_scripts_beside_each_other_deceive_nobody(text):
    assert mixed_words(text) == ()
    assert not mixes_scripts(text)
