"""The form's token is good for its form, after two seconds and for a day, and cannot be made up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.limits.tokens import (
    LATEST,
    SOONEST,
    Expired,
    Forged,
    TooFast,
    check,
    issue,
)

KEY = b"a key of the tests"
NOW = datetime(2026, 11, 25, 9, 30, 0, 123_456, tzinfo=UTC)
TOKEN = issue(form="form:7", now=NOW, nonce="abc-DEF_1", key=KEY)
A_MINUTE_LATER = NOW + timedelta(minutes=1)


def test_a_token_that_comes_back_in_time_is_in_order():
    token = check(TOKEN, form="form:7", now=A_MINUTE_LATER, key=KEY)

    assert abs(token.issued_at - NOW) < timedelta(milliseconds=1)
    assert token.expires_at == token.issued_at + LATEST
    assert len(token.digest) == 64


def test_each_token_has_a_digest_of_its_own_to_be_spent():
    other = issue(form="form:7", now=NOW, nonce="abc-DEF_2", key=KEY)

    digests = {
        check(token, form="form:7", now=A_MINUTE_LATER, key=KEY).digest for token in (TOKEN, other)
    }

    assert len(digests) == 2


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (timedelta(0), TooFast),
        (SOONEST - timedelta(milliseconds=1), TooFast),
        (SOONEST, None),
        (LATEST - timedelta(seconds=1), None),
        (LATEST + timedelta(seconds=1), Expired),
        (timedelta(days=4_000), Expired),
        (timedelta(hours=-1), TooFast),
    ],
)
def test_it_comes_neither_too_soon_nor_too_late(after, refusal):
    if refusal is None:
        assert check(TOKEN, form="form:7", now=NOW + after, key=KEY).digest
        return

    with pytest.raises(refusal):
        check(TOKEN, form="form:7", now=NOW + after, key=KEY)


@pytest.mark.parametrize(
    ("form", "key"),
    [("form:8", KEY), ("form:77", KEY), ("form:7", b"another key"), ("form:7", b"")],
)
def test_it_is_good_for_one_form_and_one_key(form, key):
    with pytest.raises(Forged):
        check(TOKEN, form=form, now=A_MINUTE_LATER, key=key)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "abc",
        TOKEN + "0",
        TOKEN + "\n",
        " " + TOKEN,
        "0" + TOKEN,
        TOKEN.upper(),
        TOKEN.replace("1", "１", 1),
        TOKEN.rsplit(".", 1)[0] + "." + "é" * 64,
        TOKEN.rsplit(".", 1)[0] + "." + "0" * 64,
        "9" * 15 + "." + TOKEN.split(".", 1)[1],
        "x" * 5_000_000,
        "\ud800.a." + "0" * 64,
        "\x00",
    ],
)
def test_what_was_not_issued_is_forged(token):
    with pytest.raises(Forged):
        check(token, form="form:7", now=A_MINUTE_LATER, key=KEY)


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_no_character_of_a_token_can_be_changed(position, character):
    altered = TOKEN[:position] + character + TOKEN[position + 1 :]
    if altered == TOKEN:
        return

    with pytest.raises(Forged):
        check(altered, form="form:7", now=A_MINUTE_LATER, key=KEY)


@given(
    st.text(max_size=30),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2200, 1, 1)),
    st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
    st.binary(min_size=16, max_size=64),
)
def test_every_token_that_is_issued_is_taken(form, moment, nonce, key):
    now = moment.replace(tzinfo=UTC)
    token = issue(form=form, now=now, nonce=nonce, key=key)

    assert check(token, form=form, now=now + SOONEST, key=key)


@pytest.mark.parametrize("nonce", ["", "a.b", "é", "x" * 65, "a b"])
def test_a_nonce_is_of_letters_and_digits(nonce):
    with pytest.raises(AssertionError, match="is no nonce"):
        issue(form="form:7", now=NOW, nonce=nonce, key=KEY)
