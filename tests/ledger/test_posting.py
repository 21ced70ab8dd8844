"""Entries are posted once, in order, whoever posts at the same time."""

import hashlib
import threading
from datetime import date, datetime, timedelta, timezone

import pytest
from bookkeeping import DAY, FUND, NOW, euros, gift, payout, post, take_back
from django.db import connections

from obole.ledger.actions.closing import close_year
from obole.ledger.actions.posting import (
    AlreadyReversed,
    ReferenceTaken,
    UnknownAccount,
    UnknownEntry,
    YearClosed,
    post_entry,
)
from obole.ledger.models import Account, Entry, Line
from obole.ledger.queries.entries import chained, entries_behind, lines_of
from obole.ledger.queries.figures import balances, fund_total
from obole.ledger.queries.years import open_day
from obole.ledger.rules.chain import ChainedEntry, ChainedLine, digest_of
from obole.ledger.rules.chart import FEE_COVER, GIFTS, STRIPE
from obole.ledger.rules.drafts import Posting


@pytest.mark.django_db
def test_an_entry_says_what_its_draft_said():
    entry = post(gift(amount="50", fee="0.98"))

    assert (entry.number, entry.kind, entry.day, entry.posted_at) == (1, "gift", DAY, NOW)
    assert lines_of(entry=entry) == gift(amount="50", fee="0.98").lines()
    assert str(Line.objects.get(account=GIFTS).amount) == "-50.00 EUR"


@pytest.mark.django_db
def test_the_same_reference_again_returns_the_entry_that_stands():
    first = post(gift(7))
    reworded = gift(7, text="Don du 1er mars")

    assert post(reworded, now=NOW + timedelta(days=1)) == first
    assert Entry.objects.count() == 1
    assert Entry.objects.get().text == first.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"amount": "51"},
        {"fee": "0.99"},
        {"fund": "campaign:2"},
        {"day": DAY + timedelta(days=1)},
        {"kind": "refund"},
    ],
)
def test_the_same_reference_with_other_content_is_refused(other):
    entry = post(gift(7))

    with pytest.raises(ReferenceTaken) as refusal:
        post(gift(7, **other))

    assert refusal.value.entry == entry
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_an_account_is_opened_by_its_first_line_and_others_are_unknown():
    assert not Account.objects.exists()

    post(gift())
    with pytest.raises(UnknownAccount, match="123456"):
        post(
            gift(
                2,
                postings=(
                    Posting(account="123456", amount=euros("1")),
                    Posting(account=GIFTS, amount=-euros("1")),
                ),
            )
        )

    assert Account.objects.get(pk=GIFTS).name_fr == "Dons"
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_cut_and_the_entry_stands():
    entry = post(gift(text="é" * 300))

    assert entry.text == "é" * 200
    assert post(gift(text="é" * 300)) == entry


def test_an_entry_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(AssertionError, match="outside a transaction"):
        post_entry(draft=gift(), now=NOW)


# Taking back


@pytest.mark.django_db
def test_an_entry_that_was_taken_back_leaves_nothing():
    entry = post(gift())

    reversal = take_back(entry, text="Saisie deux fois")

    assert reversal.reverses == entry
    assert not any(balances().values())
    total = fund_total(fund=FUND, accounts=[GIFTS], currency="EUR")
    assert (total.amount, total.gifts, total.last_number) == (euros("0"), 0, reversal.number)


@pytest.mark.django_db
def test_an_entry_is_taken_back_once():
    entry = post(gift())
    reversal = take_back(entry, reference="desk:reversal:a")

    assert take_back(entry, reference="desk:reversal:a") == reversal
    with pytest.raises(AlreadyReversed):
        take_back(entry, reference="desk:reversal:b")
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_what_was_never_posted_cannot_be_taken_back():
    with pytest.raises(UnknownEntry):
        post(gift(reverses="stripe:gift:unknown"))


# Closed years


@pytest.mark.django_db
def test_a_closed_year_takes_no_entry_and_says_where_to_date_it():
    post(gift(1, day=date(2025, 6, 1)))
    close_year(year=2025, by="Trésorière", now=NOW)

    with pytest.raises(YearClosed, match="Date the entry in 2026") as refusal:
        post(gift(2, day=date(2024, 1, 1)))

    assert (refusal.value.year, refusal.value.open_year) == (2024, 2026)
    assert open_day(day=date(2025, 12, 31)) == date(2026, 1, 1)
    assert open_day(day=DAY) == DAY
    assert post(gift(1, day=date(2025, 6, 1))).number == 1


# The chain


@pytest.mark.django_db
def test_the_digest_of_each_entry_covers_the_one_before():
    first, second = post(gift(1)), post(payout())

    assert second.digest == digest_of(
        chained(entry=second, lines=lines_of(entry=second), previous_digest=first.digest)
    )


def test_the_digest_is_the_sha_256_of_canonical_json():
    entry = ChainedEntry(
        number=2,
        reference="stripe:gift:pi_1",
        kind="gift",
        day=date(2026, 3, 1),
        text="Don «\xa0récoltés\xa0»",
        posted_at=datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=1))),
        reverses=None,
        lines=(
            ChainedLine("754100", "campaign:1", "EUR", 0, 5000, 1),
            ChainedLine("517100", "", "EUR", 5000, 0, 0),
        ),
        previous_digest="a" * 64,
    )

    assert digest_of(entry) == hashlib.sha256(CANONICAL.encode()).hexdigest()


CANONICAL = (
    '{"day":"2026-03-01","kind":"gift",'
    '"lines":[["517100","","EUR",5000,0,0],["754100","campaign:1","EUR",0,5000,1]],'
    '"number":2,"posted_at":"2026-03-01T08:00:00.000000+00:00",'
    f'"previous_digest":"{"a" * 64}","reference":"stripe:gift:pi_1","reverses":null,'
    '"text":"Don «\xa0récoltés\xa0»"}'
)


# What is behind a figure


@pytest.mark.django_db
def test_the_last_movements_of_a_fund_are_told_newest_first():
    cover = Posting(account=FEE_COVER, amount=-euros("1"), fund=FUND)
    more = Posting(account=STRIPE, amount=euros("1"))
    first = post(gift(1, postings=(*gift(amount="50").postings, cover, more)))
    post(payout())
    post(gift(2, fund="campaign:2"))
    last = take_back(first)

    both = entries_behind(fund=FUND, accounts=[GIFTS, FEE_COVER], currency="EUR")

    assert [(each.number, str(each.amount), each.gifts) for each in both] == [
        (last.number, "-51.00 EUR", -1),
        (first.number, "51.00 EUR", 1),
    ]
    assert [
        each.number for each in entries_behind(fund=FUND, accounts=[GIFTS], currency="EUR", limit=1)
    ] == [last.number]


# At the same time


def test_posting_at_the_same_time_gives_each_entry_once_and_no_gap(transactional_db):
    together = threading.Barrier(4)
    problems: list[BaseException] = []

    def post_often(thread: int) -> None:
        try:
            together.wait()
            for number in range(5):
                post(gift(f"same-{number}"))
                post(gift(f"own-{thread}-{number}"))
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post_often, args=[number]) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert problems == []
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 26))
    assert fund_total(fund=FUND, accounts=[GIFTS], currency="EUR").amount == euros("1250")
