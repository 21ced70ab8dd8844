"""What comments add to the desk, through Wagtail's public hooks."""

from obole.comments.wagtail_hooks import home, law, lists, menu, pages, screens

__all__ = ["home", "law", "lists", "menu", "pages", "screens"]
