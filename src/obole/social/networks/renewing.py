"""Tokens that end are renewed: by whoever holds the channel, and kept before they are used."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext_noop

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.calling import Answer, Call, ask_for_json
from obole.social.networks.connected import ENDS_AT, connection_of, end_of
from obole.social.networks.credentials import (
    credentials_of,
    keep_credentials,
    takes_over_renewed,
)
from obole.social.rules.network import Credentials, LoginLost, NotSent
from obole.social.rules.oauth import (
    RECIPES,
    Tokens,
    WrongAnswer,
    basic_header,
    read_tokens,
    refresh_form,
)
from obole.social.rules.reasons import Reason

# A post with pictures takes up to a minute: a token that ends within is renewed before.
SOON: Final = timedelta(minutes=2)
GOT_AT: Final = "got_at"
# A network that does not say how long a token lives means at least so long.
ORDINARY_LIFE: Final = timedelta(days=30)
UNAUTHORISED: Final = 401
REFUSED: Final = frozenset({400, 401, 403})
_GIVES_NONE: Final = gettext_noop("The network gives no token. %(words)s")
_GAVE_NONE: Final = gettext_noop("The network gave no token (%(status)s). %(words)s")
# What `rules/oauth.py` says of an answer, marked for translation here: rules know no Django.
_WRONG_ANSWERS: Final = (
    gettext_noop("The answer is no object."),
    gettext_noop("The answer has no access_token."),
)


def bearing(channel: Channel, send: Callable[[str], Answer]) -> Answer:
    """Return the answer to what is sent with the channel's token, renewed where it has ended.

    A 401 says that nothing was done: the same again with a new token is the first time. It is
    tried once; after that the login is lost. Raise as `ask`, and LoginLost.
    """
    connection = connection_of(channel)
    if _is_renewable(connection) and _ends_at_latest(connection, clock.now() + SOON):
        renew(channel)
    answer = send(_token(channel))
    if answer.status == UNAUTHORISED and _is_renewable(connection):
        renew(channel)
        answer = send(_token(channel))
    if answer.status == UNAUTHORISED:
        raise LoginLost(
            Reason(gettext_noop("The token is not taken any more. %(words)s"), words=answer.text)
        )
    return answer


def renew(channel: Channel) -> Credentials:
    """Fetch a new token, keep it, and return what is new. Raise LoginLost or NotSent.

    A refresh token is good once: whoever reads figures may have used it just before.
    """
    connection = connection_of(channel)
    if not _is_renewable(connection):
        raise LoginLost(gettext_noop("The token has ended, and there is none to renew it with."))
    form = refresh_form(
        refresh=connection["refresh_token"], client_id=connection.get("client_id", "")
    )
    try:
        tokens = asked_for_tokens(
            kind=channel.network,
            server=connection.get("server", ""),
            client_id=connection.get("client_id", ""),
            client_secret=connection.get("client_secret", ""),
            form=form,
        )
    except LoginLost:
        if takes_over_renewed(channel=channel):
            return credentials_of(channel)
        raise
    renewed = Credentials(values=kept_of(tokens))
    keep_credentials(channel=channel, renewed=renewed)
    return renewed


def renewed_in_time(channel: Channel) -> Credentials | None:
    """Renew a token in the last fifth of its life, and return what is new; None before."""
    connection = connection_of(channel)
    ends_at = end_of(connection)
    if ends_at is None or not _is_renewable(connection):
        return None
    got_at = end_of({ENDS_AT: connection.get(GOT_AT, "")})
    life = ends_at - got_at if got_at else ORDINARY_LIFE
    return renew(channel) if clock.now() >= ends_at - life / 5 else None


def asked_for_tokens(
    *, kind: str, server: str, client_id: str, client_secret: str, form: Mapping[str, str]
) -> Tokens:
    """Return what the network gives for a code, or for a token that ends.

    Raise LoginLost when it definitely gives nothing, NotSent when it may another time.
    """
    recipe = RECIPES[kind]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = dict(form)
    if recipe.secret_in_header and client_secret:
        headers["Authorization"] = basic_header(client_id, client_secret)
    elif client_secret:
        sent["client_secret"] = client_secret
    names = ("client_secret", "code", "code_verifier", "refresh_token")
    answer = ask_for_json(
        Call(
            method="POST",
            url=recipe.token_url.format(server=server),
            headers=headers,
            content=urlencode(sent).encode(),
            secrets=[client_secret, *(sent.get(name, "") for name in names)],
        )
    )
    if answer.status in REFUSED:
        raise LoginLost(Reason(_GIVES_NONE, words=answer.text))
    if not answer.is_success:
        raise NotSent(Reason(_GAVE_NONE, status=answer.status, words=answer.text))
    try:
        return read_tokens(answer.body, now=clock.now())
    except WrongAnswer as failure:
        raise NotSent(Reason(_GIVES_NONE, words=Reason(str(failure)))) from None


def kept_of(tokens: Tokens) -> dict[str, str]:
    """Return tokens as they are kept with a channel's credentials."""
    kept = {"access_token": tokens.access, "refresh_token": tokens.refresh}
    if tokens.ends_at is not None:
        kept |= {GOT_AT: clock.now().isoformat(), ENDS_AT: tokens.ends_at.isoformat()}
    return kept


def ends_unrenewed(channel: Channel) -> datetime | None:
    """Return when the channel's token ends, where that is known and it cannot be renewed."""
    connection = connection_of(channel)
    return None if _is_renewable(connection) else end_of(connection)


def _token(channel: Channel) -> str:
    token = connection_of(channel).get("access_token", "")
    if not token:
        raise LoginLost(gettext_noop("The channel has no token: connect it."))
    return token


def _is_renewable(connection: Mapping[str, str]) -> bool:
    return bool(connection.get("refresh_token"))


def _ends_at_latest(connection: Mapping[str, str], moment: datetime) -> bool:
    ends_at = end_of(connection)
    return ends_at is not None and ends_at <= moment
