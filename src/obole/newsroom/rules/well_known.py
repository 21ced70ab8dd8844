"""The small files that machines look for at fixed addresses."""

from collections.abc import Iterable
from datetime import datetime, timedelta

# Programs that gather text to train models, by the names under which they say they obey
# robots.txt (their makers' pages and https://github.com/ai-robots-txt/ai.robots.txt, 2026).
# Those that fetch a page because a reader asked, or to answer searches with a link, may come.
TRAINING_ROBOTS = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "img2dataset",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "Timpibot",
    "webzio-extended",
)

# RFC 9116 recommends less than a year; the file is computed, so it never gets that old.
SECURITY_VALIDITY = timedelta(days=180)


def robots_txt(
    *, root: str, hidden: Iterable[str], sitemaps: Iterable[str], reserves_mining: bool
) -> str:
    """Return robots.txt (RFC 9309): the desk and searches are nobody's, the rest is open."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden), ""]
    if reserves_mining:
        lines += [f"User-agent: {name}" for name in TRAINING_ROBOTS]
        lines += ["Disallow: /", ""]
    lines += [f"Sitemap: {root}{path}" for path in sitemaps]
    return "\n".join(lines) + "\n"


def trust_txt(
    *,
    social: Iterable[str],
    contact: str,
    disclosure: str,
    further: Iterable[str],
    reserves_mining: bool,
) -> str:
    """Return trust.txt (https://journallist.net/reference-document-for-trust-txt-specifications)."""
    lines = [f"social={url}" for url in social]
    lines += [f"contact={contact}"] if contact else []
    lines += [f"disclosure={disclosure}"] if disclosure else []
    lines += [line.strip() for line in further if "=" in line]
    lines.append(f"datatrainingallowed={'no' if reserves_mining else 'yes'}")
    return "\n".join(lines) + "\n"


def security_txt(*, contact: str, canonical: str, languages: Iterable[str], now: datetime) -> str:
    """Return security.txt (RFC 9116) for this contact, valid from now on for half a year."""
    expires = (now + SECURITY_VALIDITY).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: {canonical}",
    ]
    return "\n".join(lines) + "\n"


def mining_reservation(*, policy: str) -> list[dict[str, str | int]]:
    """Return tdmrep.json (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/)."""
    reservation: dict[str, str | int] = {"location": "/", "tdm-reservation": 1}
    if policy:
        reservation["tdm-policy"] = policy
    return [reservation]
