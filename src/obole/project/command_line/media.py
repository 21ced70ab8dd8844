"""`obole media ...`: pictures and documents, brought into the bucket."""

from pathlib import Path

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal


@click.group("media", short_help="Bring pictures and documents into a bucket.")
def command() -> None:
    """Bring pictures and documents into the bucket of `media_url`."""


@command.command("copy")
@pass_invocation
def copy(invocation: Invocation) -> None:
    """Copy var/media into the bucket and compare every file with what the bucket gives back.

    Nothing is deleted or overwritten; run it again for what is new. The exit code is 1, with the
    list, if a file differs.
    """
    invocation.load_django()
    from django.conf import settings

    from obole.project.media_copy import Outcome, copy_media, files_to_copy

    if settings.MEDIA_BUCKET is None:
        raise Refusal("There is no bucket: set media_url in obole.toml.")
    folder = Path(settings.MEDIA_ROOT)
    names = files_to_copy(folder)
    copied = list(
        invocation.follow(copy_media(folder=folder, names=names), total=len(names), what="Copying")
    )
    different = [each.name for each in copied if each.outcome is Outcome.DIFFERENT]
    for name in different:
        click.echo(f"{name}: differs from what is in the bucket under this name", err=True)
    new = sum(each.outcome is Outcome.COPIED for each in copied)
    invocation.say(f"{new:,} of {len(copied):,} files are new in the bucket.")
    if different:
        raise Refusal(
            f"{len(different)} files differ and were left alone. Compare them by hand; "
            "what pages show is the one in the bucket."
        )
