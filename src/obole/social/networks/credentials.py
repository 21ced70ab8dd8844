"""A channel's credentials, under seal in the database."""

import json
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop

from obole.foundation.sealing import BrokenSeal, seal, unseal
from obole.social.models import Channel
from obole.social.rules.network import Credentials, LoginLost

PURPOSE: Final = "social credentials"


def sealed_credentials(values: Mapping[str, str]) -> str:
    """Return what may be stored of credentials. Never twice the same."""
    return seal(json.dumps(dict(values)), purpose=PURPOSE)


def credentials_of(channel: Channel) -> Credentials:
    """Return what connects the channel; empty where nothing is kept.

    Raise LoginLost when the seal is of another site: it must be connected anew.
    """
    if not channel.sealed_credentials:
        return Credentials(values={})
    try:
        kept = unseal(channel.sealed_credentials, purpose=PURPOSE)
    except BrokenSeal:
        raise LoginLost(gettext_noop("The secrets cannot be read here: connect it anew.")) from None
    return Credentials(values=json.loads(kept))


def keep_credentials(*, channel: Channel, renewed: Credentials) -> None:
    """Store renewed credentials, together: of a rotating pair the old one is void.

    An empty value never replaces one that stands. Call it while the channel is held, as in every
    call of a network on the sending path: two workers do not renew at once. A channel that is
    being connected is stored by whoever connects it, and one that was connected anew, or removed,
    since it was read keeps what it has.
    """
    before = channel.sealed_credentials
    known = dict(credentials_of(channel).values)
    known |= {name: value for name, value in renewed.values.items() if value}
    channel.sealed_credentials = sealed_credentials(known)
    as_read = Channel.objects.filter(pk=channel.pk, sealed_credentials=before)
    as_read.update(sealed_credentials=channel.sealed_credentials)


def takes_over_renewed(*, channel: Channel) -> bool:
    """Take over the credentials that somebody else has renewed meanwhile; False if nobody did."""
    others = Channel.objects.filter(pk=channel.pk).exclude(sealed_credentials="")
    kept = others.values_list("sealed_credentials", flat=True).first()
    if kept is None or kept == channel.sealed_credentials:
        return False
    channel.sealed_credentials = kept
    return True
