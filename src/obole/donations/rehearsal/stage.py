"""Everything that a rehearsal has on its stage: the doubles, their clock, notices and faults."""

from obole.donations.rehearsal.deliveries import Deliveries
from obole.donations.rehearsal.exchange import TestClock
from obole.donations.rehearsal.faults import Faults
from obole.donations.rehearsal.paypal.api import PayPalDouble
from obole.donations.rehearsal.stripe.api import StripeDouble


class Stage:
    """Both stand-ins. `notify` is the site's address; without it, notices are held."""

    def __init__(self, *, notify: str = "", seed: int = 0) -> None:
        self.clock = TestClock()
        self.deliveries = Deliveries(address=notify, seed=seed)
        self.faults = Faults()
        self.stripe = StripeDouble(clock=self.clock, deliveries=self.deliveries)
        self.paypal = PayPalDouble(clock=self.clock, deliveries=self.deliveries)
