"""camt.053: the XML statements of ISO 20022, in all versions from .001.01 on.

Element names are the same in all versions but for a few that moved a level down (`Dbtr/Nm` became
`Dbtr/Pty/Nm` with .08, `Sts` became `Sts/Cd`); they are found by local name, so the namespace with
the version does not matter. Booked entries only: what is pending comes again once it is booked.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from obole.donations.rules.statements.lines import (
    LONGEST_NAME,
    AccountPart,
    BankLine,
    Problem,
    UnreadableStatement,
    account_number,
    amount_of,
    check_balance,
    day_of,
    reference_said,
    said,
)
from obole.kernel.money import Money

FORMAT: Final = "camt.053"
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_BOOKED = "BOOK"


def looks_like(content: bytes) -> bool:
    """Tell whether a file is XML with bank statements in it, by its beginning."""
    head = content[:2_000].replace(b"\0", b"")
    return b"camt.053" in head or b"BkToCstmrStmt" in head


def read(content: bytes, *, limit: int) -> tuple[AccountPart, ...]:
    """Return the statements in the file. Raise UnreadableStatement; more lines than limit too."""
    try:
        parts = tuple(_statements(content, limit=limit))
    except ParseError as error:
        line, column = error.position
        raise UnreadableStatement(Problem.MALFORMED, place=f"{line}:{column}") from error
    except DefusedXmlException as error:
        raise UnreadableStatement(Problem.FORBIDDEN) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, UnreadableStatement):
            raise
        # An encoding that Python does not know, or bytes that are none of it.
        raise UnreadableStatement(Problem.MALFORMED) from error
    if not parts:
        raise UnreadableStatement(Problem.NO_STATEMENT)
    return parts


def _statements(content: bytes, *, limit: int) -> Iterator[AccountPart]:
    lines: list[BankLine] = []
    account: Element | None = None
    balances: list[Element] = []
    depth: list[str] = []
    for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
        name = _name(element)
        if event == "start":
            depth.append(name)
            continue
        depth.pop()
        parent = depth[-1] if depth else ""
        if parent == "Stmt" and name == "Acct":
            account = element
        elif parent == "Stmt" and name == "Bal":
            balances.append(element)
        elif parent == "Stmt" and name == "Ntry":
            # One more than allowed is enough to know.
            lines += islice(_lines_of(element, len(lines)), limit + 1 - len(lines))
            if len(lines) > limit:
                raise UnreadableStatement(Problem.TOO_MANY_LINES)
            element.clear()
        elif name == "Stmt":
            yield _part(account, balances, lines)
            account, balances, lines = None, [], []
            element.clear()


def _part(account: Element | None, balances: list[Element], lines: list[BankLine]) -> AccountPart:
    number = _text(account, "Id/IBAN") or _text(account, "Id/Othr/Id")
    currencies = {line.amount.currency for line in lines}
    opening, closing = _balance(balances, _OPENING), _balance(balances, _CLOSING)
    currencies |= {each.currency for each in (opening, closing) if each}
    if len(currencies) > 1:
        raise UnreadableStatement(Problem.CURRENCY, found=", ".join(sorted(currencies)))
    part = AccountPart(
        account=account_number(number),
        currency=next(iter(currencies), "") or _text(account, "Ccy") or "EUR",
        lines=tuple(lines),
        opening=opening,
        closing=closing,
    )
    check_balance(part)
    return part


def _balance(balances: list[Element], codes: tuple[str, ...]) -> Money | None:
    for code in codes:
        for balance in balances:
            if _text(balance, "Tp/CdOrPrtry/Cd") == code:
                return _amount(balance, place="Bal")
    return None


def _lines_of(entry: Element, number: int) -> Iterator[BankLine]:
    place = f"Ntry {number + 1}"
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status not in ("", _BOOKED):
        return
    amount = _amount(entry, place=place)
    day = _day(entry, place=place)
    bank_reference = reference_said(_text(entry, "AcctSvcrRef"))
    details = [each for group in _all(entry, "NtryDtls") for each in _all(group, "TxDtls")]
    amounts = [_detail_amount(each, amount, place=place) for each in details]
    given = [each for each in amounts if each is not None]
    is_told_apart = len(details) > 1 and len(given) == len(details)
    # A batch is several gifts, if what its parts say is all of it; otherwise it stays one line.
    if is_told_apart and Money.total(given, amount.currency) == amount:
        for index, (each, part) in enumerate(zip(details, given, strict=True), 1):
            own = reference_said(_text(each, "Refs/AcctSvcrRef"))
            numbered = f"{bank_reference}/{index}" if bank_reference else ""
            reference = own if own != bank_reference and own else numbered
            yield _line(entry, each, amount=part, day=day, bank_reference=reference)
        return
    if not amount:
        return
    detail = details[0] if len(details) == 1 else None
    own = reference_said(_text(detail, "Refs/AcctSvcrRef"))
    yield _line(entry, detail, amount=amount, day=day, bank_reference=bank_reference or own)


def _line(
    entry: Element, detail: Element | None, *, amount: Money, day: date, bank_reference: str
) -> BankLine:
    role = "Cdtr" if amount.is_negative else "Dbtr"
    find = partial(_text, detail)
    name = (
        find(f"RltdPties/{role}/Nm")
        or find(f"RltdPties/{role}/Pty/Nm")
        or find(f"RltdPties/Ultmt{role}/Nm")
        or find(f"RltdPties/Ultmt{role}/Pty/Nm")
    )
    unstructured = [_own_text(each) for each in _walk(detail, "RmtInf/Ustrd")]
    return BankLine(
        day=day,
        amount=amount,
        payer=said(name, longest=LONGEST_NAME),
        payer_iban=find(f"RltdPties/{role}Acct/Id/IBAN").replace(" ", "").upper()[:42],
        text=said(*unstructured, find("AddtlTxInf"), _text(entry, "AddtlNtryInf")),
        reference=reference_said(find("RmtInf/Strd/CdtrRefInf/Ref"))
        or reference_said(find("Refs/EndToEndId")),
        bank_reference=bank_reference,
    )


def _amount(element: Element, *, place: str) -> Money:
    found = _first(element, "Amt")
    if found is None:
        raise UnreadableStatement(Problem.AMOUNT, place=place)
    amount = amount_of(_own_text(found), found.get("Ccy", ""), place=place)
    direction = _text(element, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise UnreadableStatement(Problem.MALFORMED, place=place, found=direction)
    return -amount if direction == "DBIT" else amount


def _detail_amount(detail: Element, whole: Money, *, place: str) -> Money | None:
    found = _first(detail, "Amt")
    if found is None:
        found = _first(detail, "AmtDtls/TxAmt/Amt")
    if found is None or found.get("Ccy") != whole.currency:
        return None
    amount = amount_of(_own_text(found), whole.currency, place=place)
    direction = _text(detail, "CdtDbtInd")
    is_debit = direction == "DBIT" if direction else whole.is_negative
    return -amount if is_debit else amount


def _day(entry: Element, *, place: str) -> date:
    paths = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    text = next(filter(None, (_text(entry, path) for path in paths)), "")
    year, month, day = (*text[:10].split("-"), "", "", "")[:3]
    if not all(each.isdecimal() for each in (year, month, day)):
        raise UnreadableStatement(Problem.DAY, place=place, found=text)
    return day_of(int(year), int(month), int(day), place=place, found=text)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Element | None, name: str) -> list[Element]:
    return [each for each in (() if element is None else element) if _name(each) == name]


def _walk(element: Element | None, path: str) -> list[Element]:
    found = [] if element is None else [element]
    for name in path.split("/"):
        found = [child for each in found for child in _all(each, name)]
    return found


def _first(element: Element | None, path: str) -> Element | None:
    return next(iter(_walk(element, path)), None)


def _own_text(element: Element | None) -> str:
    return "" if element is None or element.text is None else element.text.strip()


def _text(element: Element | None, path: str) -> str:
    return _own_text(_first(element, path))
