"""`obole upgrade`: bring a site to the state that this version of the program needs."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation


@click.command("upgrade", short_help="Prepare the site for this version.")
@pass_invocation
def command(invocation: Invocation) -> None:
    """Apply migrations, bring the roles up to date and collect static files.

    Run it after a new version of Obole was installed; doing it twice changes nothing.
    """
    invocation.load_django()
    from obole.project import databases, static_files
    from obole.project.founding import set_up_roles

    pending = databases.pending_migrations()
    databases.migrate()
    set_up_roles()
    has_collected = static_files.collect()
    invocation.say(f"Migrations applied: {len(pending)}.")
    invocation.say(f"Static files: {'collected' if has_collected else 'unchanged'}.")
