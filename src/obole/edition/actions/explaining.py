"""Why an address is answered as it is."""

from dataclasses import dataclass
from datetime import datetime

from obole.edition.models import BakedPage, Mark
from obole.edition.places import the_tree
from obole.edition.rendering import render
from obole.edition.rules.addresses import asks_for_nothing, can_be_baked

# The latest few tell the story.
MARKS_TOLD = 5


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What the edition knows of an address; empty where it knows nothing."""

    path: str
    refusal: str = ""
    """Why it is never baked."""
    file: str = ""
    is_there: bool = False
    baked_at: datetime | None = None
    valid_until: datetime | None = None
    size_bytes: int = 0
    reads: int = 0
    stale_reason: str = ""
    ingredients: tuple[str, ...] = ()
    marks: tuple[tuple[datetime, str, str], ...] = ()
    """When, which ingredient, why: the newest first, within what is remembered."""


def facts_of(*, path: str, query: str = "") -> PageFacts:
    """Return what is known of the page of a path. It renders a page that was never baked."""
    if not asks_for_nothing(query):
        return PageFacts(path=path, refusal="it asks a question (?...)")
    if not can_be_baked(path):
        return PageFacts(path=path, refusal="no page of ours is called so")
    page = BakedPage.objects.filter(path=path).first()
    if page is None:
        answer = render(path)
        refusal = answer.refusal or "nobody has asked for it yet"
        return PageFacts(
            path=path, refusal=refusal, ingredients=tuple(sorted(answer.recipe.ingredients))
        )
    names = tuple(page.ingredients.order_by("ingredient").values_list("ingredient", flat=True))
    marks = Mark.objects.filter(ingredient__in=names).order_by("-pk")
    return PageFacts(
        path=path,
        file=the_tree().about_file(path),
        is_there=the_tree().read(path) is not None,
        baked_at=page.baked_at,
        valid_until=page.valid_until,
        size_bytes=page.size_bytes,
        reads=page.reads,
        stale_reason=page.stale_reason,
        ingredients=names,
        marks=tuple(marks.values_list("made_at", "ingredient", "reason")[:MARKS_TOLD]),
    )
