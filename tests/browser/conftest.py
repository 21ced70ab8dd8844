"""A real Chromium, watched: no request elsewhere, no error in the console, no broken policy."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from demo_site import Demo, served_demo
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
    sync_playwright,
)

# Playwright keeps an event loop in the thread of the test, which uses Django's ORM all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 20_000
FIRST_SERVER_ERROR = 500


@dataclass
class Watch:
    """What went wrong in a browser context, except what the test has forgiven."""

    origin: str
    forgiven: tuple[str, ...]
    complaints: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Start watching."""
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        is_elsewhere = f"{parts.scheme}://{parts.netloc}" != self.origin
        if parts.scheme in {"http", "https", "ws", "wss"} and is_elsewhere:
            self._complain(f"asked another host: {request.method} {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= FIRST_SERVER_ERROR:
            self._complain(f"failed: {response.status} {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports a broken content security policy here too, as an error.
        if message.type == "error":
            self._complain(f"console: {message.text} ({message.location['url']})")

    def _on_error(self, error: WebError) -> None:
        self._complain(f"script: {error.error}")

    def _complain(self, complaint: str) -> None:
        if not any(re.search(pattern, complaint) for pattern in self.forgiven):
            self.complaints.append(complaint)


class Browse(Protocol):
    """Opens a window on a site. At its end the test fails with what the watch complained of."""

    def __call__(
        self,
        origin: str,
        *,
        javascript: bool = True,
        forgiven: tuple[str, ...] = (),
        language: str = "fr-FR",
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
    ) -> Page:
        """Return a new page in a context of its own; `forgiven` are patterns of complaints."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Make the demo once for all tests, and serve it. Tests read it and change nothing."""
    with served_demo(place=tmp_path_factory.mktemp("demo")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one Chromium for all tests."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is not installed; run `make test-tools`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Browser) -> Iterator[tuple[Browse, list[Watch]]]:
    """Give the way to open windows and what watches them."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def browse(
        origin: str,
        *,
        javascript: bool = True,
        forgiven: tuple[str, ...] = (),
        language: str = "fr-FR",
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
    ) -> Page:
        context = chromium.new_context(
            base_url=origin,
            java_script_enabled=javascript,
            locale=language,
            timezone_id="Europe/Paris",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        watch = Watch(origin=origin, forgiven=forgiven)
        watch.follow(context)
        contexts.append(context)
        watches.append(watch)
        return context.new_page()

    yield browse, watches
    for context in contexts:
        context.close()


@pytest.fixture
def browse(watched: tuple[Browse, list[Watch]]) -> Iterator[Browse]:
    """Open windows on a site; the test fails if any window had something to complain of."""
    opened, watches = watched
    yield opened
    assert [complaint for watch in watches for complaint in watch.complaints] == []
