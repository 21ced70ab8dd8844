"""The notice board: posts are rows of our own database, shown at /notice-board/.

It does all that a network can do, without HTTP: so that an article is seen to go out, change
and go away before any account is connected. It is exactly once by a unique key.
"""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.foundation import clock
from obole.social.models import Channel, NoticeBoardPost
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    Marker,
    Post,
    Prepared,
    Recording,
    Rejected,
    Remote,
)
from obole.social.rules.recordings import FILMS, SOUNDS
from obole.social.rules.vocabulary import Method

KIND: Final = "noticeboard"
LABEL: Final = _("Notice board")
FIELDS: Final[tuple[ConnectField, ...]] = ()
# A post that is longer is no post: the board counts as Mastodon does.
LIMITS: Final = Limits(text=500, url_weight=23, recording_bytes=200 * 1024 * 1024)


class NoticeBoard:
    """The board, as one channel sees it. Nothing can be lost between it and us."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        repeats_safely=True,
        methods=tuple(Method),
        most_images=4,
        recordings=FILMS + SOUNDS,
        has_figures=True,
    )

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def check(self) -> Identity:
        """Return the board itself: it has no account, so nothing can be wrong with it."""
        return Identity(
            name=str(LABEL),
            handle=reverse("notice-board"),
            url=_address(),
            limits=LIMITS,
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing: the board shows pictures from where they stand."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Pin a post to the board; the same marker again finds the one that is there."""
        row, _made = NoticeBoardPost.objects.get_or_create(
            key=marker.key,
            defaults={
                "channel": self._channel,
                "posted_at": clock.now(),
                "language": post.language,
                **_shown(post),
            },
        )
        return _remote(row)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look for the post of this marker."""
        row = NoticeBoardPost.objects.filter(key=marker.key, taken_down_at=None).first()
        return _remote(row) if row is not None else None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change what hangs there. Raise Rejected when it does not."""
        changed = NoticeBoardPost.objects.filter(key=remote.id, taken_down_at=None).update(
            changed_at=clock.now(), **_shown(post)
        )
        if not changed:
            raise Rejected(gettext_noop("This post does not hang on the board any more."))
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take a post down; twice is once."""
        NoticeBoardPost.objects.filter(key=remote.id, taken_down_at=None).update(
            taken_down_at=clock.now()
        )

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Add an answer below a post; the same text of the same marker stands once."""
        row = NoticeBoardPost.objects.filter(key=remote.id).first()
        if row is None:
            raise Rejected(gettext_noop("This post does not hang on the board any more."))
        answer = {"key": marker.key, "text": text}
        if answer not in row.answers:
            row.answers = [*row.answers, answer]
            row.save(update_fields=["answers"])
        return remote

    def figures(self, remote: Remote) -> Figures:
        """Return that nobody can do anything with a post here, but answer."""
        row = NoticeBoardPost.objects.filter(key=remote.id).first()
        return Figures(replies=len(row.answers) if row else 0)

    def refreshed(self) -> Credentials | None:
        """Return nothing: there are no credentials."""
        return None


def _shown(post: Post) -> dict[str, object]:
    card = {}
    if post.card is not None:
        card = {
            "title": post.card.title,
            "description": post.card.description,
            "image": _place(post.card.image.url) if post.card.image else "",
        }
    return {
        "text": post.text,
        "url": post.url,
        "card": card,
        "images": [
            *({"url": _place(each.url), "alt": each.alt_text} for each in post.images),
            *([_recording(post.recording)] if post.recording else []),
        ],
    }


def _recording(recording: Recording) -> dict[str, str]:
    kind = "film" if recording.is_film else "sound"
    return {"url": _place(recording.url), "alt": recording.alt_text, "kind": kind}


def _place(url: str) -> str:
    """Return the address of a picture without our host: the board may be read on another."""
    return url.removeprefix(settings.WAGTAILADMIN_BASE_URL)


def _remote(row: NoticeBoardPost) -> Remote:
    return Remote(id=row.key, url=f"{_address()}#post-{row.key}")


def _address() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('notice-board')}"


FACTORIES[KIND] = NoticeBoard
