"""Style sheets, scripts, fonts: collected once a version, served for ever.

A collected file has the digest of its content in its name, so that browsers keep it without
asking again. WhiteNoise answers for them before Django hears of the request.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from obole.foundation.storage import write_durably
from obole.project.security_headers import EVERYWHERE, FILE_POLICY, transport_security

# Files for readers; the rest is the desk's, for a few people on good lines.
READER_FOLDER = "obole/"
_HASHED_NAME = re.compile(r"\.[0-9a-f]{12}\.[^/.]+$")
# Names without a digest, such as those that fonts are loaded by, are asked for again this often.
NAMED_SECONDS = 60


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Collected files with digests in their names, and compressed twins beside them."""

    def learn_names(self) -> None:
        """Learn the names anew: another process may have collected since this one began."""
        # Typed as the names alone; the digest of them comes with them.
        loaded: Any = self.load_manifest()
        self.hashed_files, self.manifest_hash = loaded

    def stored_name(self, name: str) -> str:
        """Return the name with its digest; the plain one where nothing was collected.

        So it is in tests, which look at the sources.
        """
        return str(super().stored_name(name)) if self.hashed_files else name

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress readers' files as well as can be; gzip does for the desk.

        Brotli at its best takes ten seconds for Wagtail's files, which hardly anybody loads.
        """
        for path in sorted(paths):
            compressor = Compressor(use_brotli=path.startswith(READER_FOLDER), quiet=True)
            if compressor.should_compress(path):
                full_path = self.path(path)
                for twin in compressor.compress(full_path):
                    yield path, path + twin.removeprefix(full_path)


def serve_static_files(application: Callable[..., Any]) -> Callable[..., Any]:
    """Return the application with the collected files in front of it."""
    return WhiteNoise(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        allow_all_origins=False,
        max_age=NAMED_SECONDS,
        add_headers_function=_add_headers,
        immutable_file_test=lambda _path, url: _HASHED_NAME.search(url) is not None,
    )


def collect(*, even_if_unchanged: bool = False) -> bool:
    """Collect the files if any source changed since the last time; tell whether it was done."""
    fingerprint = sources_fingerprint()
    is_due = even_if_unchanged or fingerprint != _collected_fingerprint()
    if is_due:
        # Names with digests can stand beside those of the version that is still being served.
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        write_durably(_fingerprint_path(), [fingerprint.encode()])
    if isinstance(staticfiles_storage, CollectedFiles):
        staticfiles_storage.learn_names()
    return is_due


def is_collected() -> bool:
    """Tell whether the collected files are those of the sources as they are now."""
    return sources_fingerprint() == _collected_fingerprint()


def sources_fingerprint() -> str:
    """Return a digest of every source's name, size and time: ours, Wagtail's and the site's."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            lines.append(f"{name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _fingerprint_path() -> Path:
    return Path(settings.STATIC_ROOT).with_name("static-fingerprint")


def _collected_fingerprint() -> str:
    try:
        return _fingerprint_path().read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def headers() -> dict[str, str]:
    """Return the headers of every collected file, beside type and caching."""
    return {
        **EVERYWHERE,
        "Content-Security-Policy": FILE_POLICY,
        "X-Frame-Options": "DENY",
        **transport_security(is_secure=settings.ENVIRONMENT.is_secure),
    }


def _add_headers(those: Headers, _path: str, _url: str) -> None:
    for name, value in headers().items():
        those[name] = value
