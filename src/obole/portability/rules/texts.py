"""The small texts of an export: names, slugs, logins, addresses, numbers and dates."""

import html
import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from obole.kernel.text import clean

# The largest number that a database keeps.
LARGEST_NUMBER = 2**63 - 1
# Longer than any title, name or description of a category; what is beyond is cut.
MAX_LINE_CHARACTERS = 50_000

_BLANKS = re.compile(r"[ \t\n]+")
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")
# Not an HTML parser: what it leaves is escaped like any text. It is linear on hostile input.
_TAG = re.compile("</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
# No WordPress login has these; exports do, when a tag was closed twice.
_STRAY = re.compile("[<>\"'&]")
# Python's own reader makes something of everything: of the year -0001, for instance, 2000.
_FEED_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(?::[0-9]{2})? "
    r"(?:[+-][0-9]{4}|[A-Z]{1,3})"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def one_line(text: str) -> str:
    """Return clean text without line ends; the spaces of French printing stay."""
    return _BLANKS.sub(" ", clean(text[:MAX_LINE_CHARACTERS])).strip(" ")


def title_text(text: str) -> str:
    """Return a title or a name, which WordPress keeps as HTML, as clean text on one line."""
    return one_line(html.unescape(_TAG.sub("", text[:MAX_LINE_CHARACTERS])))


def login(text: str) -> str:
    """Return a login without what cannot be in one, so that two spellings of it are equal."""
    return one_line(_STRAY.sub("", text))


def slug(text: str) -> str:
    """Return a clean slug; WordPress keeps letters beyond ASCII as percent signs."""
    try:
        return one_line(unquote(text, errors="strict"))
    except UnicodeDecodeError:  # Percent signs of another making: the slug is what it is.
        return one_line(text)


def address(text: str) -> str:
    """Return an address without line ends, as browsers read it; it is not checked."""
    return _CONTROLS.sub("", text[:MAX_LINE_CHARACTERS]).strip()


def number(text: str) -> int | None:
    """Return the whole number; None for what is none, or is too large to be kept."""
    digits = text.strip()
    if not _NUMBER.fullmatch(digits):
        return None
    value = int(digits)
    return value if abs(value) <= LARGEST_NUMBER else None


def naive_date(text: str) -> datetime | None:
    """Return the date as the old site's clock showed it; None for none, or a date of zeros."""
    try:
        date = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return date.replace(tzinfo=None)


def utc_date(text: str) -> datetime | None:
    """Return a date that is in UTC; None for none, or a date of zeros."""
    date = naive_date(text)
    return None if date is None else date.replace(tzinfo=UTC)


def local_date(text: str, time_zone: tzinfo) -> datetime | None:
    """Return in UTC a date that was written in the time zone; None as above."""
    date = naive_date(text)
    if date is None:
        return None
    try:
        return date.replace(tzinfo=time_zone).astimezone(UTC)
    except OverflowError:
        return None


def feed_date(text: str) -> datetime | None:
    """Return in UTC the date of a feed (RFC 822); None for none, or for WordPress's zero."""
    written = text.strip()
    if not _FEED_DATE.fullmatch(written):
        return None
    try:
        date = parsedate_to_datetime(written)
        in_utc = date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return in_utc if in_utc > _EPOCH else None
