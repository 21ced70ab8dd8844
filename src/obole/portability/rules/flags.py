"""What an import asks an editor to look at, in words."""

from dataclasses import dataclass

from obole.portability.rules.bodies import FlagKind
from obole.portability.rules.refusals import gettext_noop

WORDS = {
    FlagKind.MISSING_PICTURE: gettext_noop("A picture is missing"),
    FlagKind.MISSING_FILE: gettext_noop("A file is missing"),
    FlagKind.MISSING_PATTERN: gettext_noop("A reusable block is missing"),
    FlagKind.MISSING_NOTE: gettext_noop("A footnote is missing"),
    FlagKind.IMPORTED_HTML: gettext_noop("Kept as imported HTML"),
    FlagKind.UNKNOWN_BLOCK: gettext_noop("A block that is not known here"),
    FlagKind.DAMAGED_BLOCK: gettext_noop("A damaged block"),
    FlagKind.UNKNOWN_SHORTCODE: gettext_noop("A shortcode that is not known here"),
    FlagKind.UNTITLED_EMBED: gettext_noop("An embed without a title"),
    FlagKind.LOST_LINK: gettext_noop("A link that led nowhere was taken away"),
    FlagKind.REMOVED_SCRIPT: gettext_noop("A script was taken away"),
    FlagKind.REMOVED_FORM: gettext_noop("A form was taken away"),
    FlagKind.REFUSED_ADDRESS: gettext_noop("An address was refused"),
}


@dataclass(frozen=True, slots=True)
class FlagSaid:
    """What a flag says: its kind in words that are still to be translated, and about what."""

    words: str
    about: str


def said_of(flag: str) -> FlagSaid:
    """Return what a flag says, as `bodies.flag` wrote it."""
    kind, _, about = flag.partition(":")
    return FlagSaid(WORDS[FlagKind(kind)], about.strip())
