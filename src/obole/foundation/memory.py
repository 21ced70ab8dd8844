"""What many answers have in common: asked once, and remembered while it stays as it is.

A query says `remembered(key, make)`. What `make` uses (foundation/ingredients.py) is remembered
with its value: whoever opens a memory for an answer knows whether one of these has changed since,
and opens a new one then. Without any, everything is asked each time: so it is at the desk.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from obole.foundation.ingredients import gather, refuse_keeping, use, use_until

Value = TypeVar("Value")


@dataclass
class Memory:
    """Values by their keys, each with the ingredients that it is made of.

    Threads share what is in it: nobody may change a value. Two that ask for the same at once both
    make it.
    """

    _values: dict[Hashable, tuple[Any, frozenset[str]]] = field(default_factory=dict)
    _lasting: dict[Hashable, tuple[Any, frozenset[str]]] | None = None
    """Where later answers find what this one makes."""

    def as_it_stands(self) -> "Memory":
        """Return what is remembered now, for one answer; what that makes is remembered here too.

        Another thread may yet add what it read before a change that this answer must show.
        """
        return Memory(dict(self._values), self._values)

    @property
    def ingredients(self) -> frozenset[str]:
        """What all that is remembered is made of."""
        return frozenset().union(*(names for _, names in self._values.values()))

    def value(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of the key, made now if it is asked for the first time."""
        known = self._values.get(key)
        if known is None:
            with gather() as recipe:
                made = make()
            assert recipe.ingredients, f"Nothing would end what is remembered as {key}."
            known = made, frozenset(recipe.ingredients)
            # What is right until a moment, or for one answer only, is not remembered.
            if recipe.valid_until is None and not recipe.refusal:
                self._values[key] = known
                if self._lasting is not None:
                    self._lasting[key] = known
            if recipe.valid_until is not None:
                use_until(recipe.valid_until)
            refuse_keeping(recipe.refusal)
        value, ingredients = known
        use(*ingredients)
        found: Value = value
        return found


_lasting: ContextVar[Memory | None] = ContextVar("lasting", default=None)
_of_the_answer: ContextVar[Memory | None] = ContextVar("of_the_answer", default=None)


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Make answers with this memory."""
    token = _lasting.set(memory)
    try:
        yield
    finally:
        _lasting.reset(token)


@contextmanager
def answering() -> Iterator[None]:
    """Make one answer; without a memory that lasts, what it asks for is remembered until its end.

    It must be one that changes nothing: it would not see its own changes.
    """
    token = _of_the_answer.set(Memory())
    try:
        yield
    finally:
        _of_the_answer.reset(token)


def remembered(key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what is the same in all answers until one of its ingredients changes.

    Keys must be few: a memory has no other bound.
    """
    memory = _lasting.get() or _of_the_answer.get()
    return make() if memory is None else memory.value(key, make)


def once(key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what several parts of one answer ask for."""
    memory = _of_the_answer.get()
    return make() if memory is None else memory.value(key, make)
