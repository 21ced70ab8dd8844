"""The watch over the browser sees what it must see: else the other tests prove nothing."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from checkers import axe_violations, nu_errors, open_without_scripts
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

ORIGIN = "https://newsroom.example"
POLICY = "default-src 'none'; script-src 'self'"
HEALTHY = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Une</title><link rel="icon" href="data:,"></head>
<body><main><h1>La Gazette</h1><p>Rien à signaler.</p></main></body></html>"""


@pytest.fixture
def window(watched):
    """Give a page for which the test itself answers, and the complaints about it."""
    browse, watches = watched
    page = browse(ORIGIN)
    return page, watches[0].complaints


def answer(page: Page, body: str, *, status: int = 200, policy: str = "") -> None:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}

    def fulfil(route: Route) -> None:
        is_page = route.request.url == f"{ORIGIN}/"
        route.fulfill(status=status if is_page else 200, headers=headers, body=body)

    page.route("**/*", fulfil)


def test_a_healthy_page_gives_no_complaint(window):
    page, complaints = window
    answer(page, HEALTHY)

    page.goto("/")

    assert complaints == []
    assert axe_violations(page) == []
    assert nu_errors({page.url: HEALTHY}) == []


def test_a_request_to_another_host_is_seen(window):
    page, complaints = window
    answer(page, HEALTHY.replace("<p>", '<p><img alt="" src="https://tracker.example/dot.png">'))

    page.goto("/")

    assert complaints == ["asked another host: GET https://tracker.example/dot.png"]


def test_a_broken_policy_is_seen(window):
    page, complaints = window
    answer(page, HEALTHY.replace("<p>", '<p style="color: red">'), policy=POLICY)

    page.goto("/")

    assert any("Content Security Policy" in complaint for complaint in complaints)


def test_a_failing_script_is_seen(window):
    page, complaints = window
    answer(page, HEALTHY.replace("</main>", "</main><script>undefined_name()</script>"))

    page.goto("/")

    assert any("undefined_name" in complaint for complaint in complaints)


def test_a_failure_of_the_server_is_seen(window):
    page, complaints = window
    answer(page, HEALTHY, status=503)

    page.goto("/")

    assert f"failed: 503 {ORIGIN}/" in complaints


def test_what_is_forgiven_is_no_complaint(watched):
    browse, watches = watched
    page = browse(ORIGIN, forgiven=("404",))
    answer(page, HEALTHY, status=404)

    page.goto("/")

    assert watches[0].complaints == []


def test_a_page_that_keeps_people_out_is_seen(window):
    page, _ = window
    answer(page, HEALTHY.replace("<p>", '<p><img src="data:,">'))

    page.goto("/")

    assert any("image-alt" in violation for violation in axe_violations(page))


def test_invalid_html_is_seen():
    errors = nu_errors({"/one": HEALTHY, "/two": HEALTHY.replace("<p>", "<p><nosuch>")})

    assert errors
    assert all(error.startswith("/two: ") for error in errors)


class _PageWithScript(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script = "<script>document.title = ''</script><noscript><b>Sans script</b></noscript>"
        body = HEALTHY.replace("<p>", f"<p>{script}").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def page_with_script():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _PageWithScript)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_page_without_scripts_is_what_is_checked(browse, page_with_script):
    page = browse(page_with_script)

    open_without_scripts(page=page, url="/")

    assert page.title() == "Une"
    assert page.get_by_text("Sans script").is_visible()
    assert axe_violations(page) == []
