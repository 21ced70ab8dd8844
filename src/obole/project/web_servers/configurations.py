"""What a web server in front is told, so that its answers are Obole's own, byte for byte.

The texts lie in `written/`, with `@names@` where a value goes. nginx as a child of `obole serve`,
and the samples for a machine with a web server of its own, are made of the same pieces.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from whitenoise import WhiteNoise
from whitenoise.media_types import MediaTypes

from obole.edition.rules.addresses import FOLDER_PATTERN, MARKETING_QUERY_PATTERN, SEGMENT_PATTERN
from obole.edition.rules.negotiation import page_cache_control
from obole.edition.tree import PAGES
from obole.foundation.storage import KEPT_FOR_EVER, PICTURE_TYPES
from obole.project import media, static_files
from obole.project.environment import Environment

WRITTEN = Path(__file__).with_name("written")
# A form with the largest file, and what stands around it.
FORM_BYTES = 10 * 1024 * 1024
# Twins and sources of style sheets; what lies beside them is nobody's to load.
STATIC_SUFFIXES = ("css", "gif", "ico", "js", "json", "map", "mjs", "png", "svg", "txt", "woff2")
_PLACE = re.compile(r"^([ \t]*)(.*?)@([a-z_]+)@", re.MULTILINE)
# What would end a quoted text, or begin a variable that nginx knows.
_UNWRITABLE = re.compile(r'["$\\\r\n{}]')


class Unwritable(Exception):
    """A name on this machine cannot stand in the configuration of a web server."""


def sample(name: str, *, environment: Environment, upstream: str) -> str:
    """Return the sample `sample-nginx.conf` or `Caddyfile` for this site, which answers there."""
    host = _host(environment)
    is_caddy = name == "Caddyfile"
    headers = _caddy_headers if is_caddy else _nginx_headers
    return filled(
        name,
        {
            **shared_values(environment),
            "page_headers": headers(_page_headers()),
            "brotli": "# With the package libnginx-mod-http-brotli-static: brotli_static on;",
            "upstream": upstream,
            "caddy_languages": _caddy_languages(),
            "certificates": f"/etc/letsencrypt/live/{host}",
        },
    )


def shared_values(environment: Environment) -> Mapping[str, str]:
    """Return what stands in every configuration of nginx, by the names that `written/` uses."""
    edition = Path(settings.EDITION_FOLDER)
    return {
        "maps": (WRITTEN / "maps.conf").read_text(encoding="utf-8"),
        "locations": (WRITTEN / "locations.conf").read_text(encoding="utf-8"),
        "host": _host(environment),
        "names": "|".join(_pattern_of(name) for name in sorted({*settings.ALLOWED_HOSTS})),
        "plain_names": "\n".join(f'"{name}" 1;' for name in sorted({*settings.ALLOWED_HOSTS})),
        "language": settings.LANGUAGE_CODE,
        "page_languages": "\n".join(map(_page_language, _other_languages())),
        "other_languages": "|".join(_other_languages()),
        "var": writable(environment.var),
        "pages": writable(edition / PAGES / settings.EDITION_HOST),
        "folder_pattern": FOLDER_PATTERN,
        "segment": SEGMENT_PATTERN,
        "file_pattern": rf"{FOLDER_PATTERN}{SEGMENT_PATTERN}[.](?:{'|'.join(STATIC_SUFFIXES)})",
        "marketing": MARKETING_QUERY_PATTERN,
        "page_cache_control": page_cache_control(cdn_seconds=environment.cdn_seconds),
        "page_headers": _nginx_headers(_page_headers()),
        "static_types": _types(_static_types()),
        "static_cache_control": f"max-age={static_files.NAMED_SECONDS}, public",
        "immutable_cache_control": f"max-age={WhiteNoise.FOREVER}, public, immutable",
        "static_headers": _nginx_headers(static_files.headers()),
        "picture_types": _types(
            {each.removeprefix("."): kind for each, kind in PICTURE_TYPES.items()}
        ),
        "picture_cache_control": KEPT_FOR_EVER,
        "picture_headers": _nginx_headers(media.headers()),
        "upload_bytes": str(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + FORM_BYTES),
    }


def filled(name: str, values: Mapping[str, str]) -> str:
    """Return a text of `written/` with its values; one of several lines keeps its margin."""

    def put(found: re.Match[str]) -> str:
        margin, before, place = found.groups()
        lines = values[place].strip("\n").split("\n")
        joined = "\n".join([lines[0], *(f"{margin}{line}".rstrip() for line in lines[1:])])
        return f"{margin}{before}{joined}"

    text = (WRITTEN / name).read_text(encoding="utf-8")
    while _PLACE.search(text):
        text = _PLACE.sub(put, text)
    return re.sub(r"[ \t]+\n", "\n", text)


def writable(path: Path) -> str:
    """Return the path as it stands in quotes. Raise Unwritable where it cannot."""
    if _UNWRITABLE.search(str(path)):
        raise Unwritable(f"{path} has a character that nginx does not take in a path")
    return str(path)


def _host(environment: Environment) -> str:
    return urlsplit(environment.address).hostname or "localhost"


def _pattern_of(name: str) -> str:
    return re.escape(name).replace("\\.", "[.]").replace("\\-", "-")


def _other_languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _page_language(code: str) -> str:
    return f'"200 {code}" {code};\n"304 {code}" "";'


def _caddy_languages() -> str:
    return "\n".join(
        f"@{code} expression `{{http.request.orig_uri}}.startsWith('/{code}/')`\n"
        f"header @{code} Content-Language {code}"
        for code in _other_languages()
    )


def _page_headers() -> Mapping[str, str]:
    headers = dict(settings.EDITION_PLAIN_HEADERS)
    # It goes by the file's type there.
    del headers["Content-Type"]
    return headers


def _static_types() -> Mapping[str, str]:
    known = MediaTypes()
    types = {suffix: known.get_type(f"x.{suffix}") for suffix in STATIC_SUFFIXES}
    return {
        suffix: f'{kind}; charset="utf-8"' if kind.startswith("text/") else kind
        for suffix, kind in types.items()
    }


def _types(types: Mapping[str, str]) -> str:
    return "\n".join(f"'{kind}' {suffix};" for suffix, kind in types.items())


def _nginx_headers(headers: Mapping[str, str]) -> str:
    return "\n".join(_lines("add_header {} {};", headers))


def _caddy_headers(headers: Mapping[str, str]) -> str:
    return "\n".join(_lines("{} {}", headers))


def _lines(form: str, headers: Mapping[str, str]) -> Iterable[str]:
    for name, value in headers.items():
        assert not _UNWRITABLE.search(value), f"{name}: {value} cannot be written in quotes"
        yield form.format(name, f'"{value}"')
