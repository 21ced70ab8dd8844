"""Mastodon's API: Mastodon, GoToSocial, Pleroma, Akkoma, Pixelfed, snac, Hollo and their like.

https://docs.joinmastodon.org/methods/statuses/. What a server has not, another way is found for:
no /api/v2/instance, no Idempotency-Key (it is sent all the same; after a lost answer we look),
no deletion.
"""

import hashlib
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.calling import Answer, Call, ask_for_json, server_of
from obole.social.networks.credentials import credentials_of
from obole.social.networks.fields import ConnectField
from obole.social.networks.mastodon_reading import (
    holds_address,
    id_of,
    identity_of,
    limits_of,
    own_statuses,
    refusal_of,
    remote_of,
    says,
)
from obole.social.networks.mastodon_uploads import upload, upload_recording
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    Marker,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Rejected,
    Remote,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import FILMS, SOUNDS
from obole.social.rules.vocabulary import Method

KIND: Final = "mastodon"
LABEL: Final = _("Mastodon and its like")
FIELDS: Final = (
    ConnectField(
        name="server",
        label=_("Server"),
        help=_("Its address, as in your browser: mastodon.social, for example."),
    ),
    ConnectField(
        name="token",
        label=_("Access token"),
        help=_(
            "On the server, under Preferences, Development, New application: tick read and "
            "write, save, and copy “Your access token”."
        ),
        is_secret=True,
    ),
    ConnectField(
        name="visibility",
        label=_("Visibility"),
        is_required=False,
        default="public",
        choices=(
            ("public", _("Public")),
            ("unlisted", _("Public, but not in lists of new posts")),
            ("private", _("For followers only")),
        ),
    ),
)

GONE: Final = frozenset({404, 410})
NO_SUCH: Final = 404
NOT_PROCESSED: Final = 422
# Refusals of `verify_credentials`; Takahe answers 400 for a token it does not know.
NO_LOGIN: Final = frozenset({400, 401, 403, 422})


