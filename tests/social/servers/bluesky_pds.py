"""A real Bluesky server (@atproto/pds, npm), and what stands on it by an independent client."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from atproto import Client

from servers.running import SERVERS, Standing, free_port, running

MODULES = SERVERS / "bluesky-pds"
PASSWORD = "correct-horse-battery"
HANDLE = "obole.test"
COLLECTION = "app.bsky.feed.post"


def missing() -> str:
    """Return why the server cannot be started here; empty when it can."""
    if not (MODULES / "node_modules/@atproto/pds").is_dir():
        return "tools/install_servers.sh has not installed the Bluesky server."
    return "" if shutil.which("node") else "There is no Node here."


class BlueskyServer:
    """The server with one account, and an app password for it."""

    kind = "bluesky"

    def __init__(self, origin: str) -> None:
        self.origin = origin
        created = self._post(
            "createAccount", handle=HANDLE, email="desk@news.example", password=PASSWORD
        )
        self.did = created["did"]
        made = self._post("createAppPassword", token=created["accessJwt"], name="obole")
        self.secrets = {"password": made["password"]}
        # What stands is public: `login` would ask for a profile, which this server alone has not.
        self.client = Client(base_url=f"{origin}/xrpc")

    def options(self, origin: str) -> dict[str, str]:
        """Return a channel's options, reaching the server there."""
        return {"handle": HANDLE, "service": origin}

    def standing(self) -> list[Standing]:
        """Return what stands, as the independent client reads it."""
        return [
            Standing(
                said=f"{record.value.text} {_card_of(record.value)}",
                is_answer=record.value.reply is not None,
            )
            for record in self.records()
        ]

    def records(self) -> list:
        """Return all posts."""
        found, cursor = [], None
        while True:
            page = self.client.com.atproto.repo.list_records(
                {"repo": self.did, "collection": COLLECTION, "limit": 100, "cursor": cursor}
            )
            found += page.records
            cursor = page.cursor
            if not cursor or not page.records:
                return found

    def _post(self, call: str, token: str = "", **content: str) -> dict:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.origin}/xrpc/com.atproto.server.{call}"
        answer = httpx.post(url, json=content, headers=headers, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()


def _card_of(post) -> str:
    external = getattr(post.embed, "external", None)
    return f"{external.uri} {external.title}" if external else ""


@contextmanager
def bluesky_server(folder: Path, *, public_origin: str = "") -> Iterator[BlueskyServer]:
    """Start the server; clients are told to find it at `public_origin`."""
    port, directory_port = free_port(), free_port()
    origin = f"http://127.0.0.1:{port}"
    with running(
        ["node", Path(__file__).with_name("bluesky-pds") / "server.mjs"],
        ready=f"{origin}/xrpc/_health",
        log=folder / "pds.log",
        env={
            "PORT": str(port),
            "PLC_PORT": str(directory_port),
            "DATA": str(folder / "pds"),
            "PUBLIC_URL": public_origin,
            "MODULES": str(MODULES),
        },
    ):
        yield BlueskyServer(origin)
