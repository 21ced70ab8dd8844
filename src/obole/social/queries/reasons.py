"""Reasons of deliveries, found by what the desk says of them in the language of who reads it."""

from functools import cached_property

from django.db.models import Q

from obole.social.models import Delivery
from obole.social.queries.words import in_words


class ReasonsTold:
    """The reasons that any delivery has, with what the desk says of each.

    They are kept as sentences in English with values beside them (`rules/reasons.py`): a word of
    another language stands in none of them. Few deliveries have one, and many the same.
    """

    def with_word(self, word: str) -> Q:
        """Return the condition that a delivery's reason, as it is told, has the word."""
        wanted = word.casefold()
        return Q(reason__in=[kept for kept, told in self._told.items() if wanted in told])

    @cached_property
    def _told(self) -> dict[str, str]:
        kept = Delivery.objects.exclude(reason="").order_by().values_list("reason", flat=True)
        return {each: in_words(each).casefold() for each in kept.distinct()}
