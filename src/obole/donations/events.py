"""What donations announce."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class GiftSettled(Event):
    """Money of a gift has arrived: an entry of kind "gift" was posted. Once for each gift."""

    gift_id: int
    campaign_id: int
    entry_id: int


@dataclass(frozen=True)
class GiftChanged(Event):
    """An entry was posted that changes a settled gift: refund, dispute, return, correction."""

    gift_id: int
    campaign_id: int
    entry_id: int


@dataclass(frozen=True)
class GiftPending(Event):
    """A provider has taken the order, and the money comes in days (SEPA debit)."""

    gift_id: int


@dataclass(frozen=True)
class GiftFailed(Event):
    """A payment was refused or never arrived; nothing was posted."""

    gift_id: int


@dataclass(frozen=True)
class PlanFailed(Event):
    """An instalment of a recurring gift could not be taken: the donor can mend it."""

    plan_id: int
    gift_id: int


@dataclass(frozen=True)
class PlanEnded(Event):
    """A recurring gift was cancelled, by the donor, the desk or the provider."""

    plan_id: int


@dataclass(frozen=True)
class DisputeOpened(Event):
    """A donor's bank takes a gift back, or says it will."""

    gift_id: int


@dataclass(frozen=True)
class CampaignChanged(Event):
    """A campaign's texts, goal, steps, dates or its place as the current one were changed."""

    campaign_id: int


@dataclass(frozen=True)
class DonorConsentChanged(Event):
    """A donor's name or message appears on a wall, or no longer does."""

    campaign_id: int


@dataclass(frozen=True)
class CampaignRecounted(Event):
    """How many gave to a campaign, or what it waits for, is another number; no entry was posted."""

    campaign_id: int


@dataclass(frozen=True)
class PortalLinkAsked(Event):
    """Somebody asked for the link to the gifts of whoever has an e-mail address."""

    sealed_email: str
    language: str
    key: str
    """Of this asking: it is answered once."""


@dataclass(frozen=True)
class LookWanted(Event):
    """Something at a provider may have changed: it is to be asked. `about` as in a `Hint`."""

    gateway: str
    about: str
    reference: str


@dataclass(frozen=True)
class LookBackWanted(Event):
    """A provider is to be asked for all that changed lately: notices get lost."""

    gateway: str


@dataclass(frozen=True)
class RequestMade(Event):
    """Something is to be asked of a provider: a refund, the end of a recurring gift."""

    request_id: int
