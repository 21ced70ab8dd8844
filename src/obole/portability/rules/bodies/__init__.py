"""Bodies of WordPress posts, classic and of the block editor, as blocks of ours."""

from obole.portability.rules.bodies.addresses import exact_address, picture_address
from obole.portability.rules.bodies.conversion import convert_body
from obole.portability.rules.bodies.excerpts import excerpt_from
from obole.portability.rules.bodies.results import (
    ConvertedBody,
    FileMatch,
    FileRef,
    FlagKind,
    InnerLink,
    PictureMatch,
    PictureRef,
    RawBlock,
    Surroundings,
    flag,
)

__all__ = [
    "ConvertedBody",
    "FileMatch",
    "FileRef",
    "FlagKind",
    "InnerLink",
    "PictureMatch",
    "PictureRef",
    "RawBlock",
    "Surroundings",
    "convert_body",
    "exact_address",
    "excerpt_from",
    "flag",
    "picture_address",
]
