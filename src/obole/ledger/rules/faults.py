"""What can be wrong with the books."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """A kind of fault. The words are what the command prints."""

    ALTERED = "its content is not that of its digest"
    GAP = "the entry before it is missing"
    UNBALANCED = "debit and credit differ"
    EMPTY = "it moves nothing"
    LATE = "it was posted into a year that was closed"
    REWRITTEN = "it is not the entry that was there when the books were looked at before"
    CUT = "entries that were there when the books were looked at before are missing"
    STRAY = "lines belong to no entry"
    SUMS = "the sums of days are not those of the lines"
    UNGUARDED = "a table can be changed: its triggers are missing"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that is wrong with the books: with one entry, or with a table or an account."""

    wrong: Wrong
    number: int | None = None
    about: str = ""

    def __str__(self) -> str:
        where = f"entry {self.number}" if self.number is not None else self.about or "the books"
        return f"{where}: {self.wrong.value}"

    def to_json(self) -> dict[str, str | int | None]:
        """Return it as a check keeps it."""
        return {"wrong": self.wrong.name, "number": self.number, "about": self.about}

    @classmethod
    def from_json(cls, kept: dict[str, str | int | None]) -> "Fault":
        """Return what `to_json` wrote."""
        number = kept["number"]
        return cls(
            wrong=Wrong[str(kept["wrong"])],
            number=None if number is None else int(number),
            about=str(kept["about"]),
        )
