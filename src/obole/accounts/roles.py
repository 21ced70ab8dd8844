"""The five roles of a newsroom. Each is one Django group, made at `obole init`."""

from enum import StrEnum


class Role(StrEnum):
    """A group's name; what each may do is granted in `newsroom.actions.roles`."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    JOURNALIST = "journalist"
    MODERATOR = "moderator"
    TREASURER = "treasurer"
