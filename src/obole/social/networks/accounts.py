"""What a fresh token opens: the pages, blogs and boards among which somebody chooses."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_noop

from obole.foundation import clock
from obole.social.networks.calling import Call, ask_for_json
from obole.social.networks.connected import at, listed, text_at
from obole.social.networks.renewing import kept_of
from obole.social.rules.network import NotSent, WrongCredentials
from obole.social.rules.oauth import GRAPH, Tokens, WrongAnswer, read_tokens
from obole.social.rules.reasons import Reason

# More pages, blogs or boards than anybody looks through.
MOST: Final = 100
FACEBOOK: Final = f"https://graph.facebook.com/{GRAPH}"
THREADS: Final = "https://graph.threads.net"
TUMBLR: Final = "https://api.tumblr.com/v2"
PINTEREST: Final = "https://api.pinterest.com/v5"
LINKEDIN: Final = "https://api.linkedin.com/rest"
# The version of LinkedIn's API for this one question; each lives about a year.
LINKEDIN_VERSION: Final = "202605"
LOCAL_NAME: Final = "localizedName"
# The list of organisations has numbers only: each name is a question of its own.
MOST_NAMED: Final = 20


@dataclass(frozen=True, kw_only=True)
class Application:
    """Our application at the network, as somebody registered it there."""

    server: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One thing that the token opens, with what connects a channel to it."""

    name: str
    values: Mapping[str, str] = field(repr=False)
    """By the names of the network's fields."""


Asked = Callable[[Application, Tokens], list[Opened]]


def opened_by(*, kind: str, application: Application, tokens: Tokens) -> list[Opened]:
    """Return what the token opens, the network's own order kept.

    Raise WrongCredentials when that is nothing, and as `ask` does.
    """
    found = _ASKING[kind](application, tokens)
    if not found:
        raise WrongCredentials(gettext_noop("This account has nothing that can be posted to."))
    return found[:MOST]


def _mastodon(application: Application, tokens: Tokens) -> list[Opened]:
    values = {"server": application.server, "token": tokens.access}
    return [Opened(name=application.server.removeprefix("https://"), values=values)]


def _plain(application: Application, tokens: Tokens) -> list[Opened]:
    return [Opened(name="", values=_login(application, tokens))]


def _tumblr(application: Application, tokens: Tokens) -> list[Opened]:
    answer = _asked(f"{TUMBLR}/user/info", tokens.access)
    blogs = [text_at(each, "name") for each in listed(answer, "response", "user", "blogs")]
    login = _login(application, tokens)
    return [Opened(name=blog, values={"blog": blog, **login}) for blog in blogs if blog]


def _pinterest(application: Application, tokens: Tokens) -> list[Opened]:
    answer = _asked(f"{PINTEREST}/boards?page_size={MOST}", tokens.access)
    login = _login(application, tokens) | {"place": "live"}
    return [
        Opened(name=text_at(each, "name"), values={"board": text_at(each, "id"), **login})
        for each in listed(answer, "items")
    ]


def _linkedin(application: Application, tokens: Tokens) -> list[Opened]:
    wanted = urlencode({"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED"})
    answer = _asked_of_linkedin(f"organizationAcls?{wanted}", tokens)
    login = _login(application, tokens)
    numbers = [
        text_at(each, "organization").rpartition(":")[2] for each in listed(answer, "elements")
    ]
    return [
        Opened(
            name=_linkedin_name(each, tokens) if place < MOST_NAMED else each,
            values={"organization": each, **login},
        )
        for place, each in enumerate(numbers)
        if each
    ]


def _linkedin_name(number: str, tokens: Tokens) -> str:
    """Return what an organisation is called; its number where LinkedIn does not say it."""
    try:
        return text_at(_asked_of_linkedin(f"organizations/{number}", tokens), LOCAL_NAME) or number
    except (NotSent, WrongCredentials):
        return number


def _asked_of_linkedin(path: str, tokens: Tokens) -> Any:
    headers = {"LinkedIn-Version": LINKEDIN_VERSION, "X-Restli-Protocol-Version": "2.0.0"}
    return _asked(f"{LINKEDIN}/{path}", tokens.access, headers=headers)


def _facebook(application: Application, tokens: Tokens) -> list[Opened]:
    return [
        Opened(
            name=text_at(page, "name"),
            values={
                "access_token": text_at(page, "access_token"),
                "app_id": application.client_id,
                "app_secret": application.client_secret,
            },
        )
        for page in _pages(application, tokens, fields="name,access_token")
    ]


def _instagram(application: Application, tokens: Tokens) -> list[Opened]:
    fields = "access_token,instagram_business_account{username}"
    return [
        Opened(
            name=text_at(page, "instagram_business_account", "username"),
            values={
                "access_token": text_at(page, "access_token"),
                "app_secret": application.client_secret,
            },
        )
        for page in _pages(application, tokens, fields=fields)
        if at(page, "instagram_business_account")
    ]


def _threads(application: Application, tokens: Tokens) -> list[Opened]:
    # The first token lives an hour; this one sixty days, and it can be renewed.
    wanted = urlencode(
        {
            "grant_type": "th_exchange_token",
            "client_secret": application.client_secret,
            "access_token": tokens.access,
        }
    )
    hidden = (application.client_secret, tokens.access)
    lasting = _read(_asked(f"{THREADS}/access_token?{wanted}", hidden=hidden))
    return [Opened(name="", values=kept_of(lasting))]


def _pages(application: Application, tokens: Tokens, *, fields: str) -> list[Any]:
    # Of a token that lives sixty days, the tokens of pages have no end.
    wanted = urlencode(
        {
            "grant_type": "fb_exchange_token",
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "fb_exchange_token": tokens.access,
        }
    )
    secret = application.client_secret
    hidden = (secret, tokens.access)
    lasting = _read(_asked(f"{FACEBOOK}/oauth/access_token?{wanted}", hidden=hidden)).access
    proof = hmac.new(secret.encode(), lasting.encode(), hashlib.sha256).hexdigest()
    asked = urlencode({"fields": fields, "limit": MOST, "appsecret_proof": proof})
    return listed(_asked(f"{FACEBOOK}/me/accounts?{asked}", lasting), "data")


def _login(application: Application, tokens: Tokens) -> dict[str, str]:
    return {
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        **kept_of(tokens),
    }


def _read(answer: Any) -> Tokens:
    try:
        return read_tokens(answer, now=clock.now())
    except WrongAnswer as failure:
        words = Reason(str(failure))
        raise WrongCredentials(
            Reason(gettext_noop("The network gave no lasting token. %(words)s"), words=words)
        ) from None


def _asked(
    url: str,
    token: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    hidden: tuple[str, ...] = (),
) -> Any:
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    call = Call(
        method="GET", url=url, headers={**(headers or {}), **bearer}, secrets=(token, *hidden)
    )
    answer = ask_for_json(call)
    if not answer.is_success:
        raise WrongCredentials(
            Reason(
                gettext_noop("The network refuses (%(status)s). %(words)s"),
                status=answer.status,
                words=answer.text,
            )
        )
    return answer.body


_ASKING: Final[Mapping[str, Asked]] = {
    "mastodon": _mastodon,
    "tumblr": _tumblr,
    "pinterest": _pinterest,
    "x": _plain,
    "linkedin": _linkedin,
    "linkedin-person": _plain,
    "facebook": _facebook,
    "instagram": _instagram,
    "threads": _threads,
}
