"""How social publishing stands in the desk, through Wagtail's public hooks."""

from obole.social.wagtail_hooks import account, articles, editor, home, menu, screens

__all__ = ["account", "articles", "editor", "home", "menu", "screens"]
