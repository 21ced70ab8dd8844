"""How the ingredients of pages with comments are called."""


def thread(page_id: int) -> str:
    """Return the name of the comments below a page."""
    return f"thread:{page_id}"


HOUSE_RULES = "house-rules"
"""The house rules in every version."""

MODERATION_FIGURES = "moderation-figures"
"""What was decided up to last midnight. Nothing marks it: midnight ends the page."""
