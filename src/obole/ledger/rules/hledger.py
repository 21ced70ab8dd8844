"""The books as a journal of hledger (plain text accounting; read by ledger and beancount too).

Format: hledger's manual, "Journal format". Debits are above zero, credits below, as in `balance`.
"""

from collections.abc import Iterable, Iterator

from obole.kernel.money import MINOR_DIGITS, Money
from obole.ledger.rules.chart import AccountKind
from obole.ledger.rules.journals import JournalAccount, JournalEntry, JournalLine, one_line

_TYPES = {
    AccountKind.ASSET: "A",
    AccountKind.LIABILITY: "L",
    AccountKind.EQUITY: "E",
    AccountKind.INCOME: "R",
    AccountKind.EXPENSE: "X",
}


def hledger_lines(
    *,
    accounts: Iterable[JournalAccount],
    currencies: Iterable[str],
    entries: Iterable[JournalEntry],
) -> Iterator[str]:
    """Give the lines of a journal that `hledger check --strict` accepts."""
    yield "decimal-mark ."
    for currency in currencies:
        # The sign of decimals has to be there even if no decimals are.
        yield f"commodity 1000.{'0' * MINOR_DIGITS[currency]} {currency}"
    for account in accounts:
        yield f"account {_name(account)}  ; type:{_TYPES[account.kind]}"
    for entry in entries:
        yield ""
        yield from _transaction(entry)


def _transaction(entry: JournalEntry) -> Iterator[str]:
    # A semicolon begins a comment, a vertical bar parts payer and note.
    text = one_line(entry.text).replace(";", ",").replace("|", "/")
    yield f"{entry.day.isoformat()} ({entry.number}) {text}".rstrip()
    yield f"    ; reference:{_value(entry.reference)}, kind:{_value(entry.kind)}"
    if entry.reverses:
        yield f"    ; reverses:{entry.reverses}"
    for line in entry.lines:
        yield f"    {_name(line.account)}  {_amount(line.amount)}{_tags(line)}"


def _name(account: JournalAccount) -> str:
    # A colon would make an account below an account; two spaces end the name.
    return f"{account.code} {one_line(account.name).replace(':', ' ').replace(';', ',')}"


def _amount(amount: Money) -> str:
    return f"{amount.plain()} {amount.currency}"


def _tags(line: JournalLine) -> str:
    tags = [f"fund:{_value(line.fund)}"] if line.fund else []
    tags += [f"gifts:{line.gifts}"] if line.gifts else []
    return f"  ; {', '.join(tags)}" if tags else ""


def _value(text: str) -> str:
    # A comma ends the value of a tag.
    return one_line(text).replace(",", "_")
