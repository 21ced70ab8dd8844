"""What a public page is, and what was published."""

from obole.pages.models.pictures import Picture, PictureRendition, filters_of
from obole.pages.models.public_page import PublicPage
from obole.pages.models.publication import Publication
from obole.pages.models.sites import site_asked_for, site_of
from obole.pages.models.walls import outside_walls, walled_paths

__all__ = [
    "Picture",
    "PictureRendition",
    "PublicPage",
    "Publication",
    "filters_of",
    "outside_walls",
    "site_asked_for",
    "site_of",
    "walled_paths",
]
