"""Writers of bank files for tests: what a bank would send for these lines."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from obole.donations.rules.statements.lines import BankLine
from obole.kernel.money import Money

IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "DE89370400440532013000"


def camt(
    lines: Sequence[BankLine],
    *,
    iban: str = IBAN,
    version: str = "001.02",
    opening: str = "100.00",
    closing: str = "",
) -> bytes:
    """Return camt.053 with one entry a line."""
    total = Money.parse(opening, "EUR") + Money.total((line.amount for line in lines), "EUR")
    entries = "".join(_entry(line, is_new=version >= "001.08") for line in lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.{version}"><BkToCstmrStmt>'
        f"<Stmt><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
        f"{_balance('OPBD', Money.parse(opening, 'EUR'))}"
        f"{_balance('CLBD', Money.parse(closing, 'EUR') if closing else total)}"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _direction(amount: Money) -> str:
    return "DBIT" if amount.is_negative else "CRDT"


def _size(amount: Money) -> str:
    return amount.plain().removeprefix("-")


def _balance(code: str, amount: Money) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{_size(amount)}</Amt><CdtDbtInd>{_direction(amount)}</CdtDbtInd></Bal>'
    )


def _entry(line: BankLine, *, is_new: bool) -> str:
    role = "Cdtr" if line.amount.is_negative else "Dbtr"
    name = f"<Nm>{escape(line.payer)}</Nm>"
    party = f"<Pty>{name}</Pty>" if is_new else name
    status = "<Cd>BOOK</Cd>" if is_new else "BOOK"
    return (
        f'<Ntry><Amt Ccy="EUR">{_size(line.amount)}</Amt>'
        f"<CdtDbtInd>{_direction(line.amount)}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>{line.day.isoformat()}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(line.bank_reference)}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{escape(line.reference) or 'NOTPROVIDED'}"
        f"</EndToEndId></Refs><RltdPties><{role}>{party}</{role}><{role}Acct><Id>"
        f"<IBAN>{line.payer_iban}</IBAN></Id></{role}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def ofx(lines: Sequence[BankLine], *, account: str = "12345678901", is_xml: bool = False) -> bytes:
    """Return OFX: SGML in Windows-1252, or XML in UTF-8."""
    end = (lambda name: f"</{name}>") if is_xml else (lambda name: "")

    def leaf(name: str, value: str) -> str:
        return f"<{name}>{escape(value)}{end(name)}\n" if value else ""

    transactions = "".join(
        "<STMTTRN>\n"
        + leaf("TRNTYPE", "OTHER")
        + leaf("DTPOSTED", f"{line.day:%Y%m%d}120000[+1:CET]")
        + leaf("TRNAMT", line.amount.plain())
        + leaf("FITID", line.bank_reference)
        + leaf("NAME", line.payer)
        + leaf("MEMO", line.text)
        + "</STMTTRN>\n"
        for line in lines
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>\n'
        if is_xml
        else "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
    )
    text = (
        f"{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>\n{leaf('CURDEF', 'EUR')}"
        f"<BANKACCTFROM>{leaf('BANKID', '30006')}{leaf('ACCTID', account)}</BANKACCTFROM>\n"
        f"<BANKTRANLIST>{transactions}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    return text.encode("utf-8" if is_xml else "cp1252")


def table(lines: Sequence[BankLine], *, encoding: str = "latin-1") -> bytes:
    """Return CSV as French banks write it: semicolons, commas, separate columns, Latin-1."""

    def french(amount: Money) -> str:
        return amount.formatted("fr").replace("\u202f", " ").removesuffix("\u00a0€")

    rows = ["Compte;Exemple", "", "Date opération;Libellé;Émetteur;Débit;Crédit;Référence"]
    for line in lines:
        amount = french(-line.amount if line.amount.is_negative else line.amount)
        debit, credit = (amount, "") if line.amount.is_negative else ("", amount)
        rows.append(
            f"{line.day:%d/%m/%Y};{line.text};{line.payer};{debit};{credit};{line.bank_reference}"
        )
    return "\r\n".join(rows).encode(encoding)
