"""X: posts of one account, by the API v2. Each post costs money.

X knows no key that makes a repetition harmless, but refuses the same words twice; after a lost
answer the account's posts are looked through for the delivery's own address.
https://docs.x.com/x-api/posts/create-post
"""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.connected import (
    at,
    connection_of,
    ends_within,
    is_marked,
    listed,
    looked_through,
    not_before,
    number_at,
    text_at,
)
from obole.social.networks.fields import ConnectField
from obole.social.networks.forms import UploadedFile
from obole.social.networks.registry import FACTORIES
from obole.social.networks.x_edits import EDITABLE_SECONDS, newest_version
from obole.social.networks.x_films import check_film, upload_film
from obole.social.networks.x_requests import ROOT, Login, NotThere, is_without_data
from obole.social.rules.counting import ADDRESS
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Image,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "x"
LABEL: Final = "X"
FIELDS: Final = (
    ConnectField(
        name="client_id",
        label=gettext_lazy("API key, or client ID"),
        help=gettext_lazy("The API key with user keys; the client ID with OAuth 2.0."),
    ),
    ConnectField(
        name="client_secret", is_secret=True, label=gettext_lazy("Its secret"), is_required=False
    ),
    ConnectField(name="access_token", is_secret=True, label=gettext_lazy("Access token")),
    ConnectField(
        name="access_token_secret",
        is_secret=True,
        label=gettext_lazy("Access token secret"),
        is_required=False,
        help=gettext_lazy("User keys only: they do not end."),
    ),
    ConnectField(
        name="refresh_token",
        is_secret=True,
        label=gettext_lazy("Refresh token"),
        is_required=False,
        help=gettext_lazy("OAuth 2.0 only: the access token ends after two hours."),
    ),
    ConnectField(
        name="edits",
        label=gettext_lazy("When an article changes"),
        is_required=False,
        default="no",
        choices=(
            ("no", gettext_lazy("Leave the post as it is")),
            ("yes", gettext_lazy("Edit the post, for half an hour: with X Premium only")),
        ),
        help=gettext_lazy("An edit costs as much as a post."),
    ),
)
LIMITS: Final = Limits(
    text=280,
    unit="weighted",
    alt_text=1_000,
    image_bytes=5_000_000,
    # https://docs.x.com/x-api/media/quickstart/best-practices: size and duration limits.
    recording_bytes=8_000_000_000,
    film_seconds=20 * 60,
)
# Of accounts with X Premium.
LONGEST_FILM_SECONDS: Final = 125 * 60
MOST_IMAGES: Final = 4
# https://docs.x.com/x-api/getting-started/pricing, in US cents: 0.015 $ and 0.200 $ a post.
CENTS_PLAIN: Final = 2
CENTS_WITH_ADDRESS: Final = 20
# An access token lives two hours; renewed at four fifths of its life.
RENEWED_BEFORE: Final = timedelta(minutes=24)
# Each post that is read costs half a cent.
LOOKED_THROUGH: Final = "10"


