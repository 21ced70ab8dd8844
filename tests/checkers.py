"""Outside judges of what readers receive: the HTML, its accessibility, its security headers.

`make test` installs them. Each function returns the complaints as sentences; none means clean.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, Route

REPOSITORY = Path(__file__).parents[1]
NODE_MODULES = REPOSITORY / "node_modules"
NU_JAR = NODE_MODULES / "vnu-jar/build/dist/vnu.jar"
OBSERVATORY = NODE_MODULES / "@mdn/mdn-http-observatory/src/scan.js"

# A cold Java machine on a busy two-core host takes about 5 s, then some 50 pages a second.
NU_TIMEOUT_SECONDS = 300
# The scanner itself takes about 1 s; its own requests give up after 10 s.
OBSERVATORY_TIMEOUT_SECONDS = 60

# The rule for the size of touch targets (WCAG 2.2, 2.5.8) is off unless asked for.
AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}}


class CheckerMissing(Exception):
    """A tool of the test suite is not installed; `make test` installs it."""


class CheckerFailed(Exception):
    """A tool of the test suite stopped without giving a verdict."""


@dataclass(frozen=True)
class Scan:
    """What MDN's HTTP Observatory thinks of a host."""

    grade: str
    score: int
    complaints: tuple[str, ...]


def nu_errors(html_by_url: Mapping[str, str | bytes]) -> list[str]:
    """Check pages with the Nu HTML checker in one run; errors and warnings are complaints."""
    with TemporaryDirectory(prefix="obole-nu-") as folder:
        url_by_file = {}
        for number, (url, html) in enumerate(html_by_url.items()):
            file = Path(folder, f"{number:05}.html")
            file.write_bytes(html if isinstance(html, bytes) else html.encode())
            url_by_file[file.name] = url
        messages = _nu_messages(folder=folder)
    return [
        f"{url_by_file[Path(message['url']).name]}: line {message.get('lastLine', '?')}: "
        f"{message['message']} «{message.get('extract', '').strip()}»"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def axe_violations(page: Page) -> list[str]:
    """Check the page that the browser shows with axe-core, its best practices included.

    The browser's scripts must be on; see `open_without_scripts`.
    """
    results = _axe().run(page, options=AXE_OPTIONS).response
    return [
        f"{page.url}: {violation['id']}: {violation['help']}: "
        f"{node['target']} {node['html'][:200]}: {node['failureSummary']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def open_without_scripts(*, page: Page, url: str) -> Response | None:
    """Open what a browser without JavaScript shows, in a page where axe-core can still run.

    axe-core never ends in a browser whose scripts are off: the page's own are taken away.
    """
    page.route("**/*", _without_scripts)
    try:
        return page.goto(url)
    finally:
        page.unroute("**/*", _without_scripts)


def observatory_scan(*, host: str, authority: Path) -> Scan:
    """Scan `https://<host>/` as it answers now on ports 80 and 443.

    `authority` is the PEM file of the certificate authority that signed the host's certificate.
    """
    node = _program("node")
    _require(OBSERVATORY)
    finished = subprocess.run(
        [node, OBSERVATORY, host],
        capture_output=True,
        text=True,
        timeout=OBSERVATORY_TIMEOUT_SECONDS,
        env={"NODE_EXTRA_CA_CERTS": str(authority), "PATH": str(Path(node).parent)},
        check=False,
    )
    verdict = _json_of(finished)
    if "error" in verdict:
        raise CheckerFailed(verdict["error"])
    return Scan(
        grade=verdict["scan"]["grade"],
        score=verdict["scan"]["score"],
        complaints=tuple(
            f"{name}: {test['result']}"
            for name, test in verdict["tests"].items()
            if not test["pass"]
        ),
    )


def _without_scripts(route: Route) -> None:
    if route.request.resource_type == "script":
        route.abort()
    elif route.request.resource_type == "document":
        answer = route.fetch(max_redirects=0)
        unwrapped = re.sub(r"</?noscript\b[^>]*>", "", answer.text())
        route.fulfill(response=answer, body=re.sub(r"(?is)<script\b.*?</script>", "", unwrapped))
    else:
        route.fallback()


def _nu_messages(*, folder: str) -> list[dict[str, Any]]:
    java = _program("java")
    _require(NU_JAR)
    finished = subprocess.run(
        [java, "-jar", NU_JAR, "--stdout", "--exit-zero-always", "--format", "json", folder],
        capture_output=True,
        text=True,
        timeout=NU_TIMEOUT_SECONDS,
        check=False,
    )
    messages: list[dict[str, Any]] = _json_of(finished)["messages"]
    return messages


def _json_of(finished: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(finished.stdout)
    except ValueError:
        raise CheckerFailed(
            f"{finished.args[0]} ended with {finished.returncode}: "
            f"{finished.stdout[-2000:]}{finished.stderr[-2000:]}"
        ) from None
    return answer


def _program(name: str) -> str:
    path = shutil.which(name, path=str(REPOSITORY / ".venv/bin")) or shutil.which(name)
    if path is None:
        raise CheckerMissing(f"{name} is not installed; run `make test-tools`.")
    return path


def _require(file: Path) -> None:
    if not file.exists():
        raise CheckerMissing(f"{file.name} is not installed; run `make test-tools`.")


@cache
def _axe() -> Axe:
    return Axe()
