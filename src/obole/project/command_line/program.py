"""The way in: options that every command shares, and errors told in one sentence."""

import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from obole.project.command_line.invocation import Invocation

# The modules of this package that have each command; loaded when it is asked for.
COMMANDS = {
    "init": "init",
    "demo": "demo",
    "serve": "serve",
    "import": "importing",  # "import" is a word of Python's own.
    "upgrade": "upgrade",
    "doctor": "doctor",
    "edition": "edition",
    "media": "media",
    "moderation": "moderation",
    "receipts": "receipts",
    "ledger": "ledger",
    "campaign": "campaign",
    "gift": "gift",
    "payments": "payments",
    "social": "social",
    "explain": "explain",
    "explain-page": "explain_page",
    "proxy-config": "proxy_config",
    "manage": "manage",
}

FAILURE = 1
# What a shell reports for a program that Ctrl-C ended.
INTERRUPTED = 130


class Words(click.Group):
    """The commands, each loaded only when it is called: `obole --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order of a site's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"obole.project.command_line.{COMMANDS[cmd_name]}")
        command = module.command
        assert isinstance(command, click.Command), f"{cmd_name} is no command"
        return command


@click.command(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    envvar="OBOLE_SITE",
    default=".",
    help="Folder of the site. Default: OBOLE_SITE, else the current folder.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but problems.")
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.version_option(package_name="obole")
@click.pass_context
def program(context: click.Context, *, site: Path, quiet: bool, debug: bool) -> None:  # noqa: ARG001
    """Obole: one program that runs a reader-funded, non-profit newsroom."""
    context.obj = Invocation(site=site.resolve(), is_quiet=quiet)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `obole` and leave with its exit code: 0 done, 1 not done, 2 wrongly called."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = program.main(args=given, prog_name="obole", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - every error becomes a sentence here
        _tell(error, in_full="--debug" in given)
        sys.exit(FAILURE)
    sys.exit(result if isinstance(result, int) else 0)


def _tell(error: Exception, *, in_full: bool) -> None:
    # Loaded here: it knows Django's errors, and `obole --help` need not wait for Django.
    from obole.project.refusals import sentences_for

    if in_full:
        traceback.print_exception(error)
        return
    unforeseen = (
        f"Something unexpected went wrong ({type(error).__name__}: {error}). "
        "Run again with `obole --debug ...` to see where, and report it."
    )
    for sentence in sentences_for(error) or [unforeseen]:
        click.echo(sentence, err=True)
