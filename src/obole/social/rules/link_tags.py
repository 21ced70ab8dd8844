"""The parameters that tell the newsroom's own statistics which post a reader came from."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

PLACES: Final = ("network", "channel", "article")
"""What may stand in braces in the parameters: the network, the channel, the article's slug."""
NOTHING_ELSE: Final = "utm_"
"""Only these: the edition answers them with the page that it keeps, and forgets them."""


class WrongTags(ValueError):
    """The parameters are no parameters of ours; the message says which."""


def read_tags(text: str) -> tuple[tuple[str, str], ...]:
    """Return "utm_source={network}&utm_medium=social" as pairs. Raise WrongTags."""
    pairs = tuple(parse_qsl(text.strip().lstrip("?"), keep_blank_values=True))
    if text.strip() and not pairs:
        raise WrongTags(text)
    for name, value in pairs:
        if not name.startswith(NOTHING_ELSE):
            raise WrongTags(name)
        if set("{}") & set(_filled(value, dict.fromkeys(PLACES, ""))):
            raise WrongTags(value)
    return pairs


def tagged(address: str, tags: tuple[tuple[str, str], ...], values: Mapping[str, str]) -> str:
    """Return the address with the parameters added; parameters that it has already win."""
    if not tags:
        return address
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    filled = {name: _filled(value, values) for name, value in tags}
    return urlunsplit(parts._replace(query=urlencode({**filled, **query}, quote_via=quote)))


def _filled(value: str, values: Mapping[str, str]) -> str:
    for name in PLACES:
        value = value.replace(f"{{{name}}}", values.get(name, ""))
    return value
