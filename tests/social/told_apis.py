"""Who is told and never asked: webhooks, hubs, search engines, Slack; and rooms of Discord.

`posts` is what came out of it: what is repeated counts once, as the receivers take it.
"""

import json
from itertools import count

from closed_apis import Api
from standing_in import Asked

NUMBERS = count(900_000)


class WebhookApi(Api):
    """A receiver that takes a message once for each `webhook-id`, as the standard has it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str, str]] = []

    def answer(self, request):
        message = json.loads(request.body)
        data, kind = message["data"], message["type"].rpartition(".")[2]
        first = request.headers["webhook-id"] not in [each[0] for each in self.told]
        self.told.append((request.headers["webhook-id"], kind, data.get("id", "")))
        if first and kind in ("published", "updated"):
            self.posts[data["id"]] = data
        if first and kind == "deleted":
            self.posts.pop(data["id"], None)
        return 204, None, {}


class HubApi(Api):
    """A hub: each feed of which it was told is one thing, however often."""

    def answer(self, request):
        self.posts[request.fields["hub.url"]] = {"told": self.times(request.fields["hub.url"]) + 1}
        return 204, None, {}

    def times(self, url):
        return self.posts.get(url, {}).get("told", 0)

    def standing(self, _address):
        return int(bool(self.posts))


class EnginesApi(Api):
    """The search engines: each address of which they were told is one thing."""

    def answer(self, request):
        for url in request.fields["urlList"]:
            self.posts[url] = {"told": self.posts.get(url, {}).get("told", 0) + 1}
        return 202, None, {}

    def standing(self, _address):
        return len(self.posts)


class SlackApi(Api):
    """An incoming webhook: it says "ok", and nothing of where a message stands."""

    def answer(self, request):
        if not request.fields.get("text"):
            return 400, "no_text", {}
        self.posts[str(next(NUMBERS))] = request.fields
        return 200, "ok", {}


class DiscordWebhookApi(Api):
    """A webhook of a room: it knows its own messages by their numbers, and lists none."""

    def answer(self, request):
        name = request.path.rpartition("/")[2]
        if "messages" not in request.path:
            return self.at_webhook(request)
        if name not in self.posts:
            return 404, {"message": "Unknown Message", "code": 10008}, {}
        if request.method == "DELETE":
            del self.posts[name]
            return 204, None, {}
        if request.method == "PATCH":
            self.posts[name] |= request.fields
        return 200, {"id": name, "reactions": [{"count": 3}]}, {}

    def at_webhook(self, request):
        if request.method == "GET":
            return 200, {"name": "Nouvelles", "channel_id": "5"}, {}
        number = str(next(NUMBERS))
        self.posts[number] = request.fields
        return 200, {"id": number}, {}


class Roomed(Api):
    """A network of small_networks.py, asked as the others are."""

    def __init__(self, room) -> None:
        self.room = room()

    @property
    def posts(self):
        """Return what stands in the room."""
        return self.room.posts

    def answer(self, request):
        path = f"{request.path}?{request.query}" if request.query else request.path
        said = self.room(
            Asked(method=request.method, path=path, headers=request.headers, content=request.body)
        )
        return said.status, said.body, said.headers