class X:
    """One account."""

    kind = KIND
    abilities = Abilities(
        can_delete=True,
        can_reply=True,
        can_find=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        recordings=(MP4,),
        refreshes=True,
        costs=True,
    )
    root = ROOT

    def __init__(self, channel: Channel) -> None:
        told = connection_of(channel)
        self._told = told
        self._login = Login(told, root=self.root)
        self.abilities = self.abilities_of(channel)

    @classmethod
    def abilities_of(cls, channel: Channel) -> Abilities:
        """Return what this account can do: reading and editing only where somebody wants it."""
        return replace(
            cls.abilities,
            has_figures=channel.options.get("figures") == "yes",
            can_update=channel.options.get("edits") == "yes",
            updates_for_seconds=EDITABLE_SECONDS,
        )

    def cost_cents(self, post: Post) -> int:
        """Return the price of one post, in US cents, rounded up: an address makes it dear."""
        return CENTS_WITH_ADDRESS if ADDRESS.search(post.text) else CENTS_PLAIN

    def check(self) -> Identity:
        """Return the account. Raise WrongCredentials, with words for an application's token."""
        if not self._login.is_oauth1 and not self._told.get("refresh_token"):
            raise WrongCredentials(
                _("Either the access token's secret is missing, or the refresh token.")
            )
        fields = {"user.fields": "name,username,profile_image_url"}
        try:
            body = self._login.ask("GET", "/2/users/me", query=fields)
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(
                Reason(
                    _("X does not let these keys speak for an account. (%(words)s)"),
                    words=refusal.reason,
                )
            ) from None
        name, pays = text_at(body, "data", "username"), self.abilities.can_update
        return Identity(
            name=text_at(body, "data", "name") or name,
            handle=f"@{name}",
            number=text_at(body, "data", "id"),
            url=f"https://x.com/{name}",
            avatar_url=text_at(body, "data", "profile_image_url"),
            limits=replace(LIMITS, film_seconds=LONGEST_FILM_SECONDS) if pays else LIMITS,
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the film, or the pictures with what they show in words."""
        if post.recording is not None:
            return Prepared(values=upload_film(self._login, post.recording))
        if not post.images or post.method not in (Method.IMAGE, Method.IMAGES):
            return Prepared()
        return Prepared(values={"media": [self._uploaded(each) for each in post.images]})

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. Twice is a refusal by X while it remembers the words, and else two posts."""
        return self._posted({"text": post.text}, prepared)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look through the account's newest posts. Each that is read costs half a cent."""
        fields = {
            "max_results": LOOKED_THROUGH,
            "start_time": f"{not_before(marker).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "tweet.fields": "entities,created_at",
        }
        user = self._login.user_id or self._asked_for_user_id()
        answer = self._login.ask("GET", f"/2/users/{user}/tweets", query=fields)
        is_empty = at(answer, "meta", "result_count") == 0
        for each in () if is_empty else looked_through(answer, "data"):
            addresses = [
                text_at(one, name)
                for one in listed(each, "entities", "urls")
                for name in ("expanded_url", "unwound_url")
            ]
            if is_marked(marker, [*addresses, text_at(each, "text")]) and text_at(each, "id"):
                return _remote(text_at(each, "id"))
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Edit the post, which gives it a new number. Twice the same is one edit.

        Raise NotOffered where the account does not edit, Rejected when it is too late.
        """
        if not self.abilities.can_update:
            raise NotOffered(_("X changes posts of paying accounts for half an hour only."))
        newest = newest_version(self._login, remote.id)
        if newest.says(post.text):
            return _remote(newest.number)
        newest.check_editable(clock.now())
        body = {"text": post.text, "edit_options": {"previous_post_id": newest.number}}
        return self._posted(body, prepared)

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take the post away; one that is gone is done."""
        try:
            self._login.ask("DELETE", f"/2/tweets/{remote.id}", changes=True)
        except NotThere:
            return

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer the post. X may refuse it to accounts that pay by use."""
        body = {"text": text, "reply": {"in_reply_to_tweet_id": remote.id}}
        return self._posted(body, Prepared())

    def figures(self, remote: Remote) -> Figures:
        """Return likes, reposts with quotes, and replies. Costs half a cent."""
        if not self.abilities.has_figures:
            raise NotOffered(_("Reading costs money: the channel does not want it."))
        fields = {"tweet.fields": "public_metrics"}
        answer = self._login.ask("GET", f"/2/tweets/{remote.id}", query=fields)
        if is_without_data(answer):
            raise Rejected(_("This post does not stand on X any more."))
        found = ("data", "public_metrics")
        return Figures(
            likes=number_at(answer, *found, "like_count"),
            shares=number_at(answer, *found, "retweet_count")
            + number_at(answer, *found, "quote_count"),
            replies=number_at(answer, *found, "reply_count"),
        )

    def refreshed(self) -> Credentials | None:
        """Renew the pair of tokens when the access token ends soon; user keys do not end."""
        if self._login.is_oauth1 or not self._told.get("refresh_token"):
            return None
        if ends_within(self._told, RENEWED_BEFORE) is False:
            return None
        return self._login.renewed()

    def _posted(self, body: dict[str, Any], prepared: Prepared) -> Remote:
        check_film(self._login, prepared)
        media = prepared.values.get("media")
        if media:
            body["media"] = {"media_ids": list(media)}
        answer = self._login.ask("POST", "/2/tweets", json=body, changes=True)
        number = text_at(answer, "data", "id")
        if not number:
            raise Uncertain(_("X's answer does not say where the post is."))
        return _remote(number)

    def _asked_for_user_id(self) -> str:
        number = text_at(self._login.ask("GET", "/2/users/me"), "data", "id")
        if not number:
            raise NotSent(_("X's answer cannot be read."))
        return number

    def _uploaded(self, image: Image) -> str:
        file = UploadedFile(
            name="media",
            file_name="picture",
            content=image.content,
            content_type=image.content_type,
        )
        fields = {"media_category": "tweet_image", "media_type": image.content_type}
        answer = self._login.ask("POST", "/2/media/upload", form=(fields, file))
        number = text_at(answer, "data", "id")
        if not number:
            raise NotSent(_("X's answer does not say what was uploaded."))
        if image.alt_text:
            said = {"id": number, "metadata": {"alt_text": {"text": image.alt_text}}}
            self._login.ask("POST", "/2/media/metadata", json=said)
        return number


def _remote(number: str) -> Remote:
    return Remote(id=number, url=f"https://x.com/i/status/{number}")


FACTORIES[KIND] = X
