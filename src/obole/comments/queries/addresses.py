"""Where a comment and the pages of its thread are found."""

from django.urls import reverse
from wagtail.models import Page

from obole.comments.models import Comment
from obole.comments.rules.orders import Order


def anchor_of(comment_id: int) -> str:
    """Return the name of the place of a comment on any page that shows it."""
    return f"c-{comment_id}"


def permanent_path(comment: Comment) -> str:
    """Return the path that leads to a comment, wherever it stands by then."""
    return reverse("comments:to", args=[comment.pk])


def path_of_thread(*, page_id: int, order: Order, after: int | None = None) -> str:
    """Return the path of a page of a thread."""
    name = "thread" if order is Order.OLDEST else "newest"
    if after is None:
        return reverse(f"comments:{name}", args=[page_id])
    return reverse(f"comments:{name}_after", args=[page_id, after])


def address_of_page(page: Page) -> str:
    """Return the address of the page that is commented on, in full."""
    address: str = page.full_url or ""
    return address


def root_of_site(page: Page) -> str:
    """Return the beginning of all addresses of the page's site: scheme and host."""
    site = page.get_site()
    return site.root_url if site is not None else ""
