"""`obole moderation ...`: the record of decisions: proved, handed on, learned from."""

import json
from datetime import datetime
from itertools import islice

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

# More than a screen of faults is one fault.
MOST_TOLD = 40
# What the database of the European Union takes in one call.
STATEMENTS_A_LINE = 100


@click.group("moderation", short_help="Prove the record of decisions, train the classifier.")
def command() -> None:
    """Prove the record of decisions about comments, hand it on, and learn from it."""


@command.command("verify")
@click.option(
    "--holds",
    metavar="DIGEST",
    help="A digest that an earlier run printed: the record must still hold it.",
)
@pass_invocation
def verify(invocation: Invocation, *, holds: str | None) -> None:
    """Compute the digest of every decision anew and compare the record with them.

    The exit code is 1, with the list, if a decision was altered, removed, added or moved. Whoever
    rewrites the whole record passes; the digest that is printed, written down elsewhere and given
    to --holds later, finds that too.
    """
    invocation.load_django()
    from django.db import connection

    from obole.comments.models.guards import missing_guards
    from obole.comments.queries import chains
    from obole.foundation import clock

    broken = list(chains.broken_links(now=clock.now()))
    for each in broken[:MOST_TOLD]:
        click.echo(f"decision {each.decision_id or '-'}: {each.fault.value}", err=True)
    if len(broken) > MOST_TOLD:
        click.echo(f"... and {len(broken) - MOST_TOLD} more", err=True)
    if broken:
        raise Refusal(
            f"The record of decisions was changed: {len(broken)} faults. Keep a copy of the "
            "database as it is, and compare it with a backup."
        )
    if holds is not None and not chains.holds_digest(holds):
        raise Refusal(f"No decision has the digest {holds}: the record was written anew.")
    if unguarded := missing_guards(connection):
        raise Refusal(
            f"The record is whole, but these tables can be changed: {', '.join(sorted(unguarded))}."
            " Run `obole moderation guard`."
        )
    end = chains.end_of_chain()
    noun = "decision" if end.count == 1 else "decisions"
    invocation.say(f"The record of {end.count:,} {noun} is whole. Write down where it ends:")
    invocation.say(end.digest or "(nothing was decided yet)")


@command.command("guard")
@pass_invocation
def guard(invocation: Invocation) -> None:
    """Make the triggers anew that let the record of decisions only be added to."""
    invocation.load_django()
    from obole.comments.models.guards import install_guards
    from obole.project.command_line.guarding import make_anew

    make_anew(install_guards)
    invocation.say("Decisions and house rules can only be added to.")


@command.command("export-statements")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The first day whose statements are exported, for instance 2026-01-01.",
)
@pass_invocation
def export_statements(invocation: Invocation, *, since: datetime) -> None:
    """Print statements of reasons as the EU Transparency Database takes them.

    A line of JSON for each call of its API, with at most 100 statements and no personal data: no
    text of a comment, no text that a moderator wrote. A statement has the same number (puid) each
    time, so that sending it twice is refused there.
    """
    invocation.load_django()
    from django.utils import timezone

    from obole.comments.actions.exporting import note_exported
    from obole.comments.queries.transparency import exported_statements
    from obole.foundation import clock

    statements = exported_statements(since=timezone.make_aware(since))
    while batch := list(islice(statements, STATEMENTS_A_LINE)):
        click.echo(json.dumps({"statements": batch}, ensure_ascii=False))
        note_exported(puids=[str(each["puid"]) for each in batch], now=clock.now())


@command.command("train")
@pass_invocation
def train(invocation: Invocation) -> None:
    """Train the classifier of comments now, as happens by itself every week.

    It learns from what persons decided in the desk, and is asked about a fifth of it, which it has
    not learned. It is put to use if it sorts that fifth no worse than the one in use, and treats
    nobody worse for the minority that they speak of; otherwise the exit code is 1.
    """
    invocation.load_django()
    from obole.comments.actions.training import NotTrained, train_classifier
    from obole.foundation import clock

    try:
        version = train_classifier(now=clock.now())
    except NotTrained as reason:
        raise Refusal(f"The classifier in use stays. {reason}") from None
    figures = version.figures
    rejected = figures["learned_rejected"]
    invocation.say(
        f"Learned from {version.examples:,} decisions: {version.examples - rejected:,} comments "
        f"approved, {rejected:,} rejected. Asked about {figures['asked']:,} others:"
    )
    for what, before, after in (
        ("AUC (0.5 is chance, 1 is perfect)", figures["auc_before"], figures["auc"]),
        ("held, of the rejected", figures["held_of_rejected_before"], figures["held_of_rejected"]),
        ("held, of the approved", figures["held_of_approved_before"], figures["held_of_approved"]),
    ):
        invocation.say(f"  {what}: {before:.3f} before, {after:.3f} now")
    invocation.say("It is in use from now on.")
