"""What an entry must be before it stands in the books."""

import pytest
from bookkeeping import DAY, euros, gift

from obole.kernel.money import Money
from obole.ledger.rules.chart import BANK, GIFTS
from obole.ledger.rules.drafts import Draft, Posting, UnbalancedEntry, UnfitEntry


def draft(*amounts: Money) -> Draft:
    lines = tuple(Posting(account=BANK, amount=amount) for amount in amounts)
    return Draft(reference="a", kind="gift", day=DAY, text="", postings=lines)


def test_an_entry_that_is_a_cent_out_of_balance_is_refused():
    with pytest.raises(UnbalancedEntry, match="differ"):
        draft(euros("50"), -euros("49.99"))


def test_each_currency_balances_by_itself():
    with pytest.raises(UnbalancedEntry):
        draft(euros("50"), Money(-5000, "CHF"))

    assert draft(euros("1"), -euros("1"), Money(5, "CHF"), Money(-5, "CHF"))


@pytest.mark.parametrize("amounts", [[], [euros("0")]])
def test_an_entry_that_moves_nothing_is_refused(amounts):
    with pytest.raises(UnbalancedEntry, match="nothing"):
        draft(*amounts)


@pytest.mark.parametrize(
    "fields",
    [
        {"reference": ""},
        {"reference": "r" * 201},
        {"kind": ""},
        {"kind": "k" * 31},
        {"fund": "f" * 61},
        {"postings": tuple(gift().postings) * 334},
    ],
)
def test_what_could_not_be_stored_is_refused(fields):
    with pytest.raises(UnfitEntry):
        gift(**fields)


def test_postings_of_nothing_are_left_out_unless_they_count_a_gift():
    lines = gift(fee="0").lines()
    only_counted = Draft(
        reference="a",
        kind="gift",
        day=DAY,
        text="",
        postings=(*gift().postings, Posting(account=GIFTS, amount=euros("0"), gifts=-1)),
    )

    assert len(lines) == 2
    assert len(only_counted.lines()) == 4
