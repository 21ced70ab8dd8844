"""The newsroom that takes gifts: its name, and what its treasurer has decided."""

from wagtail.models import Site

from obole.donations.models import DonationSettings


def donation_settings() -> DonationSettings:
    """Return what the treasurer has decided; the defaults before anybody has."""
    decided: DonationSettings = DonationSettings.for_site(_site())
    return decided


def newsroom_name() -> str:
    """Return what the newsroom is called."""
    name: str = _site().site_name
    return name


def _site() -> Site:
    site: Site = Site.objects.get(is_default_site=True)
    return site
