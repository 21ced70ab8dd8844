"""Networks that cannot run here, with films and sounds: what their documentation says of them.

As all stand-ins they encode our reading. `working` is how often a film is still being worked on
when somebody asks; `fails`: it can never be played.
"""

from itertools import count

from closed_apis import GraphApi, LinkedInApi, TelegramApi, XApi
from small_networks import DiscordRoom, PinterestBoard
from standing_in import Asked, Said

NUMBERS = count(5_000)


class TelegramFilms(TelegramApi):
    """sendVideo and sendAudio: https://core.telegram.org/bots/api#sendvideo."""

    def on_sendvideo(self, fields):
        assert fields["video"]
        assert fields["supports_streaming"] == "true"
        return 200, {"ok": True, "result": self.sent(fields["caption"], self.posts)}, {}

    def on_sendaudio(self, fields):
        assert fields["audio"]
        return 200, {"ok": True, "result": self.sent(fields["caption"], self.posts)}, {}


class GraphFilms(GraphApi):
    """Films of a page; containers that take their time."""

    working = 2
    fails = False

    def post_videos(self, fields):
        assert fields["file_url"].startswith("https://obole.example/")
        return 200, {"id": self.kept(fields["description"])}, {}

    def get_videos(self, _fields):
        listed = [{"id": key, "description": each["text"]} for key, each in self.posts.items()]
        return 200, {"data": listed}, {}

    def post_object(self, number, fields):
        if number in self.posts and "description" in fields:
            self.posts[number]["text"] = fields["description"]
        return super().post_object(number, fields)

    def post_media(self, fields):
        if fields.get("media_type") in ("REELS", "VIDEO"):
            assert fields["video_url"].startswith("https://obole.example/")
        return super().post_media(fields)

    post_threads = post_media

    def get_object(self, number, fields):
        if number in self.containers and self.containers[number]["standing"] == "FINISHED":
            if self.working:
                self.working -= 1
                standing = "IN_PROGRESS"
                return 200, {"status": standing, "status_code": standing, "id": number}, {}
            if self.fails:
                words = "FAILED_DOWNLOADING_VIDEO"
                said = {"error_message": words, "status_code": "ERROR"}
                return 200, {"status": "ERROR", **said, "id": number}, {}
        return super().get_object(number, fields)


class XFilms(XApi):
    """Begun, sent in parts, ended, asked after."""

    working = 2
    fails = False

    def __init__(self) -> None:
        super().__init__()
        self.films: dict[str, dict[int, bytes]] = {}

    def answer(self, request):
        steps = request.path.split("/")[2:]
        if steps[:2] != ["media", "upload"]:
            return super().answer(request)
        if steps[2:] == ["initialize"]:
            assert request.fields["media_category"] == "tweet_video"
            self.films[number := str(next(NUMBERS))] = {}
            self.said_bytes = request.fields["total_bytes"]
            return 200, {"data": {"id": number}}, {}
        if steps[-1] == "append":
            self.films[steps[2]][int(request.fields["segment_index"])] = request.fields["media"]
            return 200, {"data": {"expires_at": 1}}, {}
        if steps[-1] == "finalize":
            whole = b"".join(content for _at, content in sorted(self.films[steps[2]].items()))
            assert len(whole) == self.said_bytes
            return 200, {"data": {"id": steps[2], **self.standing_of_film()}}, {}
        assert request.fields["command"] == "STATUS"
        return 200, {"data": {"id": request.fields["media_id"], **self.standing_of_film()}}, {}

    def standing_of_film(self):
        self.working -= 1
        if self.working >= 0:
            return {"processing_info": {"state": "in_progress", "check_after_secs": 5}}
        error = {"error": {"message": "InvalidMedia"}}
        state = {"state": "failed", **error} if self.fails else {"state": "succeeded"}
        return {"processing_info": state}

    def posted(self, fields):
        if fields.get("media"):
            assert fields["media"]["media_ids"][0] in self.films
        return super().posted(fields)


class LinkedInFilms(LinkedInApi):
    """Parts of a thousand bytes, each with a mark."""

    working = 1
    fails = False
    PART = 1_000

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, bytes] = {}

    def answer(self, request):
        if request.path == "/rest/videos":
            return self.videos(request.fields)
        if request.path.startswith("/rest/videos/"):
            self.working -= 1
            standing = "PROCESSING_FAILED" if self.fails else "AVAILABLE"
            return 200, {"status": "PROCESSING" if self.working >= 0 else standing}, {}
        if request.method == "PUT" and "/film/" in request.path:
            self.parts[f"mark{request.path.rpartition('/')[2]}"] = request.body
            return 200, {}, {"ETag": f'"mark{request.path.rpartition("/")[2]}"'}
        return super().answer(request)

    def videos(self, fields):
        if fields["action"] == "initializeUpload":
            size = fields["initializeUploadRequest"]["fileSizeBytes"]
            starts = range(0, size, self.PART)
            told = [
                {
                    "uploadUrl": f"{self.origin}/film/{at}",
                    "firstByte": start,
                    "lastByte": min(start + self.PART, size) - 1,
                }
                for at, start in enumerate(starts)
            ]
            value = {"video": "urn:li:video:7", "uploadToken": "", "uploadInstructions": told}
            return 200, {"value": value}, {}
        assert fields["finalizeUploadRequest"]["uploadedPartIds"] == list(self.parts)
        return 200, {}, {}


class DiscordFilms(DiscordRoom):
    """A message with one attachment."""

    def __call__(self, asked: Asked) -> Said:
        """Answer as Discord."""
        if asked.method == "POST" and "multipart" in asked.headers["content-type"]:
            assert b'name="files[0]"; filename="' in asked.content
        return super().__call__(asked)


class PinterestFilms(PinterestBoard):
    """Registered, sent to a store, worked on."""

    working = 1
    fails = False
    store = ""

    def __call__(self, asked: Asked) -> Said:
        """Answer as Pinterest, and as the store."""
        if asked.path == "/store":
            assert "authorization" not in asked.headers
            assert b'name="policy"\r\n\r\nsigned' in asked.content
            self.film = asked.content
            return Said(status=204)
        if asked.path.endswith("/media"):
            assert asked.json == {"media_type": "video"}
            told = {"media_id": "77", "upload_url": self.store, "media_type": "video"}
            return Said(status=201, body={**told, "upload_parameters": {"policy": "signed"}})
        if asked.path.endswith("/media/77"):
            self.working -= 1
            standing = "failed" if self.fails else "succeeded"
            return Said(body={"status": "processing" if self.working >= 0 else standing})
        return super().__call__(asked)
