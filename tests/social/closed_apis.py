"""Telegram, Meta, X and LinkedIn as their documentation reads: `posts` is what stands."""

import json
from html import unescape
from itertools import count

from obole.foundation import clock

NUMBERS = count(1_000)


class Api:
    """Posts by their numbers: each a text, with all that was said along with it."""

    def __init__(self) -> None:
        self.posts: dict[str, dict] = {}
        self.answers: dict[str, dict] = {}

    def standing(self, address: str) -> int:
        """Return how many posts show this address."""
        return sum(address in json.dumps(each, default=str) for each in self.posts.values())


class TelegramApi(Api):
    """A bot that is the administrator of one channel."""

    chat = {"id": -1001234567890, "username": "obole_test", "title": "Obole", "type": "channel"}
    member = {"status": "administrator", "can_post_messages": True}

    def answer(self, request):
        token, name = request.path.removeprefix("/bot").split("/")
        if token != "123:SECRETSECRET":
            return _refused(401, "Unauthorized")
        return getattr(self, f"on_{name.lower()}")(request.fields)

    def on_getme(self, _fields):
        return 200, {"ok": True, "result": {"id": 123, "is_bot": True}}, {}

    def on_getchat(self, fields):
        if fields["chat_id"] not in (f"@{self.chat['username']}", str(self.chat["id"])):
            return _refused(400, "Bad Request: chat not found")
        return 200, {"ok": True, "result": self.chat}, {}

    def on_getchatmember(self, _fields):
        return 200, {"ok": True, "result": self.member}, {}

    def on_sendmessage(self, fields):
        into = self.answers if fields.get("reply_parameters") else self.posts
        return 200, {"ok": True, "result": self.sent(fields["text"], into)}, {}

    def on_sendphoto(self, fields):
        return 200, {"ok": True, "result": self.sent(fields["caption"], self.posts)}, {}

    def on_sendmediagroup(self, fields):
        media = json.loads(fields["media"])
        sent = [self.sent(each.get("caption", ""), self.posts) for each in media]
        return 200, {"ok": True, "result": sent}, {}

    def sent(self, text, into):
        number = next(NUMBERS)
        into[str(number)] = {"text": unescape(text)}
        return {"message_id": number, "chat": self.chat}

    def on_editmessagetext(self, fields):
        return self.changed(fields, fields["text"])

    def on_editmessagecaption(self, fields):
        return self.changed(fields, fields["caption"])

    def changed(self, fields, text):
        post = self.posts.get(str(fields["message_id"]))
        if post is None:
            return _refused(400, "Bad Request: message to edit not found")
        if post["text"] == unescape(text):
            return _refused(400, "Bad Request: message is not modified")
        post["text"] = unescape(text)
        return 200, {"ok": True, "result": True}, {}

    def on_deletemessage(self, fields):
        if self.posts.pop(str(fields["message_id"]), None) is None:
            return _refused(400, "Bad Request: message to delete not found")
        return 200, {"ok": True, "result": True}, {}


def _refused(status, words):
    return status, {"ok": False, "error_code": status, "description": words}, {}


class GraphApi(Api):
    """What Facebook, Instagram and Threads have in common."""

    token = {"is_valid": True, "type": "PAGE", "app_id": "42", "expires_at": 0}
    token |= {"scopes": ["pages_manage_posts", "pages_read_engagement"]}
    account: dict = {"id": "777", "username": "obole", "name": "Obole"}

    def __init__(self) -> None:
        super().__init__()
        self.containers: dict[str, dict] = {}

    def answer(self, request):
        *_, rest = f"/{request.path.lstrip('/')}".split("/", 2)
        steps = [each for each in rest.split("/") if each]
        name = steps[-1] if steps else ""
        if name == "refresh_access_token":
            return 200, {"access_token": "renewed-token", "expires_in": 5184000}, {}
        handler = getattr(self, f"{request.method.lower()}_{name}", None)
        if handler is not None:
            return handler(request.fields)
        return getattr(self, f"{request.method.lower()}_object")(name, request.fields)

    def get_debug_token(self, _fields):
        return 200, {"data": self.token}, {}

    def get_me(self, _fields):
        return 200, self.account, {}

    def get_insights(self, _fields):
        counted = [{"name": "likes", "values": [{"value": 3}]}]
        return 200, {"data": counted}, {}

    def post_object(self, number, fields):
        if number in self.posts and "message" in fields:
            self.posts[number]["text"] = fields["message"]
        return 200, {"success": True}, {}

    def get_object(self, number, _fields):
        if number in self.containers:
            standing = self.containers[number]["standing"]
            return 200, {"status": standing, "status_code": standing, "id": number}, {}
        if number in self.posts:
            return 200, {"like_count": 3, "comments_count": 2}, {}
        return self.no_such()

    def delete_object(self, number, _fields):
        if self.posts.pop(number, None) is None:
            return self.no_such()
        return 200, {"success": True}, {}

    def no_such(self):
        words = "Unsupported request. Object does not exist"
        return 400, {"error": {"code": 100, "error_subcode": 33, "message": words}}, {}

    # Facebook.

    def post_photos(self, fields):
        assert fields["published"] == "false"
        return 200, {"id": str(next(NUMBERS))}, {}

    def post_feed(self, fields):
        return 200, {"id": self.kept(fields["message"], fields.get("link", ""))}, {}

    def post_comments(self, fields):
        number = f"c{next(NUMBERS)}"
        self.answers[number] = {"text": fields["message"]}
        return 200, {"id": number}, {}

    def get_published_posts(self, _fields):
        listed = [
            {
                "id": number,
                "message": each["text"],
                "attachments": {"data": [{"unshimmed_url": each["link"]}]},
            }
            for number, each in self.posts.items()
        ]
        return 200, {"data": listed}, {}

    def kept(self, text, link=""):
        number = f"777_{next(NUMBERS)}"
        self.posts[number] = {"text": text, "link": link, "at": clock.now()}
        return number

    # Instagram and Threads: two steps.

    def post_media(self, fields):
        number = f"k{next(NUMBERS)}"
        self.containers[number] = {**fields, "standing": "FINISHED"}
        return 200, {"id": number}, {}

    post_threads = post_media

    def post_media_publish(self, fields):
        container = self.containers[fields["creation_id"]]
        if container["standing"] != "FINISHED":
            words = "Media ID is not available"
            return 400, {"error": {"code": 9007, "message": words}}, {}
        container["standing"] = "PUBLISHED"
        text = container.get("caption") or container.get("text", "")
        if container.get("reply_to_id"):
            self.answers[f"a{next(NUMBERS)}"] = {"text": text}
            return 200, {"id": "a1"}, {}
        return 200, {"id": self.kept(text, container.get("link_attachment", ""))}, {}

    post_threads_publish = post_media_publish

    def get_media(self, _fields):
        listed = [
            {
                "id": number,
                "caption": each["text"],
                "text": each["text"],
                "timestamp": f"{each['at']:%Y-%m-%dT%H:%M:%S}+0000",
                "permalink": f"https://network.example/{number}",
            }
            for number, each in self.posts.items()
        ]
        return 200, {"data": listed}, {}

    get_threads = get_media


