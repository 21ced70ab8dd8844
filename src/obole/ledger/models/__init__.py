"""What the books keep."""

from obole.ledger.models.books import Account, BooksCheck, ClosedYear, DaySum, Entry, Line

__all__ = ["Account", "BooksCheck", "ClosedYear", "DaySum", "Entry", "Line"]
