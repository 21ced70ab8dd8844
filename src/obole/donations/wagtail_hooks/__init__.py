"""What donations add to the desk, through Wagtail's public hooks."""

from obole.donations.wagtail_hooks import accounts, campaigns, donors, menu, treasury

__all__ = ["accounts", "campaigns", "donors", "menu", "treasury"]
