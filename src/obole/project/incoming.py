"""The second table: a message arrived from outside. Who handles what comes from where.

Messages are stored before they are handled (`foundation/inbox.py`), each once.
"""

from obole.donations import incoming as donations
from obole.foundation.inbox import Incoming

INCOMING = [
    # "payments:stripe": the notices of a payment provider.
    Incoming(source="payments", handle=donations.settle_notice),
]
