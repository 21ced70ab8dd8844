"""Entries that tests are about, valid by default. Posting needs a database."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from obole.kernel.money import Money
from obole.ledger.actions.posting import post_entry, reverse_entry
from obole.ledger.models import Entry
from obole.ledger.rules.chart import BANK, CHART, FEE_COVER, FEES, GIFTS, STRIPE
from obole.ledger.rules.drafts import Draft, Posting

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
FUND = "campaign:1"


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def gift(number: object = 1, amount: str = "50", fee: str = "0.98", **fields: Any) -> Draft:
    """Return the draft of a gift by card: the provider keeps its fee."""
    fund = fields.pop("fund", FUND)
    return Draft(
        **{
            "reference": f"stripe:gift:{number}",
            "kind": "gift",
            "day": DAY,
            "text": "Don par carte",
            "postings": (
                Posting(account=STRIPE, amount=euros(amount) - euros(fee)),
                Posting(account=FEES, amount=euros(fee)),
                Posting(account=GIFTS, amount=-euros(amount), fund=fund, gifts=1),
            ),
            **fields,
        }
    )


def payout(number: object = 1, amount: str = "20", **fields: Any) -> Draft:
    """Return the draft of money that a provider sent to the bank."""
    return Draft(
        **{
            "reference": f"stripe:payout:{number}",
            "kind": "payout",
            "day": DAY,
            "text": "Virement de Stripe",
            "postings": (
                Posting(account=BANK, amount=euros(amount)),
                Posting(account=STRIPE, amount=-euros(amount)),
            ),
            **fields,
        }
    )


def post(draft: Draft | None = None, *, now: datetime = NOW) -> Entry:
    with transaction.atomic():
        return post_entry(draft=draft or gift(), now=now)


def take_back(entry: Entry, *, reference: str = "", day: date = DAY, text: str = "") -> Entry:
    with transaction.atomic():
        return reverse_entry(
            entry=entry,
            reference=reference or f"desk:reversal:{entry.number}",
            day=day,
            text=text,
            now=NOW,
        )


# Any books: drafts of two currencies and three funds, some of which are taken back later.

AMOUNTS = st.integers(-300_00, 300_00)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@st.composite
def postings(draw: st.DrawFn) -> tuple[Posting, ...]:
    """Return postings that sum to zero: some lines, and one that balances them."""
    currency = draw(st.sampled_from(["EUR", "EUR", "CHF"]))
    accounts = st.sampled_from([account.code for account in CHART])
    funds = st.sampled_from(["", "campaign:1", "campaign:2"])
    lines = [
        Posting(
            account=draw(accounts),
            amount=Money(amount, currency),
            fund=draw(funds),
            gifts=draw(st.integers(-1, 1)),
        )
        for amount in draw(st.lists(AMOUNTS.filter(bool), min_size=1, max_size=3))
    ]
    rest = -Money.total((line.amount for line in lines), currency)
    return (*lines, Posting(account=FEE_COVER, amount=rest))


@st.composite
def books(draw: st.DrawFn) -> list[tuple[Draft, bool]]:
    """Return drafts, and of each whether it is taken back again."""
    days = st.dates(date(2025, 12, 29), date(2026, 1, 3))
    contents = draw(st.lists(st.tuples(postings(), st.booleans(), days, TEXTS), max_size=6))
    return [
        (
            Draft(
                reference=f"test:{number}:{text}"[:200],
                kind="gift",
                day=day,
                text=text,
                postings=lines,
            ),
            is_reversed,
        )
        for number, (lines, is_reversed, day, text) in enumerate(contents)
    ]


def post_books(contents: list[tuple[Draft, bool]]) -> list[Draft]:
    """Post them all; return what stands then as drafts, reversals too."""
    posted = []
    for draft, is_reversed in contents:
        entry = post(draft)
        posted.append(draft)
        if is_reversed:
            take_back(entry, day=draft.day)
            opposite = tuple(
                Posting(
                    account=line.account, amount=-line.amount, fund=line.fund, gifts=-line.gifts
                )
                for line in draft.postings
            )
            posted.append(
                Draft(
                    reference=f"{draft.reference[:190]}:back",
                    kind="reversal",
                    day=draft.day,
                    text="",
                    postings=opposite,
                )
            )
    return posted
