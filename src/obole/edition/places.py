"""Where the edition of this site lies."""

from pathlib import Path

from django.conf import settings

from obole.edition.tree import Tree


def the_tree() -> Tree:
    """Return the tree of the site's one host, by whatever name it was asked for."""
    return Tree(Path(settings.EDITION_FOLDER), settings.EDITION_HOST)
