"""What receipts add to the desk, through Wagtail's public hooks."""

from obole.receipts.wagtail_hooks import screens

__all__ = ["screens"]