class XApi(Api):
    """One account, which may not say the same twice."""

    account = {"id": "99", "username": "obole", "name": "Obole"}

    def answer(self, request):
        _, _, *steps = request.path.split("/")
        renewed = {"access_token": "new-access", "refresh_token": "new-refresh"}
        fixed = {
            "oauth2/token": {**renewed, "expires_in": 7200},
            "users/me": {"data": self.account},
            "media/upload": {"data": {"id": str(next(NUMBERS))}},
            "media/metadata": {"data": {}},
        }.get("/".join(steps))
        if fixed is not None:
            return 200, fixed, {}
        if steps[0] == "users":
            return 200, self.timeline(), {}
        if request.method == "DELETE":
            return self.deleted(steps[1])
        return self.posted(request.fields)

    def deleted(self, number):
        if self.posts.pop(number, None) is None:
            return 404, {"title": "Not Found Error", "detail": "Could not find tweet"}, {}
        return 200, {"data": {"deleted": True}}, {}

    def posted(self, fields):
        text = fields["text"]
        if any(each["text"] == text for each in self.posts.values()):
            words = "You are not allowed to create a Tweet with duplicate content."
            return 403, {"title": "Forbidden", "detail": words, "type": "about:blank"}, {}
        number = str(next(NUMBERS))
        into = self.answers if fields.get("reply") else self.posts
        into[number] = {"text": text}
        return 201, {"data": {"id": number, "text": text}}, {}

    def timeline(self):
        listed = [
            {
                "id": number,
                "text": "shortened https://t.co/abc",
                "entities": {"urls": [{"expanded_url": each["text"].split()[-1]}]},
            }
            for number, each in self.posts.items()
        ]
        return {"data": listed} if listed else {"meta": {"result_count": 0}}


class LinkedInApi(Api):
    """An organisation and a person."""

    facts = {"active": True, "scope": "w_organization_social,w_member_social,openid"}
    origin = ""

    def answer(self, request):
        assert request.headers.get("linkedin-version", "2").startswith("2")
        name = request.path.rpartition("/")[2]
        urn = f"urn:li:image:{next(NUMBERS)}"
        fixed = {
            "introspectToken": self.facts,
            "accessToken": {"access_token": "new-access-token", "expires_in": 5184000},
            "2414183": {"localizedName": "Obole", "vanityName": "obole"},
            "userinfo": {"sub": "abc", "name": "Jeanne Petit"},
            "images": {"value": {"image": urn, "uploadUrl": f"{self.origin}/up/{urn}"}},
        }.get(name)
        if fixed is not None:
            return 200, fixed, {}
        if request.method == "PUT":
            return 201, {}, {}
        if name == "comments":
            self.answers[str(next(NUMBERS))] = request.fields
            return 201, {}, {"x-restli-id": "urn:li:comment:1"}
        return self.posts_api(request, name.replace("%3A", ":"))

    def posts_api(self, request, urn):
        if request.method == "GET":
            listed = [{"id": each, **post} for each, post in self.posts.items()]
            return 200, {"elements": listed}, {}
        if request.method == "DELETE":
            self.posts.pop(urn, None)
            return 204, {}, {}
        if urn in self.posts:
            self.posts[urn] |= request.fields["patch"]["$set"]
            return 204, {}, {}
        made = f"urn:li:share:{next(NUMBERS)}"
        now = int(clock.now().timestamp() * 1000)
        self.posts[made] = {**request.fields, "createdAt": now}
        return 201, {}, {"x-restli-id": made}

    def standing(self, address):
        return sum(address in each["commentary"].replace("\\", "") for each in self.posts.values())
