"""What portability can do: bring a site in."""

from obole.portability.actions.advancing import advance_import, files_of
from obole.portability.actions.comment_files import CommentFile, bring_comments_in
from obole.portability.actions.delivering import (
    NotNow,
    accept_delivery,
    begin_import,
    discard_delivery,
    rehearse_anew,
    stop_import,
)
from obole.portability.actions.dismissing import dismiss_flags
from obole.portability.actions.files import FileSource
from obole.portability.actions.granting import grant_importing
from obole.portability.actions.rehearsal import rehearse_import
from obole.portability.actions.slices import advance_delivery, rehearse_delivery
from obole.portability.actions.starting import (
    ImportOptions,
    NoFrontPage,
    OtherLanguage,
    start_import,
)
from obole.portability.actions.work import AdvancedElsewhere

__all__ = [
    "AdvancedElsewhere",
    "CommentFile",
    "FileSource",
    "ImportOptions",
    "NoFrontPage",
    "NotNow",
    "OtherLanguage",
    "accept_delivery",
    "advance_delivery",
    "advance_import",
    "begin_import",
    "bring_comments_in",
    "discard_delivery",
    "dismiss_flags",
    "files_of",
    "grant_importing",
    "rehearse_anew",
    "rehearse_delivery",
    "rehearse_import",
    "start_import",
    "stop_import",
]
