"""What a network asks for when a channel is connected: the desk makes a form of it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class ConnectField:
    """One thing to fill in. A secret is stored under seal, anything else in the options."""

    name: str
    label: str | Promise
    help: str | Promise = ""
    is_secret: bool = False
    is_required: bool = True
    default: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    """(value, label); none: free text."""
