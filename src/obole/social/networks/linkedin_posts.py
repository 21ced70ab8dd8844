"""LinkedIn: posts of an organisation, or of a person, by the Posts API.

LinkedIn knows no key that makes a repetition harmless. After a lost answer an organisation's
posts are looked through for the delivery's own address; a person's posts nobody may read, so a
person must look. https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.social.models import Channel
from obole.social.networks.connected import (
    at,
    connection_of,
    end_of,
    ends_within,
    is_marked,
    looked_through,
    moment_of,
    not_before,
    number_at,
    text_at,
)
from obole.social.networks.fields import ConnectField
from obole.social.networks.linkedin_films import FILM, check_film, upload_film
from obole.social.networks.linkedin_requests import (
    LOGIN_ROOT,
    ROOT,
    LinkedInLogin,
    NotThere,
    check_token,
    in_path,
)
from obole.social.rules.escaping import little_text, plain_of_little_text
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
from obole.social.rules.vocabulary import Method

LIMITS: Final = Limits(
    text=3_000,
    alt_text=4_086,
    image_bytes=5_000_000,
    # .../community-management/shares/videos-api: 75 kB to 500 MB, 3 seconds to 30 minutes.
    recording_bytes=500_000_000,
    film_seconds=30 * 60,
)
LONGEST_TITLE: Final = 400
LONGEST_DESCRIPTION: Final = 4_086
MOST_IMAGES: Final = 20
# Tokens live 60 days; renewed at four fifths of that.
RENEWED_BEFORE: Final = timedelta(days=12)
LOOKED_THROUGH: Final = 20
AUTHOR: Final = "author"

LOGIN_FIELDS: Final = (
    ConnectField(name="access_token", is_secret=True, label=gettext_lazy("Access token")),
    ConnectField(
        name="refresh_token",
        is_secret=True,
        label=gettext_lazy("Refresh token"),
        is_required=False,
        help=gettext_lazy("LinkedIn gives it to few applications; without it: 60 days."),
    ),
    ConnectField(
        name="client_id",
        label=gettext_lazy("Client ID of the application"),
        is_required=False,
    ),
    ConnectField(
        name="client_secret",
        is_secret=True,
        label=gettext_lazy("Client secret of the application"),
        is_required=False,
        help=gettext_lazy("With it LinkedIn tells what the token may do, and until when."),
    ),
)
VERSION_FIELD: Final = ConnectField(
    name="version",
    label=gettext_lazy("Version of the API"),
    is_required=False,
    help=gettext_lazy("Year and month, such as 202605; blank: the one that Obole knows."),
)


class LinkedInPosts:
    """What posts of organisations and of persons have in common."""

    needed: ClassVar[str]
    abilities: Abilities
    root = ROOT
    login_root = LOGIN_ROOT

    def __init__(self, channel: Channel) -> None:
        self.told = connection_of(channel)
        self.login = LinkedInLogin(self.told, root=self.root, login_root=self.login_root)

    def author(self) -> str:
        """Return the urn of whom the channel posts as."""
        raise NotImplementedError

    def identity(self) -> Identity:
        """Return whom the channel posts as."""
        raise NotImplementedError

    def check(self) -> Identity:
        """Return whom the token speaks for. Raise WrongCredentials."""
        try:
            facts = self.login.token_facts()
            check_token(facts, needed=self.needed)
            return self.identity()
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(
                Reason(
                    _("LinkedIn does not let this token speak for it. (%(words)s)"),
                    words=refusal.reason,
                )
            ) from None

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the film, the pictures, or that of the card: LinkedIn reads no page itself."""
        author = self.author()
        if post.recording is not None:
            return Prepared(
                values={AUTHOR: author, **upload_film(self.login, author, post.recording)}
            )
        images = post.images if post.method in (Method.IMAGE, Method.IMAGES) else ()
        if images:
            uploaded = [self._uploaded(author, each) for each in images[:MOST_IMAGES]]
            return Prepared(values={AUTHOR: author, "images": uploaded})
        if post.method is Method.LINK and post.card and post.card.image:
            thumbnail = self._uploaded(author, post.card.image)
            return Prepared(values={AUTHOR: author, "thumbnail": thumbnail})
        return Prepared(values={AUTHOR: author})

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. Twice is two posts, unless LinkedIn remembers the words."""
        author = prepared.values.get(AUTHOR)
        if not author:
            raise NotSent(_("Nothing was prepared for this post."))
        check_film(self.login, prepared)
        body: dict[str, Any] = {
            "author": author,
            "commentary": little_text(post.text),
            "visibility": self.told.get("visibility") or "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        content = _content(post, prepared)
        if content:
            body["content"] = content
        answer = self.login.ask("POST", "/rest/posts", json=body, changes=True)
        urn = answer.headers.get("x-restli-id", "")
        if not urn:
            raise Uncertain(_("LinkedIn's answer does not say where the post is."))
        return _remote(urn)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look through the newest posts. What was posted just now may not be listed yet."""
        if not self.abilities.can_find:
            raise NotOffered(_("Nobody may read the posts of a person."))
        author = prepared.values.get(AUTHOR) or self.author()
        path = f"/rest/posts?author={in_path(str(author))}&q=author&count={LOOKED_THROUGH}"
        answer = self.login.ask(
            "GET", f"{path}&sortBy=CREATED", headers={"X-RestLi-Method": "FINDER"}
        )
        earliest = int(not_before(marker).timestamp() * 1000)
        for each in looked_through(answer.body, "elements"):
            texts = [
                plain_of_little_text(text_at(each, "commentary")),
                text_at(each, "content", "article", "source"),
            ]
            is_new = number_at(each, "createdAt") >= earliest
            if is_new and is_marked(marker, texts) and text_at(each, "id"):
                return _remote(text_at(each, "id"))
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change the words; card and pictures stay."""
        self.login.ask(
            "POST",
            f"/rest/posts/{in_path(remote.id)}",
            json={"patch": {"$set": {"commentary": little_text(post.text)}}},
            headers={"X-RestLi-Method": "PARTIAL_UPDATE"},
            changes=True,
        )
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take the post away; one that is gone is done."""
        headers = {"X-RestLi-Method": "DELETE"}
        try:
            self.login.ask(
                "DELETE", f"/rest/posts/{in_path(remote.id)}", headers=headers, changes=True
            )
        except NotThere:
            return

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Comment on the post. Twice is two comments."""
        body = {"actor": self.author(), "object": remote.id, "message": {"text": text}}
        answer = self.login.ask(
            "POST", f"/rest/socialActions/{in_path(remote.id)}/comments", json=body, changes=True
        )
        number = answer.headers.get("x-restli-id", "") or text_at(answer.body, "id")
        if not number:
            raise Uncertain(_("LinkedIn's answer does not say where the comment is."))
        return Remote(id=number, url=remote.url)

    def figures(self, remote: Remote) -> Figures:
        """Return likes and comments. Raise NotOffered for a person."""
        if not self.abilities.has_figures:
            raise NotOffered(_("Nobody may read the posts of a person."))
        answer = self.login.ask("GET", f"/rest/socialActions/{in_path(remote.id)}").body
        return Figures(
            likes=number_at(answer, "likesSummary", "totalLikes"),
            replies=number_at(answer, "commentsSummary", "aggregatedTotalComments"),
        )

    def refreshed(self) -> Credentials | None:
        """Renew the tokens when the access token ends soon and there is a refresh token."""
        if not self.told.get("refresh_token"):
            return None
        return None if ends_within(self.told, RENEWED_BEFORE) is False else self.login.renewed()

    def ends_at(self) -> datetime | None:
        """Return when the token ends, where that is known."""
        return moment_of(at(self.login.token_facts(), "expires_at")) or end_of(self.told)

    def _uploaded(self, author: str, image: Image) -> str:
        asked = {"initializeUploadRequest": {"owner": author}}
        answer = self.login.ask("POST", "/rest/images?action=initializeUpload", json=asked)
        urn = text_at(answer.body, "value", "image")
        url = text_at(answer.body, "value", "uploadUrl")
        if not (urn and url):
            raise NotSent(_("LinkedIn's answer does not say where the picture goes."))
        self.login.upload(url, image.content)
        return urn


def _content(post: Post, prepared: Prepared) -> dict[str, Any]:
    film = prepared.values.get(FILM)
    if film:
        title = post.recording.alt_text if post.recording else ""
        return {"media": {"id": film, "title": title[:LONGEST_TITLE]}}
    uploaded = prepared.values.get("images") or ()
    said = [
        {"id": urn, "altText": image.alt_text[: LIMITS.alt_text]}
        for urn, image in zip(uploaded, post.images, strict=False)
    ]
    if len(said) == 1:
        return {"media": said[0]}
    if said:
        return {"multiImage": {"images": said}}
    if post.method is not Method.LINK or post.card is None:
        return {}
    article = {
        "source": post.card.url or post.url,
        "title": post.card.title[:LONGEST_TITLE],
        "description": post.card.description[:LONGEST_DESCRIPTION],
    }
    if prepared.values.get("thumbnail"):
        article["thumbnail"] = prepared.values["thumbnail"]
    return {"article": article}


def _remote(urn: str) -> Remote:
    return Remote(id=urn, url=f"https://www.linkedin.com/feed/update/{urn}/")
