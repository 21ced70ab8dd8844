"""Addresses in a body: which may be kept, and which name the same picture."""

import re
import unicodedata
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

# Django's URLField refuses longer ones.
MAX_ADDRESS_CHARACTERS = 2000

_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9]{1,57}[a-z0-9])"
)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_LINK_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
# Browsers drop these inside an address, and trim them around it.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f]")
_UNSAFE_IN_WEB_ADDRESS = "!#$%&'()*+,/:;=?@~"
_PICTURE_FILE = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|tiff?|webp)$", re.IGNORECASE)
# photo.jpg.webp: what picture optimisers write beside photo.jpg.
_DOUBLE_EXTENSION = re.compile(r"(\.(?:gif|jpe?g|png))\.(?:avif|webp)$", re.IGNORECASE)
# photo-300x200.jpg, photo-scaled.jpg, photo-rotated.jpg, photo-e1590000000000.jpg: WordPress'
# sizes, its bound on large pictures, its turning, and its editor.
_VARIANT = re.compile(
    r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,13}|@2x)(?=\.[a-z]{3,4}$)", re.IGNORECASE
)
_PHOTON = re.compile(r"i\d\.wp\.com")

# Sites whose address, alone on a line, WordPress shows as a player or a message.
_EMBEDDED = """
    youtube.com youtu.be youtube-nocookie.com vimeo.com player.vimeo.com dailymotion.com dai.ly
    soundcloud.com w.soundcloud.com spotify.com open.spotify.com mixcloud.com deezer.com arte.tv
    twitter.com x.com instagram.com facebook.com tiktok.com bsky.app flickr.com flic.kr ted.com
    embed.ted.com slideshare.net scribd.com issuu.com reddit.com kickstarter.com wordpress.tv
    videopress.com videos.files.wordpress.com datawrapper.dwcdn.net flourish.studio
    public.flourish.studio infogram.com archive.org ina.fr
"""
_EMBEDDED_HOSTS = frozenset(_EMBEDDED.split())


# What an address holds only as a percent sign and two digits; a percent sign without them too.
_UNWRITABLE = re.compile(r"""[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})""")


def _is_sound(url: str) -> bool:
    """Tell whether the host and the port of an address, if it has some, can be those of a host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return port != 0 and not _UNWRITABLE.search(host)


def whole_address(url: str, *, base_url: str = "") -> str:
    """Return an address as a browser would read it: trimmed, and resolved if there is a base."""
    url = _INVISIBLE.sub("", url).strip()
    if url.startswith("//"):
        url = f"https:{url}"
    try:
        return urljoin(base_url, url) if base_url and url else url
    except ValueError:
        return url


def link_address(url: str) -> str | None:
    """Return an address that a link may have; None for one that runs or leads nowhere.

    Characters that no address holds are written as validators want them.
    """
    scheme = _SCHEME.match(url)
    if not url or url.startswith("#"):
        return None
    if scheme is not None and scheme.group(1).lower() not in _LINK_SCHEMES:
        return None
    return _UNWRITABLE.sub(lambda mark: quote(mark[0], safe=""), url) if _is_sound(url) else None


def web_address(url: str) -> str | None:
    """Return an http or https address that every validator accepts, or None."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    is_web = parts.scheme in {"http", "https"} and _HOST.fullmatch(host)
    if not is_web or len(host) > 253 or parts.username is not None or port == 0:  # noqa: PLR2004
        return None
    path = quote(parts.path, safe=_UNSAFE_IN_WEB_ADDRESS)
    address = f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
    for mark, part in (("?", parts.query), ("#", parts.fragment)):
        address += mark + quote(part, safe=_UNSAFE_IN_WEB_ADDRESS) if part else ""
    return address if len(address) <= MAX_ADDRESS_CHARACTERS else None


def host_of(url: str) -> str:
    """Return the host of an address, as readers name a site."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def is_embedded_alone(url: str) -> bool:
    """Tell whether WordPress shows this address, alone on its line, as what it leads to."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return host_of(url) in _EMBEDDED_HOSTS and len(path) > 1


def is_picture_file(url: str) -> bool:
    """Tell whether an address leads to a picture, or to the page that shows an attachment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_PICTURE_FILE.search(parts.path)) or "attachment_id" in parse_qs(parts.query)


def file_name(url: str) -> str:
    """Return the name of the file that an address leads to, or the address."""
    try:
        name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    except ValueError:
        return url
    return name.strip() or url


def exact_address(url: str) -> str:
    """Return an address without what says nothing about the file: scheme, "www.", query, proxy."""
    url = whole_address(url)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    path = unicodedata.normalize("NFC", unquote(parts.path))
    if _PHOTON.fullmatch(host):
        host, _, path = path.lstrip("/").partition("/")
        path = f"/{path}"
    return host.lower().removeprefix("www.") + path


def picture_address(url: str) -> str:
    """Return the normal form of a picture's address: the same for all its sizes and variants.

    Two originals may share it ("plan-300x200.png" may be a picture of its own): who looks a
    picture up asks for the `exact_address` first.
    """
    address = _DOUBLE_EXTENSION.sub(r"\1", exact_address(url))
    # "-scaled-300x200", "-e1590000000000-300x200": at most three in a row.
    for _ in range(3):
        address, changes = _VARIANT.subn("", address)
        if not changes:
            break
    return address
