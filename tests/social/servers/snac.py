"""A real server of Mastodon's API that helps least: snac2 (Debian), without keys or deletion."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx
from mastodon import Mastodon
from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from servers.running import Standing, free_port, running


def missing() -> str:
    """Return why the server cannot be started here; empty when it can."""
    return "" if shutil.which("snac") else "There is no snac2 here (Debian: bookworm-backports)."


class SnacServer:
    """The server with one account, and a token for it."""

    kind = "mastodon"

    def __init__(self, origin: str, password: str, data: Path) -> None:
        self.origin = origin
        self._index = data / "user/obole/public.idx"
        self._known: dict[str, Standing] = {}
        answer = httpx.post(
            f"{origin}/oauth/x-snac-get-token",
            data={"login": "obole", "passwd": password, "redir": "", "cid": "", "state": ""},
            timeout=10,
            trust_env=False,
        )
        self.secrets = {"token": answer.text.strip()}
        self.client = Mastodon(
            api_base_url=origin,
            access_token=self.secrets["token"],
            version_check_mode="none",
            session=_patient(),
        )
        self.account = self.client.account_verify_credentials()

    def options(self, origin: str) -> dict[str, str]:
        """Return a channel's options, reaching the server there."""
        return {"server": origin}

    def statuses(self) -> list:
        """Return all posts, the newest first."""
        found, newest = [], None
        while True:
            page = self.client.account_statuses(self.account.id, limit=40, max_id=newest)
            page = [each for each in page if each.id not in {one.id for one in found}]
            if not page:
                return found
            found += page
            newest = page[-1].id

    def fetched(self, url: str) -> bytes:
        """Return a file that stands on the server."""
        return httpx.get(url, timeout=10, trust_env=False).content

    def standing(self) -> list[Standing]:
        """Return what stands, as the independent client reads it.

        The server lists an account's last 256 posts and no more: ask before there are so many
        new ones. Nothing can be taken away here, so what was seen before is there; its own
        index says that nothing stands unseen.
        """
        for each in self.statuses():
            is_answer = each.in_reply_to_id is not None
            self._known[each.id] = Standing(said=unescape(each.content), is_answer=is_answer)
        indexed = self._index.read_text().split() if self._index.exists() else []
        assert len(self._known) == len(indexed), "Posts stand that were never seen."
        return list(self._known.values())


def _patient() -> Session:
    """Return connections on which a look that was cut off is begun again.

    The server lets a connection go that its client still means to use; who only reads loses
    nothing by asking twice. What Obole sends goes another way, without this.
    """
    session = Session()
    retries = Retry(total=5, backoff_factor=0.1, allowed_methods=["GET"])
    session.mount("http://", HTTPAdapter(max_retries=retries))
    return session


@contextmanager
def snac_server(folder: Path) -> Iterator[SnacServer]:
    """Start the server with an empty account."""
    port, data = free_port(), folder / "snac"
    answers = f"127.0.0.1\n{port}\nlocalhost:{port}\n\nadmin@news.example\n"
    subprocess.run(
        ["snac", "init", data], input=answers, text=True, check=True, capture_output=True
    )
    settings = json.loads((data / "server.json").read_text())
    (data / "server.json").write_text(json.dumps({**settings, "protocol": "http"}))
    added = subprocess.run(
        ["snac", "adduser", data, "obole"],
        stdin=subprocess.DEVNULL,
        text=True,
        check=True,
        capture_output=True,
    )
    password = re.search(r"(?i)password is (\S+)", added.stdout + added.stderr)
    assert password, added.stdout + added.stderr
    origin = f"http://127.0.0.1:{port}"
    with running(["snac", "httpd", data], ready=origin, log=folder / "snac.log"):
        yield SnacServer(origin, password[1], data)
