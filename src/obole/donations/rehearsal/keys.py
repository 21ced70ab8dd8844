"""The keys of the rehearsed accounts. They open the stand-ins and nothing else."""

from collections.abc import Mapping
from typing import Final

SECRET_KEY: Final = "sk_test_rehearsal"  # noqa: S105 - it opens a stand-in
WEBHOOK_SECRET: Final = "whsec_rehearsal"  # noqa: S105 - so does this
CLIENT_ID: Final = "rehearsal-client"
CLIENT_SECRET: Final = "rehearsal-secret"  # noqa: S105 - and this
WEBHOOK_ID: Final = "8REHEARSAL0000001"

REHEARSED_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "stripe": {"secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET},
    "paypal": {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "webhook_id": WEBHOOK_ID,
    },
}
