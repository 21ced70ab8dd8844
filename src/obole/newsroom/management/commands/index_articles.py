"""`obole manage index_articles`: write the readers' search index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import track

from obole.newsroom import actions
from obole.newsroom.actions.indexing import ENTRIES_AT_ONCE
from obole.newsroom.models import ArticlePage


class Command(BaseCommand):
    """Write the readers' search index anew: after a new stemmer, or an author's new name."""

    help = "Write the readers' search index anew, for instance after an author's name changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index every live article; an interruption leaves the rest as it was."""
        written = 0
        portions = -(-ArticlePage.objects.filter(live=True).count() // ENTRIES_AT_ONCE)
        console = Console(stderr=True, quiet=options["verbosity"] == 0)
        progress = track(actions.index_all_articles(), "Indexing", total=portions, console=console)
        for total in progress:
            written = total
        self.stdout.write(f"Articles that can be found: {written}.")
