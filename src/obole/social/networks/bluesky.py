"""Bluesky and every other server of the AT Protocol.

https://docs.bsky.app/docs/api/com-atproto-repo-put-record. A record is put under a key of our
own, only if nothing stands there (`swapRecord: null`): however often it is asked for, it is
there once.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.bluesky_records import (
    COLLECTION,
    LIMITS,
    MOST_IMAGES,
    is_same_post,
    post_record,
    record_key,
    shows_address,
    text_record,
)
from obole.social.networks.bluesky_repository import KEYS_TRIED, Repository, key_of
from obole.social.networks.bluesky_session import ENTRYWAY, Session, refusal_of
from obole.social.networks.credentials import credentials_of, keep_credentials, sealed_credentials
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES
from obole.social.rules.counting import fits
from obole.social.rules.cutting import cut
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Image,
    LoginLost,
    Marker,
    NotOffered,
    Post,
    Prepared,
    Recording,
    Rejected,
    Remote,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "bluesky"
LABEL: Final = _("Bluesky")
FIELDS: Final = (
    ConnectField(
        name="handle",
        label=_("Handle"),
        help=_("The account's name: obole.bsky.social, for example."),
    ),
    ConnectField(
        name="password",
        label=_("App password"),
        help=_("In Bluesky, under Settings, Privacy and security, App passwords. Not your own."),
        is_secret=True,
    ),
    ConnectField(
        name="service",
        label=_("Server"),
        help=_("Only for an account that is not with Bluesky itself."),
        is_required=False,
        default=ENTRYWAY,
    ),
    ConnectField(
        name="changes",
        label=_("When an article changes"),
        help=_("Bluesky's app goes on showing a post as it first was, even when it was changed."),
        is_required=False,
        default="reply",
        choices=(
            ("reply", _("Answer below the post")),
            ("record", _("Change the post itself")),
        ),
    ),
)


class Bluesky:
    """One account. Its session is kept under the channel's seal."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        updates_by_reply=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        repeats_safely=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        recordings=(MP4,),
        has_figures=True,
        refreshes=True,
    )

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._session = Session(
            credentials_of(channel).values,
            handle=str(channel.options.get("handle", "")),
            service=str(channel.options.get("service", "")),
            keep=self._keep,
        )
        self._repository = Repository(self._session)

    def check(self) -> Identity:
        """Return the account, from its own server alone. Raise WrongCredentials."""
        try:
            found = self._session.ask("GET", "com.atproto.server.getSession")
            if not found.is_success:
                raise refusal_of(found)
            profile = self._repository.record("app.bsky.actor.profile", "self")
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(
                Reason(
                    gettext_noop(
                        "Bluesky does not accept this handle with this app password: %(words)s"
                    ),
                    words=refusal.reason,
                )
            ) from None
        shown = profile["value"] if profile else {}
        handle = str(found.body.get("handle") or self._session.handle)
        return Identity(
            name=str(shown.get("displayName") or handle),
            handle=f"@{handle}",
            number=str(found.body.get("did") or ""),
            url=f"https://bsky.app/profile/{handle}",
            avatar_url=self._repository.blob_url(shown.get("avatar")),
            limits=LIMITS,
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the film, the pictures, or the card's.

        The same file has the same name each time.
        """
        if post.recording is not None:
            return Prepared(values={"film": self._film(post.recording)})
        if post.images:
            return Prepared(
                values={"images": [self._image(each) for each in post.images[:MOST_IMAGES]]}
            )
        if post.card is not None and post.card.image is not None:
            return Prepared(values={"thumb": self._upload_picture(post.card.image)})
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Put the post where nothing stands. Twice is once."""
        record = post_record(post, prepared, made_at=marker.made_at)
        _must_fit(record)
        return self._repository.put_new(record, marker=marker)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look under the marker's own keys."""
        wanted = post_record(post, prepared, made_at=marker.made_at)
        for attempt in range(KEYS_TRIED):
            found = self._repository.record(COLLECTION, record_key(marker, attempt=attempt))
            if found is None:
                return None
            if is_same_post(found["value"], wanted) or shows_address(found["value"], marker.url):
                return self._repository.remote(found)
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Answer below the post, or change it where the channel says so. Raise Rejected."""
        if self._channel.options.get("changes") != "record":
            return self._reply(remote, cut(post.change_note or post.text, LIMITS), marker=marker)
        found = self._repository.post_of(remote)
        made_at = found["value"].get("createdAt")
        record = post_record(post, prepared, made_at=marker.made_at) | {"createdAt": made_at}
        _must_fit(record)
        return self._repository.put(record, key=key_of(remote.id), over=found["cid"])

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Delete the post; what is gone is done."""
        self._repository.delete(remote.id)

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer below a post of ours. The same text of the same marker stands once."""
        return self._reply(remote, text, marker=marker)

    def figures(self, remote: Remote) -> Figures:
        """Return the counts of Bluesky's view of the network. Raise NotOffered without one."""
        answer = self._session.ask("GET", f"app.bsky.feed.getPosts?uris={quote(remote.id)}")
        posts = answer.body.get("posts") if answer.is_success else None
        if not posts:
            raise NotOffered(gettext_noop("This server tells no figures."))
        return Figures(
            likes=posts[0].get("likeCount") or 0,
            shares=(posts[0].get("repostCount") or 0) + (posts[0].get("quoteCount") or 0),
            replies=posts[0].get("replyCount") or 0,
        )

    def refreshed(self) -> Credentials | None:
        """Refresh the session when it is about to end."""
        if not self._session.is_ending(clock.now()):
            return None
        self._session.renew()
        return Credentials(values=self._session.values())

    def _keep(self, values: Any) -> None:
        if self._channel.pk is None:
            self._channel.sealed_credentials = sealed_credentials(values)
        else:
            keep_credentials(channel=self._channel, renewed=Credentials(values=values))

    def _reply(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        found = self._repository.post_of(remote)
        value = found["value"]
        parent = {"uri": found["uri"], "cid": found["cid"]}
        root = (value.get("reply") or {}).get("root") or parent
        language = next(iter(value.get("langs") or ()), "")
        record = text_record(text, language=language, made_at=marker.made_at)
        _must_fit(record)
        record["reply"] = {"root": root, "parent": parent}
        return self._repository.put_new(record, marker=marker)

    def _upload_picture(self, image: Image) -> dict[str, Any]:
        return self._repository.upload(image.content, content_type=image.content_type)

    def _film(self, film: Recording) -> dict[str, Any]:
        shape = {"aspectRatio": {"width": film.width, "height": film.height}}
        return {
            "video": self._repository.upload(film, content_type=film.content_type),
            "alt": film.alt_text,
            **(shape if film.width and film.height else {}),
        }

    def _image(self, image: Image) -> dict[str, Any]:
        return {
            "image": self._upload_picture(image),
            "alt": image.alt_text,
            "aspectRatio": {"width": image.width, "height": image.height},
        }


def _must_fit(record: Mapping[str, Any]) -> None:
    if not fits(record["text"], LIMITS):
        raise Rejected(gettext_noop("The text is too long for Bluesky."))


FACTORIES[KIND] = Bluesky
