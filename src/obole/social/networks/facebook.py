"""Facebook: posts of a page, by the Graph API.

Facebook knows no key that makes a repetition harmless. After a lost answer the page's posts are
looked through for the delivery's own address.
https://developers.facebook.com/docs/pages-api/posts
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.social.models import Channel
from obole.social.networks.connected import (
    at,
    connection_of,
    is_marked,
    listed,
    looked_through,
    moment_of,
    not_before,
    number_at,
    text_at,
)
from obole.social.networks.facebook_films import FILM, FILM_ROOT, Films
from obole.social.networks.fields import ConnectField
from obole.social.networks.forms import UploadedFile
from obole.social.networks.graph import Graph, NoSuchObject, id_of, unseen_id_of
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Image,
    Limits,
    LoginLost,
    Marker,
    NotSent,
    Post,
    Prepared,
    Rejected,
    Remote,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "facebook"
LABEL: Final = gettext_lazy("Facebook page")
FIELDS: Final = (
    ConnectField(
        name="access_token",
        is_secret=True,
        label=gettext_lazy("Token of the page"),
        help=gettext_lazy("The page's own token (me/accounts gives it), not a person's."),
    ),
    ConnectField(
        name="app_id",
        label=gettext_lazy("Number of the Meta application"),
    ),
    ConnectField(
        name="app_secret", is_secret=True, label=gettext_lazy("Secret of the Meta application")
    ),
)
ROOT: Final = "https://graph.facebook.com"
VERSION: Final = "v25.0"
LIMITS: Final = Limits(
    text=63_206,
    alt_text=1_000,
    image_bytes=4_000_000,
    # https://developers.facebook.com/docs/graph-api/reference/page/videos: a gigabyte by address.
    recording_bytes=1_000_000_000,
)
# What a page's token must be allowed to do.
NEEDED: Final = ("pages_manage_posts", "pages_read_engagement")
LOOKED_THROUGH: Final = "100"


class Facebook:
    """One page."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        methods=tuple(Method),
        most_images=10,
        recordings=(MP4,),
        has_figures=True,
    )
    root = ROOT
    film_root = FILM_ROOT

    def __init__(self, channel: Channel) -> None:
        self._told = connection_of(channel)
        self._graph = self._asked_at(self.root)
        self._films = Films(self._asked_at(self.film_root), self._graph)

    def _asked_at(self, root: str) -> Graph:
        return Graph(
            f"{root}/{self._told.get('version') or VERSION}",
            self._told.get("access_token", ""),
            app_secret=self._told.get("app_secret", ""),
        )

    def check(self) -> Identity:
        """Return the page. Raise WrongCredentials, with words for the token of a person."""
        inspected = self._inspected()
        _check_token(inspected, app_id=self._told.get("app_id", ""))
        fields = {"fields": "id,name,link,username,picture{url}"}
        try:
            page = self._graph.get("me", fields)
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(refusal.reason) from None
        name = text_at(page, "username")
        return Identity(
            name=text_at(page, "name"),
            handle=name or text_at(page, "id"),
            number=text_at(page, "id"),
            url=text_at(page, "link") or f"https://www.facebook.com/{text_at(page, 'id')}",
            avatar_url=text_at(page, "picture", "data", "url"),
            limits=LIMITS,
            expires_at=moment_of(at(inspected, "expires_at")),
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the pictures, shown nowhere yet; or let Facebook read the article's card anew."""
        if post.images and post.method in (Method.IMAGE, Method.IMAGES):
            return Prepared(values={"photos": [self._uploaded(each) for each in post.images]})
        if post.method is Method.LINK and post.url:
            self._read_card_anew(post.url)
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post on the page. Twice is two posts."""
        if post.recording is not None:
            return self._films.create(post, post.recording)
        fields: dict[str, Any] = {"message": post.text}
        photos = prepared.values.get("photos") or ()
        for place, photo in enumerate(photos):
            fields[f"attached_media[{place}]"] = {"media_fbid": photo}
        if post.method is Method.LINK and not photos and post.url:
            fields["link"] = post.url
        return _remote(id_of(self._graph.post("me/feed", fields, changes=True)))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look through the page's newest posts. What was posted just now may not be listed yet."""
        if post.method is Method.VIDEO:
            return self._films.find(marker)
        answer = self._graph.get(
            "me/published_posts",
            {
                "fields": "id,message,created_time,permalink_url,attachments{unshimmed_url}",
                "since": str(int(not_before(marker).timestamp())),
                "limit": LOOKED_THROUGH,
            },
        )
        for each in looked_through(answer, "data"):
            links = [text_at(one, "unshimmed_url") for one in listed(each, "attachments", "data")]
            if is_marked(marker, [text_at(each, "message"), *links]) and text_at(each, "id"):
                return _remote(text_at(each, "id"), url=text_at(each, "permalink_url"))
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change the words. The card of a link cannot change, but Facebook reads it anew."""
        words = "description" if remote.revision == FILM else "message"
        self._graph.post(remote.id, {words: post.text}, changes=True)
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take the post away; one that is gone is done."""
        try:
            self._graph.delete(remote.id)
        except NoSuchObject:
            return

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Comment on the post as the page. Twice is two comments."""
        answer = self._graph.post(f"{remote.id}/comments", {"message": text}, changes=True)
        return _remote(id_of(answer))

    def figures(self, remote: Remote) -> Figures:
        """Return reactions, shares and comments."""
        if remote.revision == FILM:
            return self._films.figures(remote)
        counted = "reactions.summary(total_count).limit(0),comments.summary(true).limit(0)"
        answer = self._graph.get(remote.id, {"fields": f"shares,{counted}"})
        return Figures(
            likes=number_at(answer, "reactions", "summary", "total_count"),
            shares=number_at(answer, "shares", "count"),
            replies=number_at(answer, "comments", "summary", "total_count"),
        )

    def refreshed(self) -> Credentials | None:
        """Return nothing: the token of a page, made of a long-lived one, does not end."""
        return None

    def _inspected(self) -> Any:
        """Return what Meta says of the token itself."""
        app = f"{self._told.get('app_id', '')}|{self._told.get('app_secret', '')}"
        fields = {"input_token": self._told.get("access_token", ""), "access_token": app}
        try:
            return at(self._graph.get("debug_token", fields), "data")
        except (LoginLost, Rejected):
            raise WrongCredentials(
                _("Meta does not know this application: check its number and its secret.")
            ) from None

    def _uploaded(self, image: Image) -> str:
        picture = UploadedFile(
            name="source",
            file_name="picture",
            content=image.content,
            content_type=image.content_type,
        )
        fields = {"published": "false", "alt_text_custom": image.alt_text}
        return unseen_id_of(self._graph.post("me/photos", fields, file=picture))

    def _read_card_anew(self, url: str) -> None:
        # Facebook keeps what it once read. A card of yesterday is no reason not to post.
        try:
            self._graph.post("", {"id": url, "scrape": "true"})
        except LoginLost:
            raise
        except (NotSent, Rejected):
            return


def _check_token(inspected: Any, *, app_id: str) -> None:
    if at(inspected, "is_valid") is not True:
        raise WrongCredentials(_("This token is no longer valid: make a new one."))
    if text_at(inspected, "type") != "PAGE":
        raise WrongCredentials(
            _("This is the token of a person, not of a page: me/accounts lists your pages' tokens.")
        )
    if text_at(inspected, "app_id") not in ("", app_id):
        raise WrongCredentials(_("This token was made by another application."))
    scopes = listed(inspected, "scopes")
    missing = [each for each in NEEDED if each not in scopes]
    if missing:
        raise WrongCredentials(
            Reason(
                _("The token may not do all that is needed. Missing: %(scopes)s"),
                scopes=", ".join(missing),
            )
        )


def _remote(number: str, *, url: str = "") -> Remote:
    return Remote(id=number, url=url or f"https://www.facebook.com/{number}")


FACTORIES[KIND] = Facebook