class Mastodon:
    """One account on one server."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        # The key is kept for an hour by some servers and ignored by others.
        repeats_safely=False,
        methods=tuple(Method),
        most_images=4,
        recordings=FILMS + SOUNDS,
        has_figures=True,
    )

    def __init__(self, channel: Channel) -> None:
        self._options = channel.options
        self._is_known = channel.pk is not None
        self._token = credentials_of(channel).values.get("token", "")
        self._written_server = str(channel.options.get("server", ""))

    def check(self) -> Identity:
        """Return the account and what fits into its posts. Raise WrongCredentials."""
        account = self._ask("GET", "/api/v1/accounts/verify_credentials")
        # In JSON: a page of some proxy in front of the server says nothing about our token.
        if account.status in NO_LOGIN and isinstance(account.body, dict):
            raise WrongCredentials(
                gettext_noop("The server does not accept this access token. Please make a new one.")
            )
        if not account.is_success or not id_of(account.body):
            server = server_of(self._written_server)
            words = Reason(gettext_noop("There is no Mastodon API at %(server)s."), server=server)
            # Where there was one, it will be there again.
            raise NotSent(words) if self._is_known else WrongCredentials(words)
        return identity_of(account.body, limits=self._limits())

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the film, the sound or the pictures, each with its words. Raise Rejected."""
        if post.recording is not None:
            return Prepared(values={"media_ids": [upload_recording(self._call, post.recording)]})
        uploaded = [upload(self._call, image) for image in post.images]
        return Prepared(values={"media_ids": uploaded})

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. The key holds what is posted: a server gives the same key the first post back."""
        text = _text_with(marker.url, post.text)
        content = self._status(text, post, prepared)
        return self._post(content, key=_key(marker, text))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look among what the account posted since: an answer is known by its text alone."""
        likely: Remote | None = None
        for status in own_statuses(self._call, self._account_id(), since=marker.made_at):
            is_answer = bool(status.get("in_reply_to_id"))
            if is_answer and says(status, post.text):
                return remote_of(status)
            if not is_answer and holds_address(status, marker.url):
                if says(status, post.text):
                    return remote_of(status)
                likely = likely or remote_of(status)
        return likely

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Edit the post; twice the same is one edit. Raise Rejected when it is gone."""
        content = self._status(_text_with(marker.url, post.text), post, prepared)
        del content["visibility"]
        answer = self._ask("PUT", f"/api/v1/statuses/{quote(remote.id)}", content)
        if answer.status in GONE:
            raise Rejected(gettext_noop("The post is not on the network any more."))
        self._must_succeed(answer)
        return Remote(id=remote.id, url=remote.url)

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Delete the post; one that is gone is done. Raise NotOffered where servers cannot."""
        path = f"/api/v1/statuses/{quote(remote.id)}"
        answer = self._ask("DELETE", path)
        if answer.status not in GONE:
            self._must_succeed(answer)
            return
        # The same answer comes from servers without deletion (snac 2.75): the post tells them.
        if self._ask("GET", path).is_success:
            raise NotOffered(
                gettext_noop("This server deletes nothing by its API: please do it there.")
            )

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer below a post of ours, unless the same answer stands there already."""
        for status in own_statuses(self._call, self._account_id(), since=marker.made_at):
            if str(status.get("in_reply_to_id")) == remote.id and says(status, text):
                return remote_of(status)
        content = {"status": text, "in_reply_to_id": remote.id, "visibility": self._visibility()}
        return self._post(content, key=_key(marker, text))

    def figures(self, remote: Remote) -> Figures:
        """Return the counts that the server shows."""
        answer = self._ask("GET", f"/api/v1/statuses/{quote(remote.id)}")
        self._must_succeed(answer)
        return Figures(
            likes=_count(answer.body, "favourites_count"),
            shares=_count(answer.body, "reblogs_count"),
            replies=_count(answer.body, "replies_count"),
        )

    def refreshed(self) -> Credentials | None:
        """Return nothing: these tokens do not end by themselves."""
        return None

    def _status(self, text: str, post: Post, prepared: Prepared) -> dict[str, Any]:
        return {
            "status": text,
            "media_ids": list(prepared.values.get("media_ids", ())),
            "language": post.language,
            "visibility": self._visibility(),
        }

    def _post(self, content: dict[str, Any], *, key: str) -> Remote:
        # JSON: Hollo 0.6 stored an empty post of a form.
        call = self._call("POST", "/api/v1/statuses")
        answer = ask_for_json(
            Call(
                method=call.method,
                url=call.url,
                headers=dict(call.headers) | {"Idempotency-Key": key},
                json=content,
                changes=True,
                secrets=call.secrets,
            )
        )
        self._must_succeed(answer)
        return remote_of(answer.body)

    def _limits(self) -> Limits:
        instance = self._ask("GET", "/api/v2/instance")
        if not instance.is_success:
            instance = self._ask("GET", "/api/v1/instance")
        return limits_of(instance.body if instance.is_success else None)

    def _account_id(self) -> str:
        answer = self._ask("GET", "/api/v1/accounts/verify_credentials")
        self._must_succeed(answer)
        return id_of(answer.body)

    def _visibility(self) -> str:
        return str(self._options.get("visibility") or "public")

    def _call(self, method: str, path: str, json: Any = None) -> Call:
        return Call(
            method=method,
            url=f"{server_of(self._written_server)}{path}",
            headers={"Authorization": f"Bearer {self._token}"},
            json=json,
            secrets=(self._token,),
        )

    def _ask(self, method: str, path: str, json: Any = None) -> Answer:
        return ask_for_json(self._call(method, path, json))

    def _must_succeed(self, answer: Answer) -> None:
        if not answer.is_success:
            raise refusal_of(answer)


def _text_with(url: str, text: str) -> str:
    """Return the text with the marker's address: without it the post could not be found again."""
    return text if url in text else f"{text}\n\n{url}".strip()


def _key(marker: Marker, text: str) -> str:
    return f"{marker.key}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _count(body: Any, name: str) -> int:
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, int) and found > 0 else 0


FACTORIES[KIND] = Mastodon
