"""The code of a transfer says what its page says, and no code is drawn of what no bank takes."""

import shutil
from dataclasses import replace

import pytest
from codes import read_code
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.donations.rules.epc import Transfer, UnfitTransfer, code_of, payload_of
from obole.donations.rules.fees import FEES, cover_for
from obole.donations.rules.references import LARGEST, reference_for
from obole.donations.rules.vocabulary import Means
from obole.kernel.money import Money

TRANSFER = Transfer(
    holder="Association La Gazette",
    iban="FR76 3000 6000 0112 3456 7890 189",
    bic="AGRIFRPP",
    amount=Money(50_50, "EUR"),
    reference=reference_for(539_007_547),
)


def test_the_payload_has_the_lines_of_the_guidelines() -> None:
    assert payload_of(TRANSFER).split("\n") == [
        *("BCD", "002", "1", "SCT", "AGRIFRPP", "Association La Gazette"),
        *("FR7630006000011234567890189", "EUR50.50", "", "RF48539007547"),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iban": "FR7630006000011234567890188"}, "iban"),
        ({"iban": ""}, "iban"),
        ({"bic": "AGRIFRP"}, "bic"),
        ({"holder": "  "}, "holder"),
        ({"holder": "é" * 71}, "holder"),
        ({"amount": Money(0, "EUR")}, "amount"),
        ({"amount": Money(-1, "EUR")}, "amount"),
        ({"amount": Money(100_000_000_000, "EUR")}, "amount"),
        ({"amount": Money(50_00, "CHF")}, "currency"),
        ({"reference": "RF47539007547"}, "reference"),
        ({"reference": ""}, "reference"),
    ],
)
def test_what_no_bank_takes_has_no_code(changed: dict[str, object], reason: str) -> None:
    with pytest.raises(UnfitTransfer) as refusal:
        payload_of(replace(TRANSFER, **changed))  # type: ignore[arg-type]

    assert refusal.value.reason == reason


def test_no_line_can_be_added_through_a_name() -> None:
    assert len(payload_of(replace(TRANSFER, holder="A\nB\rC")).split("\n")) == 10


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed")
@given(
    st.integers(1, 99_999_999_999),
    st.integers(0, LARGEST),
    st.sampled_from(["Association La Gazette", "Œuvre d'été & Cie", "Ñandú" * 14, "É" * 70]),
)
@settings(max_examples=12, deadline=None)
def test_another_program_reads_in_the_code_what_was_meant(
    tmp_path_factory: pytest.TempPathFactory, cents: int, number: int, holder: str
) -> None:
    transfer = replace(
        TRANSFER, amount=Money(cents, "EUR"), reference=reference_for(number), holder=holder
    )
    picture = tmp_path_factory.mktemp("code") / "code.png"
    code_of(transfer).save(str(picture), scale=6, border=4)

    assert read_code(picture) == payload_of(transfer)


@given(st.integers(1, 10_000_000), st.sampled_from(sorted(FEES)))
@settings(max_examples=60)
def test_what_covers_the_fee_leaves_the_whole_amount(cents: int, means: Means) -> None:
    amount, fee = Money(cents, "EUR"), FEES[means]
    paid = amount + cover_for(amount, means)

    kept = paid.of_hundred(fee.percent_hundredths) + fee.fixed
    if fee.most is not None and kept > fee.most:
        kept = fee.most

    assert paid - kept >= amount
    # Not a cent more than is needed: with one cent less, the amount would not arrive whole.
    assert paid - kept <= amount + Money(1, "EUR")


@pytest.mark.parametrize("means", [Means.TRANSFER, Means.CHEQUE, Means.CASH, Means.INTERMEDIARY])
def test_where_nothing_is_kept_nothing_is_covered(means: Means) -> None:
    assert not cover_for(Money(50_00, "EUR"), means)
    assert not cover_for(Money(50_00, "USD"), Means.CARD)
