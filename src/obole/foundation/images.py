"""Uploaded pictures, made anew in a child process with little memory and no secrets.

A hostile file meets the decoders there, not in the process that holds the database: what comes
back is a file that we wrote ourselves, without positions, names or scripts.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHILD = Path(__file__).with_name("image_child.py")
# More than a photograph of 25 megapixels takes as a JPEG, less than a nuisance.
BYTE_LIMIT = 25 * 1024 * 1024
# Wall time. A photograph takes one or two seconds; an editor does not wait for longer than this.
TIME_LIMIT_SECONDS = 30


class Reason(Enum):
    """Why a picture is refused. Each value is what the child process says."""

    NOT_A_PICTURE = "not a picture"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too many pixels"
    ANIMATED = "animated"
    TOO_HEAVY = "too heavy"
    TOO_LARGE = "too large"


ADVICE: dict[Reason, Promise] = {
    Reason.NOT_A_PICTURE: _(
        "This file is not a picture that can be published. "
        "Save it as JPEG, PNG, WebP or AVIF and send it again."
    ),
    Reason.DAMAGED: _(
        "This picture is damaged or incomplete. "
        "Open it in a picture editor, save it again and send the new file."
    ),
    Reason.TOO_MANY_PIXELS: _(
        "This picture has more than 25 megapixels. "
        "Make it smaller, for instance 6000 × 4000 pixels, and send it again."
    ),
    Reason.ANIMATED: _("This picture moves. Send a still one, or publish it as a video."),
    Reason.TOO_HEAVY: _(
        "This picture takes too much memory or time to read. "
        "Make it smaller or save it as JPEG and send it again."
    ),
    Reason.TOO_LARGE: _(
        "This file is larger than 25 MB. Make it smaller or save it as JPEG and send it again."
    ),
}


class ImageRefused(Exception):
    """The picture cannot be published; `message` tells an editor what to do, in their language."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)

    @property
    def message(self) -> Promise:
        """What to do about it."""
        return ADVICE[self.reason]


@dataclass(frozen=True, kw_only=True)
class Reencoded:
    """A picture that we wrote ourselves. `format` is JPEG, or PNG where that keeps more."""

    bytes: bytes
    format: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        """The usual end of the file's name, without the dot."""
        return {"JPEG": "jpg", "PNG": "png"}[self.format]


def reencode(file_bytes: bytes) -> Reencoded:
    """Return the picture made anew: upright, in sRGB, with nothing in it but pixels.

    It takes about a second and up to a gigabyte of a child's memory. Raise ImageRefused.
    """
    if len(file_bytes) > BYTE_LIMIT:
        raise ImageRefused(Reason.TOO_LARGE)
    try:
        child = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(CHILD)],
            input=file_bytes,
            capture_output=True,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
            cwd="/",
            # Nothing is inherited: no key, no password, no path.
            env={},
        )
    except subprocess.TimeoutExpired as failure:
        raise ImageRefused(Reason.TOO_HEAVY) from failure
    if child.returncode:
        # The system ended it at a limit, or a decoder crashed: either way the file did it.
        raise ImageRefused(Reason.TOO_HEAVY)
    header, _, content = child.stdout.partition(b"\n")
    described = json.loads(header)
    if "refused" in described:
        raise ImageRefused(Reason(described["refused"]))
    return Reencoded(bytes=content, **described)
