"""Threads: posts in two steps, by Meta's Threads API. Nothing can be changed, only answered.

https://developers.facebook.com/docs/threads/posts
"""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.social.models import Channel
from obole.social.networks.connected import (
    connection_of,
    end_of,
    ends_within,
    is_marked,
    listed,
    looked_through,
    not_before,
    number_at,
    renewed,
    text_at,
)
from obole.social.networks.containers import (
    CONTAINER,
    USER,
    Standing,
    check_ready,
    is_without_id,
    standing_of,
    user_of,
    with_container,
    without_id,
)
from obole.social.networks.fields import ConnectField
from obole.social.networks.graph import Graph, NoSuchObject, id_of, unseen_id_of
from obole.social.networks.registry import FACTORIES
from obole.social.rules.cutting import cut
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    LoginLost,
    Marker,
    Post,
    Prepared,
    Rejected,
    Remote,
    WrongCredentials,
)
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "threads"
LABEL: Final = "Threads"
FIELDS: Final = (
    ConnectField(
        name="access_token",
        is_secret=True,
        label=gettext_lazy("Token"),
        help=gettext_lazy("A long-lived one, made with threads_content_publish."),
    ),
)
ROOT: Final = "https://graph.threads.net"
VERSION: Final = "v1.0"
LIMITS: Final = Limits(
    text=500,
    unit="mixed-bytes",
    alt_text=1_000,
    image_bytes=8_000_000,
    # https://developers.facebook.com/docs/threads/overview: five minutes and a gigabyte.
    recording_bytes=1_000_000_000,
    film_seconds=5 * 60,
)
# The API takes twenty; nobody leafs through more than ten.
MOST_IMAGES: Final = 10
RENEWED_BEFORE: Final = timedelta(days=12)
LOOKED_THROUGH: Final = "50"


class Threads:
    """One account."""

    kind = KIND
    abilities = Abilities(
        updates_by_reply=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        recordings=(MP4,),
        has_figures=True,
        refreshes=True,
    )
    root = ROOT

    def __init__(self, channel: Channel) -> None:
        self._told = connection_of(channel)
        token = self._told.get("access_token", "")
        self._plain = Graph(self.root, token)
        self._graph = Graph(f"{self.root}/{VERSION}", token)

    def check(self) -> Identity:
        """Return the account. Raise WrongCredentials."""
        fields = {"fields": "id,username,name,threads_profile_picture_url"}
        try:
            account = self._graph.get("me", fields)
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(refusal.reason) from None
        name = text_at(account, "username")
        if not name:
            raise WrongCredentials(_("This is no token of a Threads account."))
        return Identity(
            name=text_at(account, "name") or name,
            handle=f"@{name}",
            number=text_at(account, "id"),
            url=f"https://www.threads.net/@{name}",
            avatar_url=text_at(account, "threads_profile_picture_url"),
            limits=LIMITS,
            expires_at=end_of(self._told),
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make the container; Threads fetches the pictures or the film from our site."""
        user = unseen_id_of(self._graph.get("me", {"fields": "id"}))
        if post.recording is not None:
            film = {"media_type": "VIDEO", "video_url": post.recording.url, "text": post.text}
            film["alt_text"] = post.recording.alt_text
            return with_container(user, self._container(user, film))
        if post.images and post.method in (Method.IMAGE, Method.IMAGES):
            return with_container(user, self._pictured(user, post))
        fields = {"media_type": "TEXT", "text": post.text}
        if post.method is Method.LINK and post.url:
            fields["link_attachment"] = post.url
        return with_container(user, self._container(user, fields))

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Release the container. One that was released already is not released again."""
        standing = standing_of(self._graph, prepared, field="status")
        if standing is Standing.PUBLISHED:
            return self._listed(post, prepared, marker) or without_id(prepared)
        check_ready(standing)
        return self._released(user_of(prepared), str(prepared.values[CONTAINER]))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Ask the container whether it was released; without one, look through what stands."""
        standing = standing_of(self._graph, prepared, field="status")
        if standing is Standing.PUBLISHED:
            return self._listed(post, prepared, marker) or without_id(prepared)
        return None if standing else self._listed(post, prepared, marker)

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Answer below the post with the note of the change; return where the answer stands."""
        return self.comment(remote, cut(post.change_note or post.text, LIMITS), marker=marker)

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take the post away; one that is gone is done."""
        _check_known(remote)
        try:
            self._graph.delete(remote.id)
        except NoSuchObject:
            return

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer the post. Twice is two answers."""
        _check_known(remote)
        user = unseen_id_of(self._graph.get("me", {"fields": "id"}))
        fields = {"media_type": "TEXT", "text": text, "reply_to_id": remote.id}
        container = self._container(user, fields)
        return self._released(user, container)

    def figures(self, remote: Remote) -> Figures:
        """Return likes, reposts with quotes, and replies."""
        _check_known(remote)
        fields = {"metric": "likes,replies,reposts,quotes"}
        answer = self._graph.get(f"{remote.id}/insights", fields)
        counted = {
            text_at(each, "name"): number_at(each, "values", 0, "value")
            for each in listed(answer, "data")
        }
        return Figures(
            likes=counted.get("likes", 0),
            shares=counted.get("reposts", 0) + counted.get("quotes", 0),
            replies=counted.get("replies", 0),
        )

    def refreshed(self) -> Credentials | None:
        """Renew a token that ends soon; they live 60 days."""
        if ends_within(self._told, RENEWED_BEFORE) is False:
            return None
        try:
            fields = {"grant_type": "th_refresh_token"}
            return renewed(self._plain.get("refresh_access_token", fields))
        except Rejected:
            # On its first day a token cannot be renewed yet, nor need it be.
            return None

    def _pictured(self, user: str, post: Post) -> str:
        images = post.images[:MOST_IMAGES]
        pictures = [
            {"media_type": "IMAGE", "image_url": each.url, "alt_text": each.alt_text}
            for each in images
        ]
        if len(pictures) == 1:
            return self._container(user, {**pictures[0], "text": post.text})
        children = [
            self._container(user, {**each, "is_carousel_item": "true"}) for each in pictures
        ]
        whole = {"media_type": "CAROUSEL", "children": ",".join(children), "text": post.text}
        return self._container(user, whole)

    def _container(self, user: str, fields: dict[str, str]) -> str:
        return unseen_id_of(self._graph.post(f"{user}/threads", fields))

    def _released(self, user: str, container: str) -> Remote:
        fields = {"creation_id": container}
        answer = self._graph.post(f"{user}/threads_publish", fields, changes=True)
        return Remote(id=id_of(answer))

    def _listed(self, post: Post, prepared: Prepared, marker: Marker) -> Remote | None:
        """Return the released post: the API does not say which one a container became."""
        user = prepared.values.get(USER) or "me"
        answer = self._graph.get(
            f"{user}/threads",
            {
                "fields": "id,text,permalink,timestamp,link_attachment_url",
                "since": str(int(not_before(marker).timestamp())),
                "limit": LOOKED_THROUGH,
            },
        )
        for each in looked_through(answer, "data"):
            texts = [text_at(each, "text"), text_at(each, "link_attachment_url")]
            if is_marked(marker, texts) or texts[0].strip() == post.text.strip():
                return Remote(id=text_at(each, "id"), url=text_at(each, "permalink"))
        return None


def _check_known(remote: Remote) -> None:
    if is_without_id(remote):
        raise Rejected(_("The post stands, but Threads did not say where."))


FACTORIES[KIND] = Threads
