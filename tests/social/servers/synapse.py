"""A real Matrix server (Synapse, PyPI, in an environment of its own), asked by plain HTTP.

Its own API is the independent view here: what stands is read with another token than ours.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from servers.running import SERVERS, Standing, free_port, running

PYTHON = SERVERS / "synapse/bin/python"
SECRET = "shared-for-tests"
CLIENT = "/_matrix/client/v3"
CONFIGURATION = """
server_name: "localhost"
pid_file: {folder}/synapse.pid
listeners:
  - port: {port}
    bind_addresses: ["127.0.0.1"]
    type: http
    tls: false
    resources: [{{names: [client, media], compress: false}}]
database: {{name: sqlite3, args: {{database: "{folder}/synapse.db"}}}}
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
log_config: {folder}/log.yaml
registration_shared_secret: {secret}
report_stats: false
trusted_key_servers: []
rc_message: {{per_second: 10000, burst_count: 10000}}
rc_login: {{address: {{per_second: 1000, burst_count: 1000}}}}
"""
LOGGING = """
version: 1
root: {level: WARNING, handlers: []}
disable_existing_loggers: false
"""


def missing() -> str:
    """Return why the server cannot be started here; empty when it can."""
    return "" if PYTHON.exists() else "tools/install_servers.sh has not installed Synapse."


class SynapseServer:
    """The server with a room, the newsroom's account in it, and a reader who looks."""

    kind = "matrix"

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.secrets = {"token": self._register("obole")}
        self._reader = self._register("reader")
        made = self._ask(
            "POST",
            f"{CLIENT}/createRoom",
            token=self.secrets["token"],
            json={"preset": "public_chat", "room_alias_name": "news"},
        )
        self.room = made["room_id"]
        self._ask("POST", f"{CLIENT}/join/{self.room}", token=self._reader, json={})

    def options(self, origin: str) -> dict[str, str]:
        """Return a channel's options, reaching the server there."""
        return {"server": origin, "room": "#news:localhost"}

    def messages(self) -> list[dict]:
        """Return the events that readers see, the newest first, each as it was last changed."""
        found, start = [], ""
        while True:
            page = self._ask(
                "GET",
                f"{CLIENT}/rooms/{self.room}/messages?dir=b&limit=100{start}",
                token=self._reader,
            )
            found += page["chunk"]
            if not page.get("end") or not page["chunk"]:
                break
            start = f"&from={page['end']}"
        sent = [each for each in found if each["type"] == "m.room.message" and each["content"]]
        changes: dict[str, dict] = {}
        for each in reversed(sent):
            relation = each["content"].get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace":
                changes[relation["event_id"]] = each["content"]["m.new_content"]
        return [
            {**each, "content": changes.get(each["event_id"], each["content"])}
            for each in sent
            if each["content"].get("m.relates_to", {}).get("rel_type") != "m.replace"
        ]

    def fetched(self, address: str) -> bytes:
        """Return a file that stands on the server, at its address there (mxc:)."""
        place = address.removeprefix("mxc://")
        url = f"{self.origin}/_matrix/client/v1/media/download/{place}"
        headers = {"Authorization": f"Bearer {self._reader}"}
        return httpx.get(url, headers=headers, timeout=10, trust_env=False).content

    def standing(self) -> list[Standing]:
        """Return what stands in the room, with its pictures' captions."""
        return [
            Standing(
                said=each["content"]["body"],
                is_answer="m.relates_to" in each["content"],
            )
            for each in self.messages()
        ]

    def _register(self, name: str) -> str:
        path = "/_synapse/admin/v1/register"
        nonce = self._ask("GET", path)["nonce"]
        said = "\0".join((nonce, name, "password", "notadmin")).encode()
        proof = hmac.new(SECRET.encode(), said, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": "password", "mac": proof}
        return self._ask("POST", path, json={**body, "admin": False})["access_token"]

    def _ask(self, method: str, path: str, *, token: str = "", json: object = None) -> dict:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.origin}{path}"
        answer = httpx.request(method, url, json=json, headers=headers, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def synapse_server(folder: Path) -> Iterator[SynapseServer]:
    """Start the server with an empty room."""
    port = free_port()
    configuration = folder / "homeserver.yaml"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, secret=SECRET))
    (folder / "log.yaml").write_text(LOGGING)
    command = [PYTHON, "-m", "synapse.app.homeserver", "-c", configuration]
    origin = f"http://127.0.0.1:{port}"
    with running([*command], ready=f"{origin}/_matrix/client/versions", log=folder / "synapse.log"):
        yield SynapseServer(origin)
