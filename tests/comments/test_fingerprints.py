"""Texts alike have fingerprints alike, and are found by one of their bands."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.comments.rules.fingerprints import (
    CLOSE,
    bands,
    distance,
    fingerprint,
    hexadecimal,
    is_distinctive,
    normalized,
)

BITS = st.integers(min_value=0, max_value=2**64 - 1)
ADVERTISEMENT = (
    "Achetez vos montres de luxe à prix cassé sur notre boutique en ligne : livraison gratuite en "
    "24 heures partout en France, paiement en trois fois sans frais, satisfait ou remboursé. "
    "Plus de 10 000 clients nous font déjà confiance, rejoignez-les avec le code MARTIN !"
)


@pytest.mark.parametrize(
    "other",
    [
        ADVERTISEMENT.upper(),
        ADVERTISEMENT.replace("é", "e").replace(" ", "\n"),
        ADVERTISEMENT.replace(",", " ...").replace("!", ""),
    ],
)
def test_case_accents_and_marks_do_not_count(other):
    assert fingerprint(other) == fingerprint(ADVERTISEMENT)


@pytest.mark.parametrize(
    "other",
    [
        ADVERTISEMENT.replace("MARTIN", "DUPONT"),
        ADVERTISEMENT.replace("24 heures", "48 heures"),
        "Bonjour Paul ! " + ADVERTISEMENT,
        ADVERTISEMENT + " À bientôt.",
    ],
)
def test_a_few_changed_words_leave_a_text_close(other):
    assert 0 < distance(fingerprint(other), fingerprint(ADVERTISEMENT)) <= CLOSE


@pytest.mark.parametrize(
    "other",
    [
        "Je trouve que l'article oublie le principal : qui paiera les travaux de la piscine ?",
        "La livraison gratuite en 24 heures n'existe pas : c'est le livreur qui la paie, toujours.",
        "",
    ],
)
def test_other_texts_are_not_close(other):
    assert distance(fingerprint(other), fingerprint(ADVERTISEMENT)) > CLOSE


def test_a_fingerprint_is_the_same_in_every_process_and_on_every_machine():
    assert hexadecimal(fingerprint("Bonjour à tous")) == "560024e586a0825b"


@given(st.text(min_size=1, max_size=60))
def test_each_bit_is_what_most_runs_of_five_characters_say(text):
    plain = normalized(text) or "".join(text.split())
    runs = {plain[start : start + 5] for start in range(max(len(plain) - 4, 1)) if plain}
    digests = [
        hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for run in runs
    ]
    numbers = [int.from_bytes(digest, "big") for digest in digests]

    expected = sum(
        1 << bit
        for bit in range(64)
        if sum(number >> bit & 1 for number in numbers) > len(numbers) // 2
    )

    assert fingerprint(text) == expected


@pytest.mark.parametrize("text", ["", " \n", "…", "👍"])
def test_a_text_without_words_has_a_fingerprint_of_its_signs(text):
    assert (fingerprint(text) == 0) is (not text.strip())


@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint_that_fits_its_columns(text):
    bits = fingerprint(text)

    assert 0 <= bits < 2**64
    assert len(hexadecimal(bits)) == 16
    assert int(hexadecimal(bits), 16) == bits


@given(BITS)
def test_the_bands_are_the_whole_fingerprint(bits):
    assert f"{bits:016x}" == "".join(f"{band:04x}" for band in bands(bits))


@given(BITS, st.sets(st.integers(0, 63), max_size=3))
def test_fingerprints_that_differ_in_three_bits_share_a_band(bits, changed):
    other = bits
    for bit in changed:
        other ^= 1 << bit

    assert distance(bits, other) == len(changed)
    assert any(one == two for one, two in zip(bands(bits), bands(other), strict=True))


@given(BITS, BITS, BITS)
def test_distance_is_a_distance(first, second, third):
    assert distance(first, first) == 0
    assert distance(first, second) == distance(second, first)
    assert distance(first, third) <= distance(first, second) + distance(second, third)


def test_a_text_of_any_length_is_counted_without_overflow():
    text = "".join(f"{number} " for number in range(60_000))

    assert 0 < fingerprint(text) < 2**64


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Bravo, merci !", False), ("Tout à fait d'accord.", False), (ADVERTISEMENT, True)],
)
def test_what_many_people_write_is_not_distinctive(text, answer):
    assert is_distinctive(text) is answer
