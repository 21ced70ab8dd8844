"""Set pages and write them as PDF. A program of its own: see press.py.

It reads one JSON document from its standard input: the pages as HTML, the fonts as paths. It writes
each PDF after a line with its length. It must not import Django or anything of Obole: it starts in
a bare environment. Nothing is loaded from anywhere but the fonts that it was given.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY_LIMIT_BYTES = 1024 * 1024 * 1024
# To start took two seconds on a slow machine, a page half a second.
PROCESSOR_LIMIT_SECONDS = 30
PROCESSOR_LIMIT_SECONDS_A_PAGE = 5
FONT_SCHEME = "obole-font:"


def main() -> None:
    """Write the PDFs that are asked for."""
    asked = json.load(sys.stdin)
    _limit_resources(len(asked["pages"]))
    for pdf in write_pdfs(asked["pages"], fonts=asked["fonts"]):
        sys.stdout.buffer.write(f"{len(pdf)}\n".encode() + pdf)


def write_pdfs(pages: list[dict[str, str]], *, fonts: dict[str, str]) -> Any:
    """Yield a PDF for each page. The same page is the same bytes each time."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyFonts(URLFetcher):  # type: ignore[misc]
        """Fetches our fonts, and pictures that stand in the page itself."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return what is at the address, or refuse."""
            if url.startswith(FONT_SCHEME):
                font = Path(fonts[url.removeprefix(FONT_SCHEME)])
                return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    fetcher = OnlyFonts(allowed_protocols=("data",))
    font_config = FontConfiguration()
    for page in pages:
        yield HTML(string=page["html"], url_fetcher=fetcher).write_pdf(
            pdf_variant="pdf/a-3b",
            pdf_identifier=bytes.fromhex(page["identifier"]),
            font_config=font_config,
        )


def _limit_resources(pages: int) -> None:
    seconds = PROCESSOR_LIMIT_SECONDS + PROCESSOR_LIMIT_SECONDS_A_PAGE * pages
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
