"""How social publishing stands in the desk, through Wagtail's public hooks."""

from obole.social.wagtail_hooks import articles, home, menu, screens

__all__ = ["articles", "home", "menu", "screens"]
