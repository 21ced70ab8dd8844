"""What Obole knows of a payment provider before there is an account: what to ask for, whom to call.

A third party's provider is an object of this kind, at an entry point of the group `obole.gateways`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from obole.donations.rules.gateway import Credentials, Gateway
from obole.donations.rules.vocabulary import Means


class CredentialsRefused(ValueError):
    """The credentials do not open an account; the message is for the person who typed them.

    `field` names the one that is wrong; empty when it can't be told.
    """

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, kw_only=True)
class CredentialField:
    """Something to paste from the provider's own pages. Labels may be translated when shown."""

    name: str
    label: Any
    help_text: Any = ""
    is_secret: bool = True
    is_required: bool = True


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the provider says of the account that credentials open."""

    name: str
    is_test: bool
    means: tuple[Means, ...]
    """What donors can pay with there."""
    warnings: tuple[Any, ...] = ()
    """What is missing at the provider's, in words for the desk."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A payment provider."""

    name: str
    """Stored with every gift, and in the address of its notices: lower case, no spaces."""
    label: str
    fields: tuple[CredentialField, ...]
    main_field: str
    """The field whose last characters are shown, by which a person knows the account again."""
    events: tuple[str, ...]
    """The notices that the provider should be told to send, by its own names."""
    open_account: Callable[[Credentials, tuple[Means, ...]], Gateway]
    """Return the account. No network."""
    check: Callable[[Mapping[str, str]], Account]
    """Ask the provider who these credentials are.

    Raise CredentialsRefused or GatewayDown.
    """
