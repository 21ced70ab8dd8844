"""What the newsroom app can do."""

from obole.newsroom.actions.dating import date_article, place_article
from obole.newsroom.actions.founding import set_up_site, set_up_standing_pages
from obole.newsroom.actions.indexing import index_all_articles, index_article, index_articles
from obole.newsroom.actions.picturing import prepare_picture, prepare_pictures
from obole.newsroom.actions.review import set_up_workflow
from obole.newsroom.actions.roles import set_up_roles

__all__ = [
    "date_article",
    "index_all_articles",
    "index_article",
    "index_articles",
    "place_article",
    "prepare_picture",
    "prepare_pictures",
    "set_up_roles",
    "set_up_site",
    "set_up_standing_pages",
    "set_up_workflow",
]
