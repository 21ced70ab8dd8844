"""An invocation of `obole ledger` inside a test."""

import click

from obole.project.command_line.invocation import Invocation


class Loaded(Invocation):
    """An invocation for whose Django the test has cared."""

    def load_django(self, **_: object) -> None:
        """Do nothing."""

    def say(self, text: str = "") -> None:
        """Tell it to the test."""
        click.echo(text)
