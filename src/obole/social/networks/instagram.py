"""Instagram: pictures of a professional account, in two steps.

Addresses in a caption cannot be followed, and nothing that stands can be changed or, by an
application, taken away. https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.social.models import Channel
from obole.social.networks.connected import (
    connection_of,
    end_of,
    ends_within,
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
from obole.social.networks.facebook import VERSION
from obole.social.networks.fields import ConnectField
from obole.social.networks.graph import Graph, id_of, unseen_id_of
from obole.social.networks.registry import FACTORIES
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
    WrongCredentials,
)
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "instagram"
LABEL: Final = "Instagram"
FIELDS: Final = (
    ConnectField(
        name="access_token",
        is_secret=True,
        label=gettext_lazy("Token"),
        help=gettext_lazy(
            "Of the professional account, or of the Facebook page that it is linked to."
        ),
    ),
    ConnectField(
        name="app_secret",
        is_secret=True,
        label=gettext_lazy("Secret of the Meta application"),
        is_required=False,
        help=gettext_lazy("Only with the token of a Facebook page."),
    ),
)
# Tokens of Instagram's own log-in begin so, those of Facebook's with "EA".
OWN_LOGIN: Final = "IG"
OWN_ROOT: Final = "https://graph.instagram.com"
FACEBOOK_ROOT: Final = "https://graph.facebook.com"
LIMITS: Final = Limits(
    text=2_200,
    alt_text=1_000,
    image_bytes=8_000_000,
    image_pixels=1_440,
    # Error 36003 is for pictures beyond.
    image_ratios=(0.8, 1.91),
    # Of a reel: .../reference/ig-user/media#reel-specifications; a quarter of an hour at most.
    recording_bytes=300_000_000,
    film_seconds=15 * 60,
)
MOST_IMAGES: Final = 10
PROFESSIONAL: Final = ("BUSINESS", "MEDIA_CREATOR", "CREATOR")
# Tokens live 60 days, and can be renewed from their second day: at 80 % of their life.
RENEWED_BEFORE: Final = timedelta(days=12)
LOOKED_THROUGH: Final = "25"


class Instagram:
    """One professional account."""

    kind = KIND
    abilities = Abilities(
        can_reply=True,
        can_find=True,
        methods=(Method.IMAGE, Method.IMAGES, Method.VIDEO),
        most_images=MOST_IMAGES,
        recordings=(MP4,),
        has_figures=True,
        refreshes=True,
    )
    own_root = OWN_ROOT
    facebook_root = FACEBOOK_ROOT

    def __init__(self, channel: Channel) -> None:
        self._told = connection_of(channel)
        token = self._told.get("access_token", "")
        self._is_own = token.startswith(OWN_LOGIN)
        root = self.own_root if self._is_own else self.facebook_root
        self._plain = Graph(root, token)
        secret = "" if self._is_own else self._told.get("app_secret", "")
        version = self._told.get("version") or VERSION
        self._graph = Graph(f"{root}/{version}", token, app_secret=secret)

    def check(self) -> Identity:
        """Return the account. Raise WrongCredentials."""
        try:
            account = self._account()
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(refusal.reason) from None
        kind = text_at(account, "account_type")
        if kind and kind not in PROFESSIONAL:
            raise WrongCredentials(
                _("Instagram lets applications post to professional accounts only.")
            )
        name = text_at(account, "username")
        return Identity(
            name=text_at(account, "name") or name,
            handle=name,
            number=text_at(account, "user_id") or text_at(account, "id"),
            url=f"https://www.instagram.com/{name}/",
            avatar_url=text_at(account, "profile_picture_url"),
            limits=LIMITS,
            expires_at=end_of(self._told),
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make the container; Instagram fetches the pictures or the film from our site.

        A film becomes a reel, the only shape that Instagram takes since 2023.
        """
        if post.recording is not None:
            user = self._user()
            reel = {"media_type": "REELS", "video_url": post.recording.url, "caption": post.text}
            return with_container(user, self._container(user, reel))
        images = post.images[:MOST_IMAGES]
        if not images:
            raise Rejected(_("Instagram takes no post without a picture."))
        user = self._user()
        words = {"caption": post.text}
        pictures = [{"image_url": each.url, "alt_text": each.alt_text} for each in images]
        if len(pictures) == 1:
            return with_container(user, self._container(user, {**pictures[0], **words}))
        children = [
            self._container(user, {**each, "is_carousel_item": "true"}) for each in pictures
        ]
        whole = {"media_type": "CAROUSEL", "children": ",".join(children), **words}
        return with_container(user, self._container(user, whole))

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Release the container. One that was released already is not released again."""
        standing = standing_of(self._graph, prepared, field="status_code")
        if standing is Standing.PUBLISHED:
            return self._listed(post, prepared, marker) or without_id(prepared)
        check_ready(standing)
        fields = {"creation_id": prepared.values[CONTAINER]}
        answer = self._graph.post(f"{user_of(prepared)}/media_publish", fields, changes=True)
        return Remote(id=id_of(answer))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Ask the container whether it was released; without one, look through what stands."""
        standing = standing_of(self._graph, prepared, field="status_code")
        if standing is Standing.PUBLISHED:
            return self._listed(post, prepared, marker) or without_id(prepared)
        return None if standing else self._listed(post, prepared, marker)

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Raise NotOffered."""
        raise NotOffered(_("A caption on Instagram cannot be changed by an application."))

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Raise NotOffered."""
        raise NotOffered(_("A post on Instagram cannot be taken away by an application."))

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Comment below the post. Twice is two comments."""
        _check_known(remote)
        answer = self._graph.post(f"{remote.id}/comments", {"message": text}, changes=True)
        return Remote(id=id_of(answer), url=remote.url)

    def figures(self, remote: Remote) -> Figures:
        """Return likes and comments; Instagram tells nobody of shares here."""
        _check_known(remote)
        answer = self._graph.get(remote.id, {"fields": "like_count,comments_count"})
        return Figures(
            likes=number_at(answer, "like_count"), replies=number_at(answer, "comments_count")
        )

    def refreshed(self) -> Credentials | None:
        """Renew a token of Instagram's own log-in that ends soon; a page's token does not end."""
        if not self._is_own or ends_within(self._told, RENEWED_BEFORE) is False:
            return None
        try:
            fields = {"grant_type": "ig_refresh_token"}
            return renewed(self._plain.get("refresh_access_token", fields))
        except Rejected:
            # On its first day a token cannot be renewed yet, nor need it be.
            return None

    def _account(self) -> Any:
        known = "username,name,profile_picture_url"
        if self._is_own:
            return self._graph.get("me", {"fields": f"user_id,account_type,{known}"})
        page = self._graph.get("me", {"fields": f"instagram_business_account{{id,{known}}}"})
        account = page.get("instagram_business_account") if isinstance(page, dict) else None
        if not account:
            raise WrongCredentials(
                _("This token is not of a Facebook page with a professional Instagram account.")
            )
        return account

    def _user(self) -> str:
        account = self._account()
        return text_at(account, "user_id") or unseen_id_of(account)

    def _container(self, user: str, fields: dict[str, str]) -> str:
        return unseen_id_of(self._graph.post(f"{user}/media", fields))

    def _listed(self, post: Post, prepared: Prepared, marker: Marker) -> Remote | None:
        """Return the released post: the API does not say which one a container became."""
        user = prepared.values.get(USER) or self._user()
        fields = {"fields": "id,caption,permalink,timestamp", "limit": LOOKED_THROUGH}
        answer = self._graph.get(f"{user}/media", fields)
        earliest = not_before(marker).isoformat()
        for each in looked_through(answer, "data"):
            is_same = text_at(each, "caption").strip() == post.text.strip()
            # Meta writes 2026-11-30T07:00:00+0000: comparable up to the second.
            if is_same and text_at(each, "timestamp")[:19] >= earliest[:19]:
                return Remote(id=text_at(each, "id"), url=text_at(each, "permalink"))
        return None


def _check_known(remote: Remote) -> None:
    if is_without_id(remote):
        raise NotOffered(_("The post stands, but Instagram did not say where."))


FACTORIES[KIND] = Instagram
