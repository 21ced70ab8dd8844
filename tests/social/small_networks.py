"""Stand-ins for Discord, Tumblr and Pinterest that keep what is posted, as documented."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from standing_in import Asked, Said

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.credentials import sealed_credentials
from obole.social.rules.network import Card, Image, Marker, Post
from obole.social.rules.vocabulary import Method

SECRET = "s3cr3t-that-nobody-sees"
PICTURE = Image(
    content=b"\x89PNG not really",
    content_type="image/png",
    width=8,
    height=8,
    alt_text="Un phare",
    url="https://example.org/media/phare.png",
)


@dataclass
class Kept:
    """What stands on the network."""

    posts: dict[str, Any] = field(default_factory=dict)
    token: str = SECRET
    next_number: int = 700000

    def keep(self, post: Any) -> str:
        """Keep a post, and return its number."""
        self.next_number += 1
        self.posts[str(self.next_number)] = post
        return str(self.next_number)


@dataclass
class DiscordRoom(Kept):
    """One room, for a bot; it remembers no nonce: as after some minutes."""

    def __call__(self, asked: Asked) -> Said:  # noqa: C901, PLR0911 - an answer each
        """Answer as Discord."""
        if asked.headers.get("authorization") != f"Bot {self.token}":
            return Said(status=401, body={"message": "401: Unauthorized", "code": 0})
        path, number = urlsplit(asked.path).path, asked.path.rpartition("/")[2]
        if path.endswith("/users/@me"):
            return Said(body={"id": "1234567", "username": "obole", "avatar": None})
        if path.endswith("/channels/12345678"):
            return Said(body={"id": "12345678", "name": "news", "guild_id": "87654321"})
        if asked.method == "POST":
            return Said(body={"id": self.keep(asked.json)})
        if path.endswith("/messages"):
            return Said(body=[{"id": each, **self.posts[each]} for each in reversed(self.posts)])
        if number not in self.posts:
            return Said(status=404, body={"message": "Unknown Message", "code": 10008})
        if asked.method == "DELETE":
            del self.posts[number]
            return Said(status=204)
        if asked.method == "PATCH":
            self.posts[number] |= asked.json
        return Said(body={"id": number, "reactions": [{"count": 3}, {"count": 4}]})


@dataclass
class TumblrBlog(Kept):
    """One blog, which is given anew tokens for the refresh token."""

    renewals: int = 0

    def __call__(self, asked: Asked) -> Said:  # noqa: C901, PLR0911 - an answer each
        """Answer as Tumblr."""
        path = urlsplit(asked.path).path
        if path.endswith("/oauth2/token"):
            return self._renew(asked)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return self._said(401, errors=[{"title": "Unauthorized", "code": 1016}])
        if path.endswith("/user/info"):
            blog = {"name": "lanterne", "title": "La Lanterne", "url": "https://l.tumblr.com/"}
            return self._said(200, {"user": {"blogs": [blog]}})
        if path.endswith("/notes"):
            return self._said(200, {"total_notes": 9, "total_likes": 5, "total_reblogs": 3})
        if path.endswith("/post/delete"):
            known = self.posts.pop(asked.json["id"], None)
            return self._said(200 if known else 404)
        if asked.method == "POST":
            return self._said(201, {"id": int(self.keep(asked.json))})
        if asked.method == "PUT":
            number = path.rpartition("/")[2]
            if number not in self.posts:
                return self._said(404)
            self.posts[number] = asked.json
            return self._said(200, {"id": int(number)})
        posts = [{"id": int(each), "id_string": each, **self.posts[each]} for each in self.posts]
        return self._said(200, {"posts": posts})

    def _renew(self, asked: Asked) -> Said:
        form = parse_qs(asked.content.decode())
        if form.get("refresh_token") != [f"refresh-{self.renewals}"]:
            return Said(status=401, body={"error": "invalid_grant"})
        self.renewals += 1
        self.token = f"{SECRET}-{self.renewals}"
        again = f"refresh-{self.renewals}"
        answer = {"access_token": self.token, "refresh_token": again, "expires_in": 2520}
        return Said(body=answer)

    def _said(self, status: int, response: Any = None, errors: Any = ()) -> Said:
        meta = {"status": status, "msg": "OK" if status < 300 else "Not OK"}
        return Said(status=status, body={"meta": meta, "response": response, "errors": errors})


@dataclass
class PinterestBoard(Kept):
    """One board, whose listing comes in pages of one pin."""

    def __call__(self, asked: Asked) -> Said:  # noqa: C901, PLR0911 - an answer each
        """Answer as Pinterest."""
        path, query = urlsplit(asked.path).path, parse_qs(urlsplit(asked.path).query)
        number = path.rpartition("/")[2]
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Said(status=401, body={"code": 2, "message": "Authentication failed."})
        if path.endswith("/user_account"):
            return Said(body={"username": "lanterne", "profile_image": "https://i.pinimg.com/a"})
        if path.endswith("/boards/99"):
            return Said(body={"id": "99", "name": "Enquêtes"})
        if asked.method == "POST":
            return Said(status=201, body={"id": self.keep(asked.json)})
        if path.endswith("/boards/99/pins"):
            return self._page(int(query.get("bookmark", ["0"])[0]))
        if number not in self.posts:
            return Said(status=404, body={"code": 50, "message": "Pin not found."})
        if asked.method == "DELETE":
            del self.posts[number]
            return Said(status=204)
        if asked.method == "PATCH":
            self.posts[number] |= asked.json
        counted = {"reaction": 2, "save": 6, "comment": 1}
        return Said(body={"id": number, "pin_metrics": {"lifetime_metrics": counted}})

    def _page(self, start: int) -> Said:
        pins = [{"id": each, **self.posts[each]} for each in reversed(self.posts)]
        following = str(start + 1) if start + 1 < len(pins) else None
        return Said(body={"items": pins[start : start + 1], "bookmark": following})


def a_channel(kind: str, *, options: dict[str, str] | None = None, **secrets: str) -> Channel:
    """Make a channel that is connected with this."""
    return Channel.objects.create(
        network=kind,
        name=kind,
        options=options or {},
        sealed_credentials=sealed_credentials(secrets),
    )


def a_marker(key: str = "A" * 26) -> Marker:
    """Make the marker of a delivery."""
    return Marker(key=key, url=f"https://example.org/s/{key}", made_at=clock.now())


def a_post(text: str = "Les nuits de torche <!channel> @everyone", **changed: Any) -> Post:
    """Make a post with a picture and a card."""
    url = a_marker().url
    values: dict[str, Any] = {
        "text": f"{text} {url}",
        "language": "fr",
        "method": Method.IMAGE,
        "url": url,
        "tags": ("enquête", "mer"),
        "card": Card(url=url, title="Nuits", description="Une enquête", image=PICTURE),
        "images": (PICTURE,),
    }
    return Post(**(values | changed))


def written(thing: Any) -> str:
    """Return anything as text, to look for something in it."""
    return json.dumps(thing, ensure_ascii=False, default=str)
