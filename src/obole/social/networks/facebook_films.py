"""Films of a Facebook page: https://developers.facebook.com/docs/graph-api/reference/page/videos.

Facebook fetches the film from its address on our site (`file_url`), after it has answered: what
it cannot play it takes away again, and says nothing of that to us. A film is no post of the feed:
it has a number of its own, and a description instead of a message.
"""

from typing import Final

from obole.social.networks.connected import is_marked, looked_through, number_at, text_at
from obole.social.networks.graph import Graph, id_of
from obole.social.rules.network import Figures, Marker, Post, Recording, Remote

FILM: Final = "film"
"""In `Remote.revision`: the number is that of a film."""
# https://developers.facebook.com/docs/video-api/guides/publishing
FILM_ROOT: Final = "https://graph-video.facebook.com"
LOOKED_THROUGH: Final = "50"


class Films:
    """The films of one page: posted at one address, read at the other."""

    def __init__(self, posting: Graph, reading: Graph) -> None:
        self._posting = posting
        self._reading = reading

    def create(self, post: Post, film: Recording) -> Remote:
        """Post a film. Twice is two films."""
        fields = {"file_url": film.url, "description": post.text, "title": film.alt_text}
        return _remote(id_of(self._posting.post("me/videos", fields, changes=True)))

    def find(self, marker: Marker) -> Remote | None:
        """Look through the page's newest films for the delivery's own address."""
        fields = {"fields": "id,description,permalink_url", "type": "uploaded"}
        answer = self._reading.get("me/videos", fields | {"limit": LOOKED_THROUGH})
        for each in looked_through(answer, "data"):
            if is_marked(marker, [text_at(each, "description")]) and text_at(each, "id"):
                return _remote(text_at(each, "id"))
        return None

    def figures(self, remote: Remote) -> Figures:
        """Return likes and comments; shares of a film are not told."""
        counted = "likes.summary(true).limit(0),comments.summary(true).limit(0)"
        answer = self._reading.get(remote.id, {"fields": counted})
        return Figures(
            likes=number_at(answer, "likes", "summary", "total_count"),
            replies=number_at(answer, "comments", "summary", "total_count"),
        )


def _remote(number: str) -> Remote:
    return Remote(id=number, url=f"https://www.facebook.com/watch/?v={number}", revision=FILM)
