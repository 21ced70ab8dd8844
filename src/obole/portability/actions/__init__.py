"""What portability can do: bring a site in."""

from obole.portability.actions.advancing import advance_import, files_of
from obole.portability.actions.files import FileSource
from obole.portability.actions.rehearsal import rehearse_import
from obole.portability.actions.starting import (
    ImportOptions,
    NoFrontPage,
    OtherLanguage,
    start_import,
)
from obole.portability.actions.work import AdvancedElsewhere

__all__ = [
    "AdvancedElsewhere",
    "FileSource",
    "ImportOptions",
    "NoFrontPage",
    "OtherLanguage",
    "advance_import",
    "files_of",
    "rehearse_import",
    "start_import",
]
