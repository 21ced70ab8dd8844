"""Slack's incoming webhooks: an address to paste, which takes a message and says "ok".

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Nothing can be read,
changed or taken back through it, and there is no key that makes a message once: after a lost
answer only a person can say whether it stands.
"""

import re
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.calling import Answer, Call, ask
from obole.social.networks.connected import connection_of
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
    Post,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.vocabulary import Method

KIND: Final = "slack"
LABEL: Final = _("Slack (webhook)")
FIELDS: Final = (
    ConnectField(
        name="address",
        label=_("Address of the webhook"),
        help=_("On api.slack.com: your app, Incoming Webhooks, Add New Webhook to Workspace."),
        is_secret=True,
    ),
)
# The text of a message may be 40,000 characters, escaped; nobody reads so many.
LIMITS: Final = Limits(text=3_000, alt_text=2_000)
OK: Final = "ok"
# The address is right, the message has no text: what an empty message is answered.
NO_TEXT: Final = frozenset({"no_text", "invalid_payload"})
# What the address will answer to every message from now on.
GONE: Final = frozenset(
    {
        "action_prohibited",
        "channel_is_archived",
        "channel_not_found",
        "invalid_token",
        "no_active_hooks",
        "no_service",
        "no_service_id",
        "no_team",
        "posting_to_general_channel_denied",
        "team_disabled",
    }
)
LOST: Final = frozenset({401, 403, 404, 410})
_ADDRESS: Final = re.compile(r"https://hooks\.slack\.com/services/[A-Za-z0-9/_-]{20,120}")


class Slack:
    """One incoming webhook."""

    kind = KIND
    abilities = Abilities(methods=(Method.LINK, Method.IMAGE, Method.TEXT), most_images=1)

    def __init__(self, channel: Channel) -> None:
        self._told = connection_of(channel)

    def check(self) -> Identity:
        """Send a message without text: a webhook that stands refuses it and shows nothing."""
        if not _ADDRESS.fullmatch(self._address()):
            raise WrongCredentials(
                gettext_noop(
                    "The address of a Slack webhook begins with https://hooks.slack.com/services/."
                )
            )
        answer = self._send({"text": ""}, changes=False)
        if answer.text.strip() not in NO_TEXT:
            raise WrongCredentials(
                Reason(
                    gettext_noop("Slack does not know this webhook: %(words)s"),
                    words=answer.text[:100],
                )
            )
        return Identity(name="Slack", handle=self._address().split("/")[4], limits=LIMITS)

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing: Slack fetches pictures itself."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. After a lost answer only a person can tell. Raise Rejected or Uncertain."""
        answer = self._send(_message(post), changes=True)
        said = answer.text.strip()
        if answer.is_success and said == OK:
            return Remote(id=marker.key)
        if answer.is_success:
            raise Uncertain(
                Reason(gettext_noop("Slack did not say “ok”, but: %(words)s"), words=said[:100])
            )
        if answer.status in LOST or said in GONE:
            raise LoginLost(
                Reason(
                    gettext_noop("Slack takes nothing more at this address: %(words)s"),
                    words=said[:100],
                )
            )
        raise Rejected(Reason(gettext_noop("Slack refuses: %(words)s"), words=said[:100]))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Refuse: a webhook reads nothing."""
        raise NotOffered(gettext_noop("A Slack webhook cannot look for a message."))

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Refuse: a webhook changes nothing."""
        raise NotOffered(gettext_noop("A Slack webhook cannot change a message."))

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Refuse: a webhook takes nothing back."""
        raise NotOffered(gettext_noop("A Slack webhook cannot take a message back."))

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: a webhook does not learn where its message stands."""
        raise NotOffered(gettext_noop("A Slack webhook cannot answer a message."))

    def figures(self, remote: Remote) -> Figures:
        """Refuse: a webhook reads nothing."""
        raise NotOffered(gettext_noop("A Slack webhook has no figures."))

    def refreshed(self) -> Credentials | None:
        """Return nothing: the address does not end by itself."""
        return None

    def _address(self) -> str:
        return self._told.get("address", "")

    def _send(self, message: dict[str, Any], *, changes: bool) -> Answer:
        address = self._address()
        secrets = [address, *address.split("/")[5:]]
        return ask(Call(method="POST", url=address, json=message, changes=changes, secrets=secrets))


def _message(post: Post) -> dict[str, Any]:
    text = escaped(post.text)
    if post.url not in post.text:
        text = f"{text}\n<{escaped(post.url)}>"
    # There is no escape for "*", "_" and "~"; a text can only be said to have no marks at all:
    # https://docs.slack.dev/messaging/formatting-message-text#disabling-formatting
    message: dict[str, Any] = {
        "text": text,
        "mrkdwn": False,
        "unfurl_links": post.method is Method.LINK,
    }
    if post.images:
        image = post.images[0]
        # An empty description is refused. Below the text, and not with it in blocks: a section
        # reads marks, and takes less than a message.
        block = {"type": "image", "image_url": image.url, "alt_text": image.alt_text or " "}
        message["attachments"] = [{"blocks": [block]}]
    return message


def escaped(text: str) -> str:
    """Return text in which nothing calls a person or a room: three characters are escaped.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


FACTORIES[KIND] = Slack
