"""The schemes there are: ours, and those of installed packages (entry points `obole.receipts`)."""

from functools import lru_cache
from importlib.metadata import entry_points
from typing import Final

from obole.receipts.rules.acknowledgement import ACKNOWLEDGEMENT
from obole.receipts.rules.france import COMPANIES, PERSONS
from obole.receipts.rules.scheme import ReceiptScheme

OURS: Final[tuple[ReceiptScheme, ...]] = (PERSONS, COMPANIES, ACKNOWLEDGEMENT)
GROUP: Final = "obole.receipts"


class UnknownScheme(LookupError):
    """No scheme has this name: the package that had it is not installed any more."""


class SchemesClash(TypeError):
    """Two schemes have the same name or the same letter: their numbers would be mixed up."""


@lru_cache(maxsize=1)
def schemes() -> dict[str, ReceiptScheme]:
    """Return the schemes by name, ours first. Raise SchemesClash."""
    found: dict[str, ReceiptScheme] = {}
    letters: set[str] = set()
    foreign = [each.load() for each in sorted(entry_points(group=GROUP), key=lambda it: it.name)]
    for scheme in (*OURS, *foreign):
        if scheme.name in found or scheme.letter in letters:
            raise SchemesClash(
                f"Two schemes of receipts are called {scheme.name!r} or use its letter."
            )
        found[scheme.name] = scheme
        letters.add(scheme.letter)
    return found


def scheme_named(name: str) -> ReceiptScheme:
    """Return the scheme of this name. Raise UnknownScheme."""
    try:
        return schemes()[name]
    except KeyError:
        raise UnknownScheme(f"No scheme of receipts is called {name!r}.") from None


def countries() -> list[str]:
    """Return the countries whose law a scheme knows; empty for receipts that are for no tax."""
    return sorted({scheme.country for scheme in schemes().values()}, reverse=True)
