"""The words for states, operations, outcomes and reasons, as people read them in the desk."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from obole.social.rules.choosing import Occasion
from obole.social.rules.reasons import Reason, read, said_by
from obole.social.rules.vocabulary import (
    ChannelState,
    DeliveryState,
    Following,
    LateNews,
    Method,
    Operation,
    Outcome,
    PictureSource,
)

Words = Mapping[str, str | Promise]

DELIVERY_STATES: Final[Words] = {
    DeliveryState.WAITING: pgettext_lazy("social post", "waiting"),
    DeliveryState.ASKING: pgettext_lazy("social post", "asks to be released"),
    DeliveryState.SENDING: pgettext_lazy("social post", "being sent"),
    DeliveryState.UNKNOWN: pgettext_lazy("social post", "being looked for"),
    DeliveryState.NEEDS_HUMAN: pgettext_lazy("social post", "needs a person"),
    DeliveryState.SENT: pgettext_lazy("social post", "sent"),
    DeliveryState.REJECTED: pgettext_lazy("social post", "refused"),
    DeliveryState.CANCELLED: pgettext_lazy("social post", "taken back"),
    DeliveryState.DROPPED: pgettext_lazy("social post", "dropped"),
}
OPERATIONS: Final[Words] = {
    Operation.CREATE: pgettext_lazy("social post", "Post"),
    Operation.UPDATE: pgettext_lazy("social post", "Change"),
    Operation.DELETE: pgettext_lazy("social post", "Removal"),
}
OUTCOMES: Final[Words] = {
    Outcome.SENT: pgettext_lazy("attempt", "done"),
    Outcome.REJECTED: pgettext_lazy("attempt", "refused"),
    Outcome.NOT_SENT: pgettext_lazy("attempt", "not sent"),
    Outcome.UNKNOWN: pgettext_lazy("attempt", "answer lost"),
}
PHASES: Final[Words] = {
    "prepare": _("preparing"),
    "create": _("posting"),
    "update": _("changing"),
    "delete": _("removing"),
    "find": _("looking for it"),
    "comment": _("adding a part"),
    "person": _("a person decided"),
}
CHANNEL_STATES: Final[Words] = {
    ChannelState.ACTIVE: pgettext_lazy("social channel", "sends"),
    ChannelState.PAUSED: pgettext_lazy("social channel", "paused"),
    ChannelState.NEEDS_LOGIN: pgettext_lazy("social channel", "must be connected anew"),
    ChannelState.OVER_BUDGET: pgettext_lazy("social channel", "has spent its budget"),
    ChannelState.REMOVED: pgettext_lazy("social channel", "removed"),
}
METHODS: Final[Words] = {
    Method.TEXT: pgettext_lazy("social post", "Text alone"),
    Method.LINK: pgettext_lazy("social post", "Text with a card of the article"),
    Method.IMAGE: pgettext_lazy("social post", "Text with the lead picture"),
    Method.IMAGES: pgettext_lazy("social post", "Text with several pictures"),
    Method.VIDEO: pgettext_lazy("social post", "Text with a video or a sound"),
}
PICTURE_SOURCES: Final[Words] = {
    PictureSource.LEAD: _("The article’s own, then those of its text"),
    PictureSource.TEXT: _("The first one of its text"),
    PictureSource.CHANNEL: _("Always the channel’s own"),
}
FOLLOWINGS: Final[Words] = {
    Following.ALWAYS: _("Follow at once"),
    Following.ASK: _("Ask somebody first"),
    Following.NEVER: _("Leave the post as it is"),
}
LATE_NEWS: Final[Words] = {
    LateNews.POST: _("Post it all the same"),
    LateNews.ASK: _("Ask somebody"),
    LateNews.DROP: _("Drop it"),
}
OCCASIONS: Final[Words] = {
    Occasion.PUBLICATION: _("when they are published"),
    Occasion.UPDATE: _("when they change"),
}


def word(words: Words, value: str) -> str:
    """Return the words for a value; the value itself where there are none."""
    return str(words.get(value, value))


def in_words(reason: str) -> str:
    """Return a reason, as it was raised or as it is stored, in the language of who reads it.

    What a network said stands in it as it was said.
    """
    told = reason if isinstance(reason, Reason) else read(reason)
    if not told.sentence:
        return ""
    values = {
        name: in_words(each) if isinstance(each, Reason) else each
        for name, each in told.values.items()
    }
    sentence = gettext(told.sentence)
    return sentence % values if values else sentence


def failure_in_words(failure: Exception) -> str:
    """Return why a network's module failed, in the language of who reads it."""
    return in_words(said_by(failure))
