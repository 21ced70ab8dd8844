"""What the newsroom adds to the desk, through Wagtail's public hooks."""

from obole.newsroom.wagtail_hooks import (
    authors,
    choosers,
    dashboard,
    guards,
    look,
    notices,
    reports,
)

__all__ = ["authors", "choosers", "dashboard", "guards", "look", "notices", "reports"]
