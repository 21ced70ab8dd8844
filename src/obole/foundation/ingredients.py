"""What an answer is made of, told while it is made: whoever keeps a copy knows when it is stale.

Queries and views say what they use (`page:12`, `author:3`); outside `gather` that does nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(kw_only=True)
class Recipe:
    """What one answer used. Without an ingredient it cannot be kept: nothing would end it."""

    ingredients: set[str] = field(default_factory=set)
    valid_until: datetime | None = None
    """When time alone makes it wrong; None for never."""
    refusal: str = ""
    """Why it must not be kept; empty if it may."""


_recipe: ContextVar[Recipe | None] = ContextVar("recipe", default=None)


@contextmanager
def gather() -> Iterator[Recipe]:
    """Collect in the recipe what the block uses. An inner block collects for itself alone."""
    recipe = Recipe()
    token = _recipe.set(recipe)
    try:
        yield recipe
    finally:
        _recipe.reset(token)


def use(*ingredients: str) -> None:
    """Say that the answer shows these, or would be another without them."""
    recipe = _recipe.get()
    if recipe is not None:
        recipe.ingredients.update(ingredients)


def use_until(moment: datetime) -> None:
    """Say that from this moment on the answer is another; the earliest such moment counts."""
    recipe = _recipe.get()
    if recipe is not None and (recipe.valid_until is None or moment < recipe.valid_until):
        recipe.valid_until = moment


def refuse_keeping(why: str) -> None:
    """Say that the answer is for whoever asked, and must not be kept."""
    recipe = _recipe.get()
    if recipe is not None:
        recipe.refusal = recipe.refusal or why
