"""How networks let an account be connected by OAuth 2.0: pure, with the addresses of each.

RFC 6749 (authorization code) and RFC 7636 (PKCE). What each network asks for beside is from its
own documentation: https://www.tumblr.com/docs/en/api/v2#oauth2-authorization,
https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/,
https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code,
https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow,
https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow,
https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions,
https://docs.joinmastodon.org/client/token/.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

# Meta removes a version two years after it came; 25.0 was current in June 2026.
GRAPH: Final = "v25.0"
# Longer is no token of any network: Facebook's are the longest, some 300 characters.
LONGEST_TOKEN: Final = 4_000
# A century: larger numbers would overflow a date.
LONGEST_SECONDS: Final = 3_000_000_000
# A code of RFC 6749 comes back within minutes; a person may first have to log in there.
LONGEST_MINUTES: Final = 30


class WrongAnswer(ValueError):
    """The network's answer is none that its documentation knows; the message says which part."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one network is asked for a token."""

    kind: str
    authorize_url: str
    """`{server}` stands for the server where a network has many."""
    token_url: str
    scopes: tuple[str, ...]
    separator: str = " "
    has_pkce: bool = False
    secret_in_header: bool = False
    """The application names itself by HTTP Basic instead of in the form."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further parameters of the first address."""
    token_extra: Mapping[str, str] = field(default_factory=dict)
    registers_itself: bool = False
    """The application is made by a call (Mastodon), not by hand."""


RECIPES: Final[Mapping[str, Recipe]] = {
    recipe.kind: recipe
    for recipe in (
        Recipe(
            kind="mastodon",
            authorize_url="{server}/oauth/authorize",
            token_url="{server}/oauth/token",  # noqa: S106 - an address
            scopes=("read:accounts", "read:statuses", "write:statuses", "write:media"),
            registers_itself=True,
        ),
        Recipe(
            kind="tumblr",
            authorize_url="https://www.tumblr.com/oauth2/authorize",
            token_url="https://api.tumblr.com/v2/oauth2/token",  # noqa: S106
            scopes=("basic", "write", "offline_access"),
        ),
        Recipe(
            kind="pinterest",
            authorize_url="https://www.pinterest.com/oauth/",
            token_url="https://api.pinterest.com/v5/oauth/token",  # noqa: S106
            scopes=("boards:read", "pins:read", "pins:write", "user_accounts:read"),
            separator=",",
            secret_in_header=True,
            token_extra={"continuous_refresh": "true"},
        ),
        Recipe(
            kind="x",
            authorize_url="https://x.com/i/oauth2/authorize",
            token_url="https://api.x.com/2/oauth2/token",  # noqa: S106
            scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
            has_pkce=True,
            secret_in_header=True,
        ),
        Recipe(
            kind="linkedin",
            authorize_url="https://www.linkedin.com/oauth/v2/authorization",
            token_url="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106
            scopes=("r_organization_admin", "r_organization_social", "w_organization_social"),
        ),
        Recipe(
            kind="linkedin-person",
            authorize_url="https://www.linkedin.com/oauth/v2/authorization",
            token_url="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106
            scopes=("openid", "profile", "w_member_social"),
        ),
        Recipe(
            kind="facebook",
            authorize_url=f"https://www.facebook.com/{GRAPH}/dialog/oauth",
            token_url=f"https://graph.facebook.com/{GRAPH}/oauth/access_token",
            scopes=("pages_show_list", "pages_manage_posts", "pages_read_engagement"),
            separator=",",
        ),
        Recipe(
            kind="instagram",
            authorize_url=f"https://www.facebook.com/{GRAPH}/dialog/oauth",
            token_url=f"https://graph.facebook.com/{GRAPH}/oauth/access_token",
            scopes=(
                "pages_show_list",
                "pages_read_engagement",
                "instagram_basic",
                "instagram_content_publish",
            ),
            separator=",",
        ),
        Recipe(
            kind="threads",
            authorize_url="https://threads.net/oauth/authorize",
            token_url="https://graph.threads.net/oauth/access_token",  # noqa: S106
            scopes=("threads_basic", "threads_content_publish", "threads_delete"),
            separator=",",
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a network gave; `refresh` and `ends_at` where it says them."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    ends_at: datetime | None = None


def challenge_of(verifier: str) -> str:
    """Return what is shown of a verifier before it is told (RFC 7636, 4.2, S256)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorize_address(
    recipe: Recipe, *, server: str, client_id: str, redirect_address: str, state: str, verifier: str
) -> str:
    """Return where a person is sent to say yes."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_address,
        "scope": recipe.separator.join(recipe.scopes),
        "state": state,
        **recipe.extra,
    }
    if recipe.has_pkce:
        asked |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    return f"{recipe.authorize_url.format(server=server)}?{urlencode(asked)}"


def code_form(
    recipe: Recipe, *, code: str, redirect_address: str, client_id: str, verifier: str
) -> dict[str, str]:
    """Return what a code is exchanged with (RFC 6749, 4.1.3)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_address,
        "client_id": client_id,
        **recipe.token_extra,
    }
    if recipe.has_pkce:
        form["code_verifier"] = verifier
    return form


def refresh_form(*, refresh: str, client_id: str) -> dict[str, str]:
    """Return what a token is renewed with (RFC 6749, 6)."""
    return {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client_id}


def basic_header(client_id: str, client_secret: str) -> str:
    """Return the Authorization header that names an application (RFC 7617)."""
    pair = f"{client_id}:{client_secret}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def read_tokens(answer: Any, *, now: datetime) -> Tokens:
    """Return what stands in the answer for a token (RFC 6749, 5.1). Raise WrongAnswer."""
    if not isinstance(answer, dict):
        raise WrongAnswer("The answer is no object.")
    access, refresh = answer.get("access_token"), answer.get("refresh_token") or ""
    if not _is_token(access) or not (refresh == "" or _is_token(refresh)):
        raise WrongAnswer("The answer has no access_token.")
    seconds, ends_at = answer.get("expires_in"), None
    if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0:
        ends_at = now + timedelta(seconds=min(seconds, LONGEST_SECONDS))
    return Tokens(access=str(access), refresh=str(refresh), ends_at=ends_at)


def _is_token(value: Any) -> bool:
    # What stands in a header must not end it.
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_TOKEN
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )
