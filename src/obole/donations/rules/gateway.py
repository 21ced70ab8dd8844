"""What a payment provider must be able to do, and what it tells us. Pure: no HTTP here.

A provider is a module of `donations/gateways/`, or an entry point of the group `obole.gateways`.
Its notices are hints: the truth is what `fetch_payment` returns, a *whole* report of one payment.
From such reports `rules/lifecycle.py` decides which movements are not in the books yet. So the
order, the repetition and the loss of notices change nothing in the end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.kernel.money import Money


class ForgedNotice(Exception):
    """The notice is not signed by the provider, or its signature is too old."""


class UnreadableNotice(Exception):
    """The notice is signed, or needs no signature, and yet says nothing that we understand."""


class GatewayDown(Exception):
    """The provider did not answer, or answered that it cannot now: ask again later."""


class GatewayRefused(Exception):
    """The provider understood and refuses; the message is fit for the log, never for a reader."""


class UnknownToGateway(GatewayRefused):
    """The provider has no such object."""


class About(StrEnum):
    """What kind of object a notice speaks of."""

    PAYMENT = "payment"
    PLAN = "plan"
    PAYOUT = "payout"
    NOTHING = "nothing"
    """Stored and answered, and nothing follows."""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Look at this object again."""

    about: About
    reference: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice whose signature holds. `key` is the provider's own id of it, unique."""

    key: str
    hint: Hint
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a donor wants to give; `key` names it for good, and makes a repeated call one order."""

    key: str
    amount: Money
    """All that is to be paid, a covered fee included."""
    rhythm: Rhythm
    means: Means
    title: str
    """What the donor reads at the provider's: the campaign and the newsroom."""
    language: str
    email: str
    done_url: str
    back_url: str
    """Where the donor comes back to who changed their mind."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """The provider expects the donor at `url` until `expires_at`."""

    url: str
    reference: str
    """Of the session or order there; `fetch_payment` takes it too (once: any payment of it)."""
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Move:
    """Something that moved money of one payment. `reference` and `kind` together are unique."""

    kind: MoveKind
    reference: str
    amount: Money
    """What came or went, in the currency that settles; zero or more, whatever the direction."""
    fee: Money
    """What the provider kept for it; below zero when it gave a fee back."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentReport:
    """All that the provider knows of one payment now."""

    reference: str
    """The provider's id of the payment, the same at every moment of its life."""
    order_key: str
    """The key of our order; of a renewal: the order that began the plan."""
    plan_reference: str = ""
    """Empty for a single gift."""
    standing: Standing
    means: Means
    moves: tuple[Move, ...] = ()
    given: Money | None = None
    """What the donor paid in their currency, where another one settles."""
    failure: str = ""
    """The provider's word for why it failed; empty otherwise."""
    payer_email: str = ""
    payer_name: str = ""
    dispute_is_lost: bool = False
    """The latest dispute was decided against us: the money does not come back."""
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanReport:
    """All that the provider knows of a recurring gift now."""

    reference: str
    order_key: str
    is_active: bool
    is_failing: bool
    ended_at: datetime | None = None
    amount: Money
    rhythm: Rhythm
    payment_references: tuple[str, ...] = ()
    """Its instalments so far, the oldest first."""


@dataclass(frozen=True, kw_only=True)
class PayoutReport:
    """Money that the provider sent to the newsroom's bank account."""

    reference: str
    amount: Money
    fee: Money
    is_paid: bool
    arrives_at: datetime


class Gateway(Protocol):
    """A payment provider. Every call but `read_notice` goes over the network.

    They raise GatewayDown or GatewayRefused. A call with a `key` that is repeated does nothing
    twice.
    """

    @property
    def name(self) -> str:
        """What is stored with every gift: "stripe", "paypal"."""

    def means(self) -> tuple[Means, ...]:
        """Return what donors can pay with, as the account is set up. No network."""

    def begin(self, order: Order) -> Begun:
        """Open a session at the provider's for this order."""

    def read_notice(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        """Return what a notice says. Raise ForgedNotice or UnreadableNotice."""

    def fetch_payment(self, reference: str) -> PaymentReport:
        """Return the whole report of a payment, by its reference or its session's."""

    def fetch_plan(self, reference: str) -> PlanReport:
        """Return the report of a recurring gift."""

    def fetch_payout(self, reference: str) -> PayoutReport:
        """Return the report of a payout."""

    def hints_since(self, since: datetime) -> Iterator[Hint]:
        """Yield what was made or changed since: the nightly search for lost notices."""

    def refund(self, reference: str, *, amount: Money, key: str) -> None:
        """Give money of a payment back; a notice will follow."""

    def end_plan(self, reference: str, *, key: str) -> None:
        """Take no more instalments."""

    def change_plan(self, reference: str, *, amount: Money, key: str) -> str:
        """Take another amount from the next instalment on.

        Return an address where the donor must agree first; empty when it is done.
        """

    def mend_url(self, reference: str, *, back_url: str) -> str:
        """Return where the donor changes the card or account of a recurring gift."""


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What connects us to an account at a provider. Never logged, never shown again."""

    values: Mapping[str, str] = field(repr=False)
    is_test: bool
