"""What the edition does when something happened."""

from obole.edition import actions
from obole.kernel.event import Event
from obole.newsroom.events import ArticlePublished
from obole.newsroom.rules.ingredients import SITE
from obole.pages.events import PageMoved, PagePublished, PagesReordered, PageWithdrawn


def mark_article(event: ArticlePublished) -> None:
    """Mark what shows the article, and what shows it from now on."""
    actions.mark_article(page_id=event.page_id, reason=f"{event.name} {event.page_id}")


def mark_page(event: PageMoved | PageWithdrawn) -> None:
    """Mark what shows the page; a page that is no article stands around all others."""
    reason = f"{event.name} {event.page_id}"
    if actions.is_article(page_id=event.page_id):
        actions.mark_article(page_id=event.page_id, reason=reason)
    else:
        actions.mark(ingredients=[SITE], reason=reason)


def mark_order(event: PagesReordered) -> None:
    """Mark everything when sections or standing pages change places; articles stand by date."""
    if not actions.is_article(page_id=event.page_id):
        actions.mark(ingredients=[SITE], reason=f"{event.name} {event.page_id}")


def mark_site(event: PagePublished) -> None:
    """Mark everything: a front page, a section or a standing page shows on every page."""
    actions.mark(ingredients=[SITE], reason=f"{event.name} {event.page_id}")


def bake_stale(event: Event) -> None:
    """Bake what facts made stale, before a reader waits for it."""
    del event  # Whatever is stale is baked: one fact more or less.
    actions.bake_stale()
