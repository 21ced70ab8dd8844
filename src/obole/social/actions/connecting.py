"""Connecting an account by logging in at its network: begun here, agreed to there, ended here.

Between the two, what is needed lies sealed in the session of whoever began, and nowhere else:
somebody else's answer, or an older one, connects nothing (RFC 6749, 10.12; RFC 9700, 4.7).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from obole.accounts.models import User
from obole.foundation.sealing import BrokenSeal, seal, unseal
from obole.social.actions.channels import connect_channel
from obole.social.models import Channel
from obole.social.networks.accounts import Application, Opened, opened_by
from obole.social.networks.calling import Call, ask_for_json, server_of
from obole.social.networks.catalogue import fields_of
from obole.social.networks.connected import text_at
from obole.social.networks.renewing import asked_for_tokens
from obole.social.rules.network import LoginLost, WrongCredentials
from obole.social.rules.oauth import (
    LONGEST_MINUTES,
    RECIPES,
    authorize_address,
    code_form,
)

PURPOSE: Final = "social connecting"
# As the names of networks' fields have it; everything else of a connection is a secret.
PROGRAM: Final = "Obole"


class NotOurs(WrongCredentials):
    """The answer belongs to no log-in that this person began, or to one that is too old."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Where to send somebody, and what to keep in their session meanwhile."""

    address: str
    kept: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What somebody may choose from, and what to keep in their session meanwhile."""

    kind: str
    names: tuple[str, ...]
    kept: str = field(repr=False)


def begin_login(
    *,
    kind: str,
    server: str,
    client_id: str,
    client_secret: str,
    redirect_address: str,
    now: datetime,
) -> Begun:
    """Return where somebody agrees. Raise WrongCredentials or NotSent.

    Where a network has many servers, an application of ours is registered at `server`.
    """
    recipe = RECIPES[kind]
    application = Application(client_id=client_id.strip(), client_secret=client_secret.strip())
    if recipe.registers_itself:
        application = _registered(server_of(server), redirect_address, recipe.scopes)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    address = authorize_address(
        recipe,
        server=application.server,
        client_id=application.client_id,
        redirect_address=redirect_address,
        state=state,
        verifier=verifier,
    )
    kept = {
        "step": "login",
        "kind": kind,
        "state": state,
        "verifier": verifier,
        "server": application.server,
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "redirect_address": redirect_address,
        "began_at": now.timestamp(),
    }
    return Begun(address=address, kept=seal(json.dumps(kept), purpose=PURPOSE))


def network_asked(*, kept: str, state: str, now: datetime) -> str:
    """Return which network was asked, if this state is of that log-in. Raise NotOurs."""
    return str(_kept(kept, step="login", state=state, now=now)["kind"])


def end_login(*, kept: str, state: str, code: str, now: datetime) -> Agreed:
    """Exchange the code, and return what its token opens.

    The code is good once: the network refuses a second time. Raise NotOurs, WrongCredentials or
    NotSent.
    """
    begun = _kept(kept, step="login", state=state, now=now)
    kind = begun["kind"]
    application = Application(
        server=begun["server"],
        client_id=begun["client_id"],
        client_secret=begun["client_secret"],
    )
    form = code_form(
        RECIPES[kind],
        code=code,
        redirect_address=begun["redirect_address"],
        client_id=application.client_id,
        verifier=begun["verifier"],
    )
    try:
        tokens = asked_for_tokens(
            kind=kind,
            server=application.server,
            client_id=application.client_id,
            client_secret=application.client_secret,
            form=form,
        )
        found = opened_by(kind=kind, application=application, tokens=tokens)
    except LoginLost as failure:
        raise WrongCredentials(failure.reason) from None
    return _agreed(kind, found, now)


def connect_chosen(
    *,
    kept: str,
    number: int,
    name: str,
    by: User,
    now: datetime,
    channel: Channel | None = None,
) -> Channel:
    """Connect the channel that was chosen, by its number in the list.

    Raise NotOurs, WrongCredentials or NotSent.
    """
    agreed = _kept(kept, step="choice", state=None, now=now)
    kind, found = agreed["kind"], agreed["found"]
    if not 0 <= number < len(found):
        raise NotOurs(_("Choose one of the list."))
    values: Mapping[str, str] = found[number]["values"]
    openly = {each.name for each in fields_of(kind) if not each.is_secret}
    return connect_channel(
        network=kind,
        name=name or found[number]["name"] or kind,
        credentials={key: values[key] for key in values if key not in openly},
        options={key: values[key] for key in values if key in openly},
        by=by,
        now=now,
        channel=channel,
    )


def _registered(server: str, redirect_address: str, scopes: Sequence[str]) -> Application:
    # https://docs.joinmastodon.org/methods/apps/#create
    answer = ask_for_json(
        Call(
            method="POST",
            url=f"{server}/api/v1/apps",
            json={
                "client_name": PROGRAM,
                "redirect_uris": redirect_address,
                "scopes": " ".join(scopes),
            },
        )
    )
    application = Application(
        server=server,
        client_id=text_at(answer.body, "client_id"),
        client_secret=text_at(answer.body, "client_secret"),
    )
    if not (answer.is_success and application.client_id and application.client_secret):
        raise WrongCredentials(
            _("%(server)s takes no new application (%(status)s).")
            % {"server": server, "status": answer.status}
        )
    return application


def _agreed(kind: str, found: Sequence[Opened], now: datetime) -> Agreed:
    kept = {
        "step": "choice",
        "kind": kind,
        "found": [{"name": each.name, "values": dict(each.values)} for each in found],
        "began_at": now.timestamp(),
    }
    return Agreed(
        kind=kind,
        names=tuple(each.name for each in found),
        kept=seal(json.dumps(kept), purpose=PURPOSE),
    )


def _kept(kept: str, *, step: str, state: str | None, now: datetime) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(unseal(kept, purpose=PURPOSE))
    except BrokenSeal:
        raise NotOurs(_("This is the answer to no log-in of yours. Begin again.")) from None
    age = timedelta(seconds=now.timestamp() - found["began_at"])
    is_ours = state is None or secrets.compare_digest(
        str(found.get("state", "")).encode(), state.encode()
    )
    if found["step"] != step or not is_ours:
        raise NotOurs(_("This is the answer to no log-in of yours. Begin again."))
    if age > timedelta(minutes=LONGEST_MINUTES):
        raise NotOurs(_("This took too long. Begin again."))
    return found
