"""What every command knows: the folder of the site, and how much it should say."""

import gc
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

ItemT = TypeVar("ItemT")


@dataclass(kw_only=True)
class Invocation:
    """One call of `obole`: what its options before the command said."""

    site: Path
    is_quiet: bool = False
    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))

    def say(self, text: str = "") -> None:
        """Tell what was done, unless asked to be quiet."""
        if not self.is_quiet:
            self.console.print(text, markup=False)

    def follow(self, items: Iterable[ItemT], *, total: int, what: str) -> Iterator[ItemT]:
        """Hand the items on and show how far the work is."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, disable=self.is_quiet) as progress:
            yield from progress.track(items, total=total, description=what)

    def load_django(self, *, site: Path | None = None) -> None:
        """Read the site's settings and start Django with them.

        `site` is given by commands that are making one; others refuse one that is half made.
        Raises UnusableSettings and Refusal. Import whatever needs Django after this call.
        """
        import django

        from obole.project import site_folder
        from obole.project.environment import read_environment

        folder = site or self.site
        read_environment(site=folder)
        if site is None:
            site_folder.refuse_unfinished(folder)
        os.environ["OBOLE_SITE"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "obole.project.settings"
        # What is loaded stays to the end: Python need not look through it for unused objects.
        gc.disable()
        try:
            django.setup()
            gc.freeze()
        finally:
            gc.enable()

    def load_django_anywhere(self) -> None:
        """Start Django for a question about the program itself, in a folder that is no site."""
        from obole.project.environment import SETTINGS_FILE, new_secret_key

        if (self.site / SETTINGS_FILE).is_file():
            self.load_django()
            return
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / SETTINGS_FILE).touch()
            os.environ["OBOLE_SECRET_KEY"] = new_secret_key()
            self.load_django(site=Path(folder))


pass_invocation = click.make_pass_decorator(Invocation)
