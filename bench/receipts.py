"""What receipts cost: issued a second, printed a second, and to prove them."""

import time

from django.db import transaction
from rich.console import Console
from rich.progress import track

from obole.donations.actions.campaigns import create_campaign
from obole.donations.actions.recording import make_gift_by_hand, record_money
from obole.donations.models import Campaign, Donor
from obole.donations.rules.vocabulary import Means
from obole.foundation import clock
from obole.kernel.money import Money
from obole.ledger.rules.chart import CHEQUES
from obole.receipts.actions.batches import issue_batch
from obole.receipts.actions.deciding import decide_issuing
from obole.receipts.actions.printing import print_receipts, receipts_folder
from obole.receipts.models import IssuerDetails
from obole.receipts.press import MOST_PAGES
from obole.receipts.queries.receipts import unprinted_receipts
from obole.receipts.queries.verification import faults
from obole.receipts.rules.issuing import Decision, Mode
from obole.receipts.rules.scheme import Grouping

RECEIPTS = 10_000
# Printing takes the longest by far, and each page as long as the last: a part tells the rest.
PRINTED = 1_000
PORTION = 200


def run(*, receipts: int, console: Console) -> None:
    """Make so many donors with a gift each, issue, print a part and verify."""
    _switch_on()
    _give(receipts, console)
    now = clock.now()
    started = time.perf_counter()
    batch = issue_batch(year=now.year, grouping=Grouping.YEAR, by="bench", now=now)
    issued = sum(1 for each in batch if each.receipt is not None)
    seconds = time.perf_counter() - started
    console.print(f"{issued:,} receipts issued: {seconds:.0f} s, {issued / seconds:.0f} a second")
    _print(min(receipts, PRINTED), console)
    started = time.perf_counter()
    found = list(faults(folder=receipts_folder()))
    seconds = time.perf_counter() - started
    console.print(f"{issued:,} receipts verified, {len(found)} faults: {seconds:.1f} s")


def _switch_on() -> None:
    now = clock.now()
    IssuerDetails.objects.create(
        name="Association du Banc",
        address="1, rue du Banc, 75001 Paris",
        purpose="Informer",
        rna="W751234567",
        signatory="Une trésorière",
        signatory_role="trésorière",
    )
    decision = Decision(
        mode=Mode.OWN,
        country="FR",
        legal_basis="CGI, art. 200",
        ruling_reference="",
        ruling_date=None,
        has_no_ruling=True,
        person="Une trésorière",
    )
    decide_issuing(decision=decision, by="bench", now=now)


def _give(count: int, console: Console) -> None:
    now = clock.now()
    campaign = create_campaign(
        slug="banc",
        title="Banc",
        language="fr",
        goal=Money(42_000_00, "EUR"),
        currency="EUR",
        now=now,
    )
    numbers = range(0, count, PORTION)
    for first in track(numbers, description="Gifts", console=console):
        with transaction.atomic():
            for number in range(first, min(first + PORTION, count)):
                _give_one(campaign, number)


def _give_one(campaign: Campaign, number: int) -> None:
    now = clock.now()
    donor = Donor.objects.create(
        given_name="Claude",
        family_name=f"Martin {number}",
        street="4, impasse du Four",
        postcode="29200",
        city="Brest",
        created_at=now,
    )
    amount = Money(1_000 + number % 9_000, "EUR")
    gift = make_gift_by_hand(
        campaign=campaign,
        donor=donor,
        means=Means.CHEQUE,
        amount=amount,
        now=now,
        wants_receipt=True,
    )
    record_money(
        gift=gift,
        source="cheque",
        reference=f"bench-{number}",
        amount=amount,
        day=now.date(),
        account=CHEQUES,
        now=now,
    )


def _print(count: int, console: Console) -> None:
    started = time.perf_counter()
    for _ in track(range(0, count, MOST_PAGES), description="Printing", console=console):
        print_receipts(receipts=list(unprinted_receipts()[:MOST_PAGES]))
    seconds = time.perf_counter() - started
    console.print(f"{count:,} receipts printed: {seconds:.0f} s, {count / seconds:.1f} a second")
