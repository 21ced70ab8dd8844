"""A browser whose requests Django answers in the test's own thread: no server, one database."""

from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

ORIGIN = "https://testserver"


def answered_by_django(page: Page, *, client: Client | None = None) -> Page:
    """Let Django's test client, or one that is logged in, answer whatever the page asks for."""
    client = client or Client()

    def answer(route: Route) -> None:
        request, parts = route.request, urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            file = finders.find(parts.path.removeprefix("/static/"))
            assert file is not None, parts.path
            route.fulfill(path=file)
            return
        response = client.generic(
            request.method,
            parts.path,
            request.post_data or "",
            QUERY_STRING=parts.query,
            content_type=request.headers.get("content-type", ""),
            secure=True,
        )
        if "Location" in response.headers:
            # The browser would ask the network for its target, past this route.
            target = f'<meta http-equiv="refresh" content="0;url={response.headers["Location"]}">'
            route.fulfill(body=target, content_type="text/html")
            return
        route.fulfill(
            status=response.status_code,
            headers=dict(response.headers.items()),
            body=response.content,
        )

    page.route("**/*", answer)
    return page
