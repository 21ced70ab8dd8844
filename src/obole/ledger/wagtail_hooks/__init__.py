"""What the books add to the desk, through Wagtail's public hooks."""

from obole.ledger.wagtail_hooks import screens

__all__ = ["screens"]
