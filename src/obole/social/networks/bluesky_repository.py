"""An account's records on its own server: read, put, deleted; and its pictures."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_noop

from obole.foundation.outbound_content import Content
from obole.social.networks.bluesky_records import COLLECTION, is_same_post, record_key
from obole.social.networks.bluesky_session import Session, error_of, refusal_of
from obole.social.networks.calling import TOTAL_SECONDS, UPLOAD_SECONDS
from obole.social.rules.network import Marker, NotSent, Rejected, Remote, Uncertain

KEYS_TRIED: Final = 3


class Taken(NotSent):
    """Something else stands under this key, or was put over what we had read."""


class Repository:
    """The records of one account."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, collection: str, key: str) -> dict[str, Any] | None:
        """Return what stands under a key, with its `uri`, `cid` and `value`; None: nothing."""
        name = _query(
            "com.atproto.repo.getRecord", repo=self._session.did, collection=collection, rkey=key
        )
        answer = self._session.ask("GET", name)
        if error_of(answer) in ("RecordNotFound", "NotFound"):
            return None
        if not answer.is_success:
            raise refusal_of(answer)
        found = answer.body if isinstance(answer.body, dict) else {}
        if not isinstance(found.get("value"), dict):
            raise NotSent(gettext_noop("The server's answer holds no record."))
        return found

    def post_of(self, remote: Remote) -> dict[str, Any]:
        """Return the record of a post. Raise Rejected when it is gone."""
        found = self.record(COLLECTION, key_of(remote.id))
        if found is None:
            raise Rejected(gettext_noop("The post is not on the network any more."))
        return found

    def put_new(self, record: dict[str, Any], *, marker: Marker) -> Remote:
        """Put a post where nothing stands; if it stands there already, that is it."""
        for attempt in range(KEYS_TRIED):
            key = record_key(marker, attempt=attempt)
            try:
                return self.put(record, key=key, over=None)
            except Taken:
                found = self.record(COLLECTION, key)
                if found is not None and is_same_post(found["value"], record):
                    return self.remote(found)
        raise Uncertain(gettext_noop("Other posts stand under all keys of this one."))

    def put(self, record: dict[str, Any], *, key: str, over: str | None) -> Remote:
        """Put a post over the one that was read, or where nothing stands. Raise Taken."""
        answer = self._session.ask(
            "POST",
            "com.atproto.repo.putRecord",
            changes=True,
            json={
                "repo": self._session.did,
                "collection": COLLECTION,
                "rkey": key,
                "record": record,
                "swapRecord": over,
            },
        )
        if error_of(answer) == "InvalidSwap":
            raise Taken(gettext_noop("Something else stands under this key."))
        if not answer.is_success:
            raise refusal_of(answer)
        return self.remote(answer.body)

    def delete(self, uri: str) -> None:
        """Delete a post; twice is once."""
        answer = self._session.ask(
            "POST",
            "com.atproto.repo.deleteRecord",
            json={"repo": self._session.did, "collection": COLLECTION, "rkey": key_of(uri)},
        )
        if not answer.is_success:
            raise refusal_of(answer)

    def upload(self, content: Content, *, content_type: str) -> dict[str, Any]:
        """Return what a post names an uploaded file by: made of its bytes, always the same."""
        answer = self._session.ask(
            "POST",
            "com.atproto.repo.uploadBlob",
            content=content,
            headers={"Content-Type": content_type},
            total_seconds=TOTAL_SECONDS if isinstance(content, bytes) else UPLOAD_SECONDS,
        )
        if not answer.is_success:
            raise refusal_of(answer)
        blob = answer.body.get("blob") if isinstance(answer.body, dict) else None
        if not isinstance(blob, dict):
            raise NotSent(gettext_noop("The server's answer names no upload."))
        return blob

    def remote(self, found: Mapping[str, Any]) -> Remote:
        """Return where a record stands. Raise Uncertain of an answer that does not say."""
        uri, cid = found.get("uri"), found.get("cid")
        if not isinstance(uri, str) or not isinstance(cid, str):
            raise Uncertain(gettext_noop("The server's answer names no record."))
        url = f"https://bsky.app/profile/{self._session.handle}/post/{key_of(uri)}"
        return Remote(id=uri, url=url, revision=cid)

    def blob_url(self, blob: Any) -> str:
        """Return where a picture can be had; empty without one."""
        reference = blob.get("ref") if isinstance(blob, dict) else None
        link = reference.get("$link") if isinstance(reference, dict) else None
        if not link:
            return ""
        name = _query("com.atproto.sync.getBlob", did=self._session.did, cid=str(link))
        return f"{self._session.pds}/xrpc/{name}"


def key_of(uri: str) -> str:
    """Return the record's key, the last part of its address."""
    return uri.rpartition("/")[2]


def _query(name: str, **parameters: str) -> str:
    return f"{name}?{urlencode(parameters, quote_via=quote)}"
