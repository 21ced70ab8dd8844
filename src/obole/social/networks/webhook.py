"""Signed webhooks: each publication, change and withdrawal is told to an address.

As Standard Webhooks 1.0 has it (https://www.standardwebhooks.com/): a message has one id over
all its repetitions, so that whoever receives it twice knows, and a signature that only whoever
has the secret can make. Repeating is harmless: after a lost answer the same message goes again,
and what was taken back meanwhile is told to be deleted, for the receiver may have it.
"""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.addresses import own_address
from obole.social.networks.calling import AddressNotAllowed, Answer, Call, ask
from obole.social.networks.connected import SHORTEST_SECRET, connection_of
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Remote,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason, said_by
from obole.social.rules.vocabulary import Method

KIND: Final = "webhook"
LABEL: Final[Promise] = _("Signed webhook")
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how secrets begin
# The specification's: shorter ones are guessed, longer ones gain nothing.
SHORTEST_KEY_BYTES: Final = 24
LONGEST_KEY_BYTES: Final = 64
# The specification advises to stay below 20 kB; the text is the only part that is long.
LIMITS: Final = Limits(text=5_000)
# It asks senders to wait for 15 to 30 seconds.
TOTAL_SECONDS: Final = 20.0
GONE: Final = 410
SUCCESS: Final = range(200, 300)

FIELDS: Final = (
    ConnectField(
        name="address",
        label=_("Address"),
        help=_("Where each publication is told: an https address on the public Internet."),
        # Such an address often holds a key of its own.
        is_secret=True,
    ),
    ConnectField(
        name="secret",
        label=_("Signing secret"),
        help=_("Begins with whsec_; both sides have it. “openssl rand -base64 32” makes the rest."),
        is_secret=True,
    ),
    ConnectField(
        name="previous_secret",
        label=_("Previous secret"),
        help=_("While you change the secret: messages are signed with both."),
        is_secret=True,
        is_required=False,
    ),
)


class Webhook:
    """One address that is told, as one channel."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        repeats_safely=True,
        known_by_key=True,
        methods=(Method.LINK, Method.IMAGE, Method.IMAGES, Method.TEXT),
        most_images=4,
    )

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._told = connection_of(channel)

    def check(self) -> Identity:
        """Send a `webhook.test` message; whoever answers 2xx is connected."""
        address = self._told.get("address", "")
        self._keys()
        if urlsplit(address).scheme != "https":
            raise WrongCredentials(gettext_noop("The address of a webhook begins with https://."))
        now = clock.now()
        try:
            answer = self._send(
                {"type": "webhook.test", "timestamp": _stamp(now), "data": {}},
                key=f"test_{int(now.timestamp())}",
            )
        except AddressNotAllowed as refusal:
            raise WrongCredentials(refusal.reason) from None
        if answer.status not in SUCCESS:
            raise WrongCredentials(
                Reason(
                    gettext_noop(
                        "The address answered %(status)s to a test message; it should say 2xx."
                    ),
                    status=answer.status,
                )
            )
        host = urlsplit(address).hostname or ""
        return Identity(name=host, handle=host, limits=LIMITS)

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing: pictures are told by their address."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Tell of a publication. Raise NotSent or Uncertain until somebody answers 2xx."""
        url = own_address(marker=marker, otherwise=post.url)
        self._tell("article.published", self._article(post, id=marker.key, url=url), marker)
        return Remote(id=marker.key, url=url)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Refuse: nobody can be asked. The same message again is harmless instead."""
        raise NotOffered(gettext_noop("A webhook is not asked, only told."))

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Tell of a change."""
        url = own_address(marker=marker, otherwise=remote.url or post.url)
        self._tell("article.updated", self._article(post, id=remote.id, url=url), marker)
        return Remote(id=remote.id, url=url)

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Tell of a withdrawal."""
        self._tell("article.deleted", {"id": remote.id, "url": remote.url}, marker)

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: nothing stands below a message."""
        raise NotOffered(gettext_noop("A webhook has no comments."))

    def figures(self, remote: Remote) -> Figures:
        """Refuse: nobody says what readers did."""
        raise NotOffered(gettext_noop("A webhook has no figures."))

    def refreshed(self) -> Credentials | None:
        """Return nothing: secrets of webhooks do not end."""
        return None

    def _article(self, post: Post, *, id: str, url: str) -> dict[str, Any]:  # noqa: A002
        card = post.card
        pictures = post.images or ((card.image,) if card and card.image else ())
        return {
            "id": id,
            "url": url,
            "tracked_url": post.url,
            "language": post.language,
            "title": card.title if card else "",
            "summary": card.description if card else "",
            "text": post.text,
            "tags": list(post.tags),
            "images": [
                {"url": each.url, "alt": each.alt_text, "width": each.width, "height": each.height}
                for each in pictures
            ],
        }

    def _tell(self, kind: str, data: dict[str, Any], marker: Marker) -> None:
        message = {"type": kind, "timestamp": _stamp(marker.made_at), "data": data}
        # Of what a message says: repeated it is the same, after another change another.
        said = hashlib.sha256(_written(message)).hexdigest()[:16]
        try:
            answer = self._send(message, key=f"{marker.key}_{said}", changes=True)
        except WrongCredentials as failure:
            raise LoginLost(said_by(failure)) from None
        if answer.status == GONE:
            raise LoginLost(gettext_noop("The address says that it is gone for good (410)."))
        if answer.status not in SUCCESS:
            raise NotSent(
                Reason(
                    gettext_noop("The address answered %(status)s. %(words)s"),
                    status=answer.status,
                    words=answer.text,
                )
            )

    def _send(self, message: dict[str, Any], *, key: str, changes: bool = False) -> Answer:
        body = _written(message)
        identity, moment = f"msg_{key}", str(int(clock.now().timestamp()))
        signed = f"{identity}.{moment}.".encode() + body
        return ask(
            Call(
                method="POST",
                url=self._told.get("address", ""),
                headers={
                    "Content-Type": "application/json",
                    "webhook-id": identity,
                    "webhook-timestamp": moment,
                    "webhook-signature": " ".join(
                        _signature(each, signed) for each in self._keys()
                    ),
                },
                content=body,
                changes=changes,
                secrets=_hidden(self._told.get("address", "")),
                total_seconds=TOTAL_SECONDS,
            )
        )

    def _keys(self) -> list[bytes]:
        names = ("secret", "previous_secret")
        return [
            key_of(self._told.get(name, ""))
            for name in names
            if name == "secret" or self._told.get(name, "")
        ]


def _hidden(address: str) -> list[str]:
    """Return what is not told of an address, the longest first: servers quote parts of it."""
    parts = urlsplit(address)
    pieces = [*parts.path.split("/"), *(value for _name, value in parse_qsl(parts.query))]
    return [address, *(each for each in pieces if len(each) >= SHORTEST_SECRET)]


def key_of(secret: str) -> bytes:
    """Return the key that a secret spells. Raise WrongCredentials."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(SECRET_PREFIX) or not (
        SHORTEST_KEY_BYTES <= len(key) <= LONGEST_KEY_BYTES
    ):
        raise WrongCredentials(
            gettext_noop("A signing secret is whsec_ and then the base64 of 24 to 64 random bytes.")
        )
    return key


def _signature(key: bytes, signed: bytes) -> str:
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode('ascii')}"


def _written(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


FACTORIES[KIND] = Webhook
