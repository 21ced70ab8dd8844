"""Tumblr: posts in its own format of blocks (NPF), on one blog.

https://www.tumblr.com/docs/en/api/v2 and https://www.tumblr.com/docs/npf. No key makes a post
once: a lost answer is looked for among the blog's newest posts, by the tracked address.
"""

import json
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.calling import Answer, Call, ask_for_json, not_their_word
from obole.social.networks.connected import (
    at,
    connection_of,
    is_marked,
    listed,
    number_at,
    text_at,
)
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES
from obole.social.networks.renewing import bearing, ends_unrenewed, renewed_in_time
from obole.social.networks.tumblr_blocks import blocks_of, tags_of, written
from obole.social.networks.uploads import seconds_for
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    Post,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import MP3, MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "tumblr"
LABEL: Final = _("Tumblr")
FIELDS: Final = (
    ConnectField(
        name="blog",
        label=_("Blog"),
        help=_("Its name as in its address: “lanterne” for lanterne.tumblr.com."),
    ),
    ConnectField(
        name="client_id",
        label=_("OAuth consumer key"),
        help=_("Of the application that you register at tumblr.com/oauth/apps."),
    ),
    ConnectField(name="client_secret", label=_("OAuth consumer secret"), is_secret=True),
    ConnectField(
        name="access_token",
        label=_("Access token"),
        help=_("Filled in by connecting."),
        is_secret=True,
    ),
    ConnectField(
        name="refresh_token",
        label=_("Refresh token"),
        help=_("Without it the channel stops after some forty minutes."),
        is_secret=True,
        is_required=False,
    ),
)

API: Final = "https://api.tumblr.com/v2"
# https://www.tumblr.com/docs/npf: a text block has at most 4,096 characters.
LIMITS: Final = Limits(
    text=4_096,
    alt_text=4_096,
    image_bytes=10_000_000,
    # Tumblr's help for its users; the documentation of the API names no figures.
    recording_bytes=100_000_000,
    sound_bytes=10_000_000,
)
MOST_IMAGES: Final = 10
# The most that one call gives.
LOOKED_THROUGH: Final = 20
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
_FILM_GONE: Final = gettext_noop("The video or sound of this post is gone: it stays as it is.")
_MAY_NOT: Final = gettext_noop("Tumblr does not let this account write there: %(words)s")
_REFUSES: Final = gettext_noop("Tumblr refuses (%(status)s): %(words)s")


class Tumblr:
    """One blog."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_find=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        recordings=(MP4, MP3),
        has_figures=True,
        refreshes=True,
    )

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._told = connection_of(channel)

    def check(self) -> Identity:
        """Return the blog, which must be one of the account's. Raise WrongCredentials."""
        blogs = {
            text_at(each, "name").lower(): each
            for each in listed(self._call("GET", "/user/info").body, "response", "user", "blogs")
        }
        blog = blogs.get(self._blog())
        if blog is None:
            raise WrongCredentials(
                Reason(
                    gettext_noop("This account has no blog “%(blog)s”. It has: %(blogs)s."),
                    blog=self._blog(),
                    blogs=", ".join(sorted(blogs)),
                )
            )
        return Identity(
            name=text_at(blog, "title") or self._blog(),
            handle=self._blog(),
            number=text_at(blog, "uuid"),
            url=text_at(blog, "url"),
            avatar_url=f"{API}/blog/{quote(self._blog())}.tumblr.com/avatar/128",
            limits=LIMITS,
            expires_at=ends_unrenewed(self._channel),
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing: files go with the post."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. Raise Rejected or Uncertain."""
        answer = self._send("POST", f"{self._path()}/posts", post)
        number = text_at(answer.body, "response", "id")
        if not number:
            raise Uncertain(gettext_noop("Tumblr took the post and did not say where it stands."))
        return self._at(number)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look through the blog's newest posts for the marker."""
        path = f"{self._path()}/posts?npf=true&limit={LOOKED_THROUGH}"
        for each in listed(self._call("GET", path).body, "response", "posts"):
            # An address stands in blocks of several kinds, and in JSON "/" may be escaped.
            said = json.dumps(at(each, "content"), ensure_ascii=False)
            if is_marked(marker, [said, text_at(each, "source_url")]):
                return self._at(text_at(each, "id_string") or text_at(each, "id"))
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Write the post anew in its place. Raise Rejected when it, or its film, is gone."""
        if post.method is Method.VIDEO and post.recording is None:
            # It would lose the film that stands there.
            raise Rejected(
                gettext_noop("The video or sound of this post is gone: it stays as it is.")
            )
        self._send("PUT", f"{self._path()}/posts/{quote(remote.id)}", post)
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take a post away; one that is gone is done."""
        path = f"{self._path()}/post/delete"
        self._call("POST", path, content={"id": remote.id}, changes=True, may_be_gone=True)

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: the API makes no replies."""
        raise NotOffered(gettext_noop("Tumblr's API does not reply to posts."))

    def figures(self, remote: Remote) -> Figures:
        """Return likes, reblogs and replies."""
        path = f"{self._path()}/notes?id={quote(remote.id)}&mode=conversation"
        answer = self._call("GET", path).body
        likes = number_at(answer, "response", "total_likes")
        shares = number_at(answer, "response", "total_reblogs")
        every = number_at(answer, "response", "total_notes")
        return Figures(likes=likes, shares=shares, replies=max(every - likes - shares, 0))

    def refreshed(self) -> Credentials | None:
        """Renew the token in time."""
        return renewed_in_time(self._channel)

    def _blog(self) -> str:
        return self._told.get("blog", "").lower().removesuffix(".tumblr.com")

    def _path(self) -> str:
        return f"/blog/{quote(self._blog(), safe='')}"

    def _at(self, number: str) -> Remote:
        return Remote(
            id=number, url=f"https://www.tumblr.com/{quote(self._blog())}/{quote(number)}"
        )

    def _send(self, method: str, path: str, post: Post) -> Answer:
        content = {"content": blocks_of(post), "state": "published", "tags": tags_of(post)}
        return self._call(method, path, content=content, post=post, changes=True)

    def _call(
        self,
        method: str,
        path: str,
        *,
        content: dict[str, Any] | None = None,
        post: Post | None = None,
        changes: bool = False,
        may_be_gone: bool = False,
    ) -> Answer:
        of_content, body = written(content, post)

        def send(token: str) -> Answer:
            return ask_for_json(
                Call(
                    method=method,
                    url=f"{API}{path}",
                    headers={"Authorization": f"Bearer {token}"} | of_content,
                    content=body,
                    changes=changes,
                    secrets=[token],
                    total_seconds=seconds_for(post),
                )
            )

        return _judged(bearing(self._channel, send), may_be_gone=may_be_gone)


def _judged(answer: Answer, *, may_be_gone: bool) -> Answer:
    if answer.is_success or (may_be_gone and answer.status == NOT_FOUND):
        return answer
    errors = listed(answer.body, "errors")
    words = " ".join(text_at(each, "detail") or text_at(each, "title") for each in errors)
    said = words.strip() or text_at(answer.body, "meta", "msg")
    words = said or answer.text
    if answer.status == FORBIDDEN and not said:
        raise not_their_word(answer)
    if answer.status == FORBIDDEN:
        raise LoginLost(Reason(_MAY_NOT, words=words))
    raise Rejected(Reason(_REFUSES, status=answer.status, words=words))


FACTORIES[KIND] = Tumblr
