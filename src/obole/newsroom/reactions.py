"""What the newsroom does when something happened."""

from obole.newsroom import actions
from obole.newsroom.events import ArticlePublished
from obole.pages.events import AliasPublished, PageMoved, PageWithdrawn


def date_article(event: ArticlePublished) -> None:
    """Write the article's dates and section where lists look for them."""
    actions.date_article(page_id=event.page_id)


def follow_section(event: AliasPublished | PageMoved) -> None:
    """Write the section under which a moved article, or an alias of one, now stands."""
    actions.place_article(page_id=event.page_id)


def index_words(event: ArticlePublished | PageMoved | PageWithdrawn) -> None:
    """Write or remove the words under which readers find the article."""
    actions.index_article(page_id=event.page_id)


def prepare_pictures(event: ArticlePublished) -> None:
    """Make the pictures in the sizes that readers get, before the first of them waits."""
    actions.prepare_pictures(page_id=event.page_id)
