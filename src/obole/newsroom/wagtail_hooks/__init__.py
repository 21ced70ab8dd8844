"""What the newsroom adds to the desk, through Wagtail's public hooks."""

from obole.newsroom.wagtail_hooks import (
    articles,
    authors,
    choosers,
    dashboard,
    guards,
    look,
    notices,
    reports,
)

__all__ = [
    "articles",
    "authors",
    "choosers",
    "dashboard",
    "guards",
    "look",
    "notices",
    "reports",
]
