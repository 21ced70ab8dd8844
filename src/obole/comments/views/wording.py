"""In plain words: why a comment was refused, and for what it waits."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from obole.comments.rules.signals import Name

Words = str | Promise

_REFUSED: dict[str, Words] = {
    Name.CLOSED: _("The comments on this article were closed meanwhile. Your text was not sent."),
    Name.LENGTH: _("Your comment is too long, or says nothing."),
    Name.REPEAT: _("You have sent this very text before."),
    Name.RESERVED_NAME: _("This name belongs to the newsroom. Choose another."),
    Name.MIXED_SCRIPTS: _("This name mixes alphabets that look alike. Choose another."),
    Name.SUSPENDED: _("The newsroom has decided that you cannot comment at present."),
    Name.DISPOSABLE_ADDRESS: _("This address is one to throw away. Give one that stays."),
}
_REFUSED_OTHERWISE = _("The form was not filled in as a person does. Please try again.")

_HELD: dict[str, Words] = {
    Name.MODE: _("Under this article, somebody reads every comment before it is published."),
    Name.FIRST_COMMENT: _("It is one of your first: somebody reads those before the others do."),
    Name.SENSITIVE: _("On this subject, somebody reads every comment before it is published."),
    Name.NIGHT: _("The desk is closed at this hour; it will be read when it opens."),
    Name.LINKS: _("It holds a link."),
    Name.BANNED_WORD: _("It holds a word that the newsroom looks out for."),
    Name.REPEAT: _("It says what was said before."),
    Name.NEAR_DUPLICATE: _("It is much like another comment."),
    Name.NO_PROOF: _("Nothing has shown yet that a person wrote it."),
    Name.EDITED: _("You changed it after it was published."),
    Name.REPORTS: _("Readers have reported it."),
    Name.PREMODERATED: _("The newsroom reads each of your comments first."),
    Name.IMPORTED: _("It came from an earlier site."),
}
_HELD_OTHERWISE = _("Something in it made our machine ask for a person.")

# A name that is unfit, or an address that is thrown away, is of one field.
FIELD_OF = {
    Name.RESERVED_NAME: "name",
    Name.MIXED_SCRIPTS: "name",
    Name.DISPOSABLE_ADDRESS: "email",
    Name.LENGTH: "body",
    Name.REPEAT: "body",
}


def why_refused(name: str) -> Words:
    """Return what the form says of a signal that refuses."""
    return _REFUSED.get(name, _REFUSED_OTHERWISE)


def why_held(names: Iterable[str]) -> list[str]:
    """Return for what a comment waits, once each, in the order of the signals."""
    words = (str(_HELD.get(name, _HELD_OTHERWISE)) for name in names)
    return list(dict.fromkeys(words))
