"""Words that the newsroom looks out for are found, however they are dressed up, and no others."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from steps import steps_of

from obole.comments.models import WordRule
from obole.comments.queries.lists import first_suspect_words
from obole.comments.rules.words import UnfitPattern, WordList, clean_pattern, folded


def found(pattern, text):
    return WordList.of([pattern]).found_in(text)


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("navet", "Quel navet !", ("navet",)),
        ("navet", "Quel NAVET.", ("NAVET",)),
        ("navet", "des navets", ()),
        ("navet*", "des navets, une naveterie", ("navets", "naveterie")),
        ("navet*", "un navet", ("navet",)),
        ("crème", "la creme", ("creme",)),
        ("creme", "la CRÈME", ("CRÈME",)),
        ("cœur", "coeur", ("coeur",)),
        ("gros navet", "ce gros   navet-là", ("gros   navet",)),
        ("gros navet", "gros et navet", ()),
        ("gros navet*", "gros\nnavets", ("gros\nnavets",)),
        ("sous-navet", "un sous navet", ("sous navet",)),
        ("l'ail", "de l’ail", ("l’ail",)),
        ("ail", "de l'ail", ("ail",)),
        ("navet", "n4v3t n@vet", ("n4v3t", "n@vet")),
        ("navet", "naaaavet navettttt", ("naaaavet", "navettttt")),
        ("pomme", "pommmmme pomme", ("pommmmme", "pomme")),
        ("navet", "n a v e t", ("n a v e t",)),
        ("navet", "quel n.a.v.e.t !", ("n.a.v.e.t",)),
        ("navet", "n.a.v.e.t.s", ()),
        ("navet*", "N-A-V-E-T-S", ("N-A-V-E-T-S",)),
        ("navet", "à n a v", ()),
        ("10", "10 et 100", ("10",)),
        ("νάβετ", "ΝΑΒΕΤ", ("ΝΑΒΕΤ",)),
        ("navet", "navet navet NAVET", ("navet",)),
        ("gros navet", "gros_navet", ("gros_navet",)),
    ],
)
def test_a_pattern_finds(pattern, text, words):
    assert found(pattern, text) == words


def test_several_patterns_are_looked_for_at_once():
    words = WordList.of(["navet*", "gros chou", "gros", "gros chou vert"])

    assert words.found_in("Le gros chou vert et les navets.") == (*("gros chou vert", "navets"),)
    assert words.found_in("Une pomme.") == ()


def test_at_most_five_are_shown():
    assert WordList.of(["mot*"]).found_in(" ".join(f"mot{number}x" for number in range(9))) == (
        *("mot0x", "mot1x", "mot2x", "mot3x", "mot4x"),
    )


@pytest.mark.parametrize(
    "pattern", ["", " ", "*", "a*", "...", "na*vet", "*navet", "navet *", "!*"]
)
def test_a_pattern_that_would_find_nothing_or_everything_is_refused(pattern):
    with pytest.raises(UnfitPattern):
        clean_pattern(pattern)
    with pytest.raises(UnfitPattern):
        WordList.of([pattern])


def test_a_pattern_is_kept_in_one_line():
    assert clean_pattern("  Gros \n navet* ") == "Gros navet*"


def test_the_desk_refuses_such_a_pattern_and_tidies_the_others():
    rule = WordRule(pattern="  gros   navet* ")
    rule.clean()

    assert rule.pattern == "gros navet*"
    with override("en"), pytest.raises(ValidationError, match="two letters"):
        WordRule(pattern="a*").clean()


def test_a_list_without_patterns_finds_nothing():
    assert not WordList.of([])
    assert WordList().found_in("navet") == ()


@given(
    st.text(alphabet="abcé", min_size=2, max_size=12), st.text(max_size=40), st.text(max_size=40)
)
def test_a_word_is_found_wherever_it_stands(word, before, after):
    assert found(word, f"{before} . {word} . {after}") != ()


@given(st.lists(st.text(alphabet="abé -'0", min_size=1, max_size=12), max_size=6), st.text())
def test_looking_for_words_never_fails(patterns, text):
    usable = [pattern for pattern in patterns if folded(pattern).strip(" -'")]

    for evidence in WordList.of(usable).found_in(text):
        assert evidence in text


@pytest.mark.parametrize("unit", ["a", "a ", "aa ", "a.", "aab ", "0a", "@", "é", "abababab "])
def test_neither_many_patterns_nor_an_odd_text_take_long(unit):
    words = WordList.of(
        [f"{'a' * length}b{number}*" for length in range(1, 30) for number in range(30)]
        + ["a " * 20 + "b", "aa aa aa ab"]
    )
    text = (unit * 5_000)[:5_000]

    assert steps_of(lambda: words.found_in(text)) < 1_000_000


def test_the_first_list_is_sound_and_has_no_names_of_groups():
    patterns = first_suspect_words()
    words = WordList.of(patterns)
    innocent = (
        "Les juifs, les musulmans, les arabes, les noirs, les gays, les lesbiennes, les trans, les "
        "roms, les femmes, les handicapés et les immigrés sont des citoyens comme les autres. "
        "Je suis noir, je suis gay, et fier. I am a proud gay Muslim woman. Le retard du train, "
        "la pédale du vélo, la négritude de Césaire, un pédiatre, des putois, la réputation."
    )

    assert len(patterns) == len(set(map(folded, patterns)))
    assert len(patterns) > 100
    assert words.found_in(innocent) == ()
