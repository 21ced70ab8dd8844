"""`obole upgrade`: bring a site to the state that this version of the program needs."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation


@click.command("upgrade", short_help="Prepare the site for this version.")
@pass_invocation
def command(invocation: Invocation) -> None:
    """Apply migrations, bring roles and house rules up to date, collect static files.

    Run it after a new version of Obole was installed; doing it twice changes nothing.
    """
    invocation.load_django()
    from obole.comments.actions.ruling import found_house_rules
    from obole.foundation import clock
    from obole.project import databases, static_files
    from obole.project.founding import set_up_roles

    pending = databases.pending_migrations()
    databases.migrate()
    set_up_roles()
    # A site from before there were comments has none.
    found_house_rules(now=clock.now())
    has_collected = static_files.collect()
    invocation.say(f"Migrations applied: {len(pending)}.")
    invocation.say(f"Static files: {'collected' if has_collected else 'unchanged'}.")
