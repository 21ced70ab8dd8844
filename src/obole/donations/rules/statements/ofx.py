"""OFX: SGML of the versions 1 (leaves without an end), XML of the versions 2.

Both are read as a stream of tags with the text that follows each: no entity is expanded but the
few of the format, so nothing can grow. Fields: OFX 1.6 and 2.2, section 11.4.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from obole.donations.rules.statements.lines import (
    LONGEST_NAME,
    AccountPart,
    BankLine,
    Problem,
    UnreadableStatement,
    account_number,
    amount_of,
    day_of,
    reference_said,
    said,
)

FORMAT: Final = "ofx"
_NAME = re.compile(r"</?[A-Za-z0-9._]+>")
_LEAF = re.compile(r"<([A-Z0-9._]+)>([^<]*)")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&apos;", "'"), ("&quot;", '"'))
_ENCODINGS: Final = {"1252": "cp1252", "8859-1": "latin-1", "UNICODE": "utf-8", "UTF-8": "utf-8"}


def looks_like(content: bytes) -> bool:
    """Tell whether a file is OFX, by its beginning."""
    head = content[:2_000].upper()
    return b"OFXHEADER" in head or b"<OFX>" in head


def read(content: bytes, *, limit: int) -> tuple[AccountPart, ...]:
    """Return the accounts in the file. Raise UnreadableStatement; more lines than limit too."""
    text = _decoded(content)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise UnreadableStatement(Problem.FORBIDDEN)
    parts = tuple(_accounts(text, limit=limit))
    if not parts:
        raise UnreadableStatement(Problem.NO_STATEMENT)
    return parts


def _decoded(content: bytes) -> str:
    head = content[:1_000].decode("latin-1").upper()
    named = re.search(r"CHARSET:\s*([A-Z0-9-]+)", head)
    says_unicode = re.search(r"ENCODING[:=]\s*\"?(UTF-?8|UNICODE)", head)
    encoding = "utf-8" if says_unicode else _ENCODINGS.get(named[1] if named else "", "utf-8")
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        # Some banks write Latin-1 whatever the head says.
        return content.decode("cp1252", errors="replace")


def _accounts(text: str, *, limit: int) -> Iterator[AccountPart]:
    # Tags of SGML are the same in small letters.
    text = _NAME.sub(lambda match: match[0].upper(), text)
    for block in text.split("<STMTRS>")[1:]:
        statement, end, _rest = block.partition("</STMTRS>")
        if not end:
            raise UnreadableStatement(Problem.MALFORMED, place="</STMTRS>")
        head, *transactions = statement.split("<STMTTRN>")
        if len(transactions) > limit:
            raise UnreadableStatement(Problem.TOO_MANY_LINES)
        account = _fields(head)
        currency = account.get("CURDEF", "EUR")
        lines = [
            line
            for number, each in enumerate(transactions, start=1)
            for line in _line(_fields(each.partition("</STMTTRN>")[0]), currency, number=number)
        ]
        yield AccountPart(
            account=account_number(account.get("ACCTID", "")),
            currency=currency,
            lines=tuple(lines),
        )


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for match in _LEAF.finditer(text):
        fields.setdefault(match[1], _unescaped(match[2]))
    return fields


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text.replace("&amp;", "&").strip()


def _line(fields: dict[str, str], currency: str, *, number: int) -> list[BankLine]:
    place = f"STMTTRN {number}"
    amount = amount_of(fields.get("TRNAMT", ""), currency, place=place)
    if not amount:
        return []
    cheque = fields.get("CHECKNUM", "")
    return [
        BankLine(
            day=_day(fields.get("DTPOSTED", ""), place=place),
            amount=amount,
            payer=said(fields.get("NAME", ""), longest=LONGEST_NAME),
            text=said(fields.get("MEMO", ""), fields.get("NAME", ""), cheque),
            reference=reference_said(fields.get("REFNUM", "")),
            bank_reference=reference_said(fields.get("FITID", "")),
        )
    ]


def _day(text: str, *, place: str) -> date:
    match = _DAY.match(text)
    if not match:
        raise UnreadableStatement(Problem.DAY, place=place, found=text)
    return day_of(int(match[1]), int(match[2]), int(match[3]), place=place, found=text)
