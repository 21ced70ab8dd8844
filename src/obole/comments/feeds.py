"""The comments of an article as an Atom feed (RFC 4287)."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from obole.comments.models import Comment
from obole.comments.queries.addresses import address_of_page, permanent_path, root_of_site
from obole.comments.queries.threads import newest_published
from obole.comments.views.pages import of_a_page
from obole.kernel.text import plain_text
from obole.pages.models import PublicPage

ENTRIES = 50
LONGEST_TITLE = 80


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        # Django's own gives an empty feed the present hour: each rendering would be another.
        updated_at: datetime = self.feed["updated_at"]
        return updated_at


@require_safe
@of_a_page
def comments(request: HttpRequest, *, page: PublicPage) -> HttpResponse:  # noqa: ARG001
    """Return the comments of an article that were published last."""
    newest = newest_published(page_id=page.pk, most=ENTRIES)
    root = root_of_site(page)
    feed = _Feed(
        title=_("Comments on “%(title)s”") % {"title": page.title},
        link=address_of_page(page),
        description="",
        language=page.locale.language_code,
        feed_url=root + reverse("comments:feed", args=[page.pk]),
        updated_at=max((_changed_at(each) for each in newest), default=_begun_at(page)),
    )
    for comment in newest:
        feed.add_item(
            title=_title(comment),
            link=root + permanent_path(comment),
            # Feed readers take it for HTML, and it was made for readers' pages.
            description=comment.html,
            author_name=comment.author_name,
            unique_id=root + permanent_path(comment),
            pubdate=comment.created_at.astimezone(UTC),
            updateddate=_changed_at(comment),
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _title(comment: Comment) -> str:
    text = " ".join(plain_text(comment.html).split())
    cut = text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
    return f"{comment.author_name}: {cut}" if comment.author_name else cut


def _changed_at(comment: Comment) -> datetime:
    moments = (comment.created_at, comment.published_at, comment.edited_at)
    known = [moment for moment in moments if moment is not None]
    return max(known).astimezone(UTC)


def _begun_at(page: PublicPage) -> datetime:
    begun_at = page.first_published_at or page.latest_revision_created_at
    assert begun_at is not None, "A page that readers see was published."
    return begun_at.astimezone(UTC)
