"""Who reported a comment, under seal: only what answers them opens it."""

import json
from dataclasses import asdict, dataclass

from obole.comments.models import Notice
from obole.foundation.sealing import seal, unseal

_PURPOSE = "comments.notice"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What somebody says of themselves who reports a comment; empty for what they did not say."""

    name: str = ""
    email: str = ""


NOBODY = Identity()


def sealed(identity: Identity) -> str:
    """Return what is kept of somebody; empty for nobody."""
    return "" if identity == NOBODY else seal(json.dumps(asdict(identity)), purpose=_PURPOSE)


def identity_of(notice: Notice) -> Identity:
    """Return who reported it; nobody, if they did not say or if it was forgotten in time."""
    if not notice.sealed_identity:
        return NOBODY
    return Identity(**json.loads(unseal(notice.sealed_identity, purpose=_PURPOSE)))
