"""What donations do when something happened to gifts and recurring gifts."""

from obole.donations.actions import (
    alarming,
    asking,
    card_testing,
    catching_up,
    linking,
    plan_letters,
    receiving,
    thanking,
)
from obole.donations.events import (
    GiftChanged,
    GiftFailed,
    GiftPending,
    GiftSettled,
    LookBackWanted,
    LookWanted,
    PlanEnded,
    PlanFailed,
    PortalLinkAsked,
    RequestMade,
)
from obole.donations.rules.gateway import About, Hint
from obole.foundation import clock
from obole.ledger.events import BooksFaulty


def thank_donor(event: GiftSettled) -> None:
    """Thank whoever gave."""
    thanking.thank_donor(gift_id=event.gift_id, entry_id=event.entry_id)


def tell_of_pending_gift(event: GiftPending) -> None:
    """Say that the money is on its way."""
    thanking.tell_of_pending_gift(gift_id=event.gift_id)


def tell_of_changed_gift(event: GiftChanged) -> None:
    """Say that money went back."""
    plan_letters.tell_of_changed_gift(entry_id=event.entry_id)


def note_refused_card(event: GiftFailed) -> None:
    """Count it, and alarm the treasurers when many are refused."""
    card_testing.note_failure(gift_id=event.gift_id, now=clock.now())


def tell_of_failed_renewal(event: PlanFailed) -> None:
    """Say that an instalment was refused, and how to mend that."""
    plan_letters.tell_of_failed_renewal(plan_id=event.plan_id, gift_id=event.gift_id)


def tell_of_ended_plan(event: PlanEnded) -> None:
    """Say that nothing more is collected."""
    plan_letters.tell_of_ended_plan(plan_id=event.plan_id)


def send_portal_link(event: PortalLinkAsked) -> None:
    """Send the link to whoever has the address."""
    linking.send_link(sealed_email=event.sealed_email, language=event.language, key=event.key)


def look_again(event: LookWanted) -> None:
    """Ask the provider about something that may have changed, and record what it says."""
    hint = Hint(about=About(event.about), reference=event.reference)
    receiving.look(gateway=event.gateway, hint=hint, now=clock.now())


def look_back(event: LookBackWanted) -> None:
    """Find what a provider told us and we never heard, and what has waited for long."""
    catching_up.look_back(gateway=event.gateway, now=clock.now())


def send_request(event: RequestMade) -> None:
    """Ask a provider for what somebody decided, unless it has answered."""
    asking.send_request(request_id=event.request_id, now=clock.now())


def tell_of_faulty_books(event: BooksFaulty) -> None:
    """Alarm the treasurers."""
    alarming.tell_of_faulty_books(check_id=event.check_id)
