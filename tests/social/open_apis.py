"""Mastodon's API, Bluesky's and Matrix's as their documentation reads: `posts` is what stands.

They encode our reading; the real servers are in test_real_servers.py.
"""

import base64
import json
import time
from itertools import count
from urllib.parse import unquote

from closed_apis import Api

from obole.foundation import clock

NUMBERS = count(5_000)
ROOM = "!news:server.example"
DID = "did:plc:abc"


class MastodonApi(Api):
    """One account on a server that keeps keys (Idempotency-Key), or ignores them."""

    keeps_keys = True
    account = {
        "id": "7",
        "acct": "obole",
        "display_name": "Obole",
        "url": "https://social.example/@obole",
    }

    def __init__(self) -> None:
        super().__init__()
        self.by_key: dict[str, str] = {}

    def answer(self, request):
        name = request.path.rpartition("/")[2]
        fixed = {
            "verify_credentials": self.account,
            "instance": {"configuration": {}},
            "media": {"id": str(next(NUMBERS))},
        }.get(name)
        if fixed is not None:
            return 200, fixed, {}
        if request.path.endswith("/accounts/7/statuses"):
            older = request.fields.get("max_id")
            return 200, [] if older else [self.shown(each) for each in reversed(self.posts)], {}
        return self.posted(request) if request.method == "POST" else self.one(request, name)

    def one(self, request, name):
        if name not in self.posts:
            return 404, {"error": "Record not found"}, {}
        if request.method == "DELETE":
            del self.posts[name]
            return 200, {}, {}
        if request.method == "PUT":
            self.posts[name] |= request.fields
        return 200, self.shown(name), {}

    def posted(self, request):
        key = request.headers.get("idempotency-key", "")
        known = self.by_key.get(key) if self.keeps_keys else None
        if known is None:
            known = self.by_key[key] = str(next(NUMBERS))
            self.posts[known] = {**request.fields, "created_at": clock.now().isoformat()}
        return 200, self.shown(known), {}

    def shown(self, number):
        post = self.posts[number]
        return {
            "id": number,
            "url": f"https://social.example/@obole/{number}",
            "created_at": post["created_at"],
            "content": f"<p>{post['status']}</p>",
            "in_reply_to_id": post.get("in_reply_to_id"),
            "favourites_count": 1,
        }


class KeylessMastodonApi(MastodonApi):
    """GoToSocial, snac, Takahe, Pixelfed: the key means nothing to them."""

    keeps_keys = False


class BlueskyApi(Api):
    """One account's own server: records under keys."""

    origin = ""

    def answer(self, request):
        name = request.path.rpartition(".")[2].lower()
        handler = getattr(self, f"on_{name}", None)
        return handler(request.fields) if handler else (404, {"error": "NotFound"}, {})

    def on_createsession(self, _fields):
        claims = json.dumps({"exp": int(time.time()) + 7_200}).encode()
        service = {"id": "#atproto_pds", "serviceEndpoint": self.origin}
        session = {
            "accessJwt": f"h.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.s",
            "refreshJwt": "refresh",
            "did": DID,
            "handle": "obole.example",
            "didDoc": {"service": [service]},
        }
        return 200, session, {}

    def on_getsession(self, _fields):
        return 200, {"did": DID, "handle": "obole.example"}, {}

    def on_uploadblob(self, _fields):
        return 200, {"blob": {"ref": {"$link": "bafy"}}}, {}

    def on_putrecord(self, fields):
        key = fields["rkey"]
        if fields["swapRecord"] is None and key in self.posts:
            return 400, {"error": "InvalidSwap", "message": "Record was at bafy"}, {}
        self.posts[key] = fields["record"]
        return 200, self.placed(key), {}

    def on_getrecord(self, fields):
        key = fields["rkey"]
        if key not in self.posts:
            return 400, {"error": "RecordNotFound", "message": "Could not locate record"}, {}
        return 200, {**self.placed(key), "value": self.posts[key]}, {}

    def on_deleterecord(self, fields):
        self.posts.pop(fields["rkey"], None)
        return 200, {}, {}

    def on_getposts(self, fields):
        return 200, {"posts": [{"uri": fields["uris"], "likeCount": 2}]}, {}

    def placed(self, key):
        return {"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": f"bafy-{key}"}


class MatrixApi(Api):
    """One room on a server that remembers transactions, or has forgotten them."""

    remembers = True

    def __init__(self) -> None:
        super().__init__()
        self.by_transaction: dict[str, str] = {}

    def answer(self, request):
        steps = [unquote(each) for each in request.path.split("/")]
        name = steps[-1]
        fixed = {
            "whoami": {"user_id": "@obole:server.example"},
            "joined_rooms": {"joined_rooms": [ROOM]},
            "@obole:server.example": {"displayname": "Obole"},
            "upload": {"content_uri": "mxc://server.example/picture"},
            "config": {"m.upload.size": 50_000_000},
            "messages": {"chunk": [self.shown(each) for each in reversed(self.posts)]},
            "m.replace": {"chunk": []},
            "m.annotation": {"chunk": [{"event_id": "$1"}]},
        }.get(name)
        if fixed is not None:
            return 200, fixed, {}
        if "redact" in steps:
            self.posts.pop(steps[steps.index("redact") + 1], None)
            return 200, {"event_id": "$redaction"}, {}
        return 200, {"event_id": self.sent(name, request.fields)}, {}

    def sent(self, transaction, content):
        known = self.by_transaction.get(transaction) if self.remembers else None
        if known is None:
            known = self.by_transaction[transaction] = f"$event{next(NUMBERS)}"
            relation = content.get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace":
                self.posts[relation["event_id"]] |= content["m.new_content"]
            else:
                self.posts[known] = {**content, "at": int(clock.now().timestamp() * 1000)}
        return known

    def shown(self, number):
        post = self.posts[number]
        return {
            "type": "m.room.message",
            "event_id": number,
            "origin_server_ts": post["at"],
            "content": post,
        }


class ForgetfulMatrixApi(MatrixApi):
    """A server that was started anew: it knows no transaction any more."""

    remembers = False
