"""What the newsroom does when something happened."""

from obole.newsroom import actions
from obole.newsroom.events import ArticlePublished
from obole.pages.events import PageMoved


def date_article(event: ArticlePublished) -> None:
    """Write the article's dates and section where lists look for them."""
    actions.date_article(page_id=event.page_id)


def follow_section(event: PageMoved) -> None:
    """Write the section under which a moved article now stands."""
    actions.place_article(page_id=event.page_id)
