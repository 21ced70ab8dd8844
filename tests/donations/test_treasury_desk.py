"""The treasurer's desk: screens, what they refuse, and how many queries they take."""

from datetime import date

import bank_files
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from factories import Newsroom
from giving import (
    NOW,
    FakeGateway,
    connect,
    euros,
    make_campaign,
    make_donor,
    make_gift,
    make_plan,
    received,
    report_of,
    settled_gift,
)
from treasury import at_desk, cheque_fields, look, press, text_of, upload

from obole.accounts.roles import Role
from obole.donations.gateways import registry
from obole.donations.models import (
    Cheque,
    DepositSlip,
    Gift,
    Plan,
    ProviderRequest,
    Statement,
    StatementLine,
)
from obole.donations.queries import worklists
from obole.donations.queries.desk_figures import figures
from obole.donations.queries.worklists import Work, work_lists
from obole.donations.rules.statements.lines import BankLine
from obole.donations.rules.vocabulary import GiftState, Means, PlanState
from obole.foundation import clock
from obole.kernel.money import Money
from obole.ledger.actions.posting import post_entry
from obole.ledger.models import ClosedYear
from obole.ledger.models.guards import install_guards
from obole.ledger.queries.figures import balance
from obole.ledger.rules.chart import BANK, GIFTS
from obole.ledger.rules.drafts import Draft, Posting

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 3)
SCREENS = [
    "donations_overview",
    "donations_gifts",
    "donations_plans",
    "donations_problems",
    "donations_statements",
    "donations_lines",
    "donations_cheques",
    "donations_cheques_enter",
    "donations_books",
]


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    return None


def statement_of(*lines: BankLine) -> bytes:
    return bank_files.camt(lines)


def bank_line(amount: str = "50", **fields: object) -> BankLine:
    return BankLine(**{"day": DAY, "amount": euros(amount), **fields})


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_keep_the_money_open_the_screens(role: Role) -> None:
    client = at_desk(role)
    may = role in (Role.TREASURER, Role.ADMINISTRATOR)

    opened = {name: look(client, name).status_code for name in SCREENS}

    assert {name for name, status in opened.items() if status == 200} == (
        set(SCREENS) if may else set()
    )


def test_a_statement_is_read_matched_and_undone() -> None:
    gift = make_gift(means=Means.TRANSFER)
    client = at_desk()

    page = text_of(upload(client, statement_of(bank_line(text=f"Don {gift.number}"))))
    assert "50 €" in page
    again = text_of(upload(client, statement_of(bank_line(text=f"Don {gift.number}"))))
    press(client, "donations_lines_confirm")
    line = StatementLine.objects.get()
    assert received(gift.campaign) == euros("50")
    press(client, "donations_line_undo", line.pk)

    assert Statement.objects.count() == 1
    assert "50 €" in again
    assert received(gift.campaign) == euros("0")


def test_a_bad_file_is_answered_with_its_reason() -> None:
    page = upload(at_desk(), statement_of(bank_line())[:-30])

    assert page.status_code == 422
    assert 'role="alert"' in text_of(page)
    assert not Statement.objects.exists()


def test_an_unknown_table_asks_for_its_columns_and_is_then_read() -> None:
    client = at_desk()
    content = "Quand;Quoi;Combien\n03/11/2026;Don de Zoé;50,00".encode("latin-1")

    asked = upload(client, content, name="export.csv")
    form = asked.context["columns_form"]
    press(
        client,
        "donations_statement_columns",
        **form.initial,
        has_heads="on",
        day=0,
        text=1,
        amount=2,
    )

    line = StatementLine.objects.get()
    assert (line.text, line.amount) == ("Don de Zoé", euros("50"))


def test_columns_that_were_tampered_with_are_refused() -> None:
    answer = press(at_desk(), "donations_statement_columns", name="x", content="AAAA", day=0)

    assert answer.status_code == 422
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("new-gift", {"family_name": "Zoé", "rhythm": "once"}),
        ("new-gift", {"family_name": "Zoé", "rhythm": "monthly"}),
        ("aside", {}),
        ("cash", {}),
        ("intermediary", {}),
        ("ignore", {"reason": "Loyer"}),
    ],
)
def test_each_word_decides_about_a_line(word: str, fields: dict) -> None:
    campaign, client = make_campaign(), at_desk()
    upload(client, statement_of(bank_line(payer="Zoé")))
    line = StatementLine.objects.get()
    look(client, "donations_line", line.pk)

    press(client, "donations_line_decide", line.pk, word=word, campaign=campaign.pk, **fields)

    line.refresh_from_db()
    assert line.state != StatementLine.State.OPEN
    assert look(client, "donations_line", line.pk).status_code == 200
    assert (received(campaign) == euros("50")) is (word == "new-gift")
    assert Plan.objects.filter(state=PlanState.ACTIVE).exists() is (
        fields.get("rhythm") == "monthly"
    )


@pytest.mark.parametrize("fields", [{"word": "gift", "gift": "9" * 30}, {"word": "gift"}])
def test_a_gift_that_there_is_not_is_not_found(fields: dict) -> None:
    client = at_desk()
    upload(client, statement_of(bank_line()))

    answer = press(client, "donations_line_decide", StatementLine.objects.get().pk, **fields)

    assert answer.status_code == 404


ROW = {"family_name": "Petit", "amount": "12,50", "cheque_number": "0001", "bank": "LBP"}


def test_a_dozen_cheques_are_recorded_and_sent_twice_is_once() -> None:
    campaign, client = make_campaign(), at_desk()
    fields = cheque_fields(*[ROW] * 12, campaign=campaign.pk)

    press(client, "donations_cheques_enter", **fields)
    press(client, "donations_cheques_enter", **fields)

    assert received(campaign) == euros("150")
    assert Cheque.objects.count() == 12


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "douze"},
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "1e9"},
        {"amount": ""},
        {"email": "zoé"},
        {"day": "2999-01-01"},
        {"reference": "RF00 0000 0000 0"},
    ],
)
def test_a_wrong_row_is_shown_and_nothing_is_recorded_or_lost(wrong: dict) -> None:
    campaign = make_campaign()
    fields = cheque_fields(ROW, {**ROW, "family_name": "Berthier", **wrong}, campaign=campaign.pk)

    answer = press(at_desk(), "donations_cheques_enter", **fields)

    page = text_of(answer)
    assert answer.status_code == 422
    assert "problems-2" in page
    assert "problems-1" not in page
    assert 'value="Berthier"' in page
    assert 'value="12,50"' in page
    assert not Gift.objects.exists()


def test_an_announced_cheque_pays_its_gift() -> None:
    gift, client = make_gift(means=Means.CHEQUE), at_desk()
    row = {"amount": "40", "reference": gift.number.lower()}

    press(client, "donations_cheques_enter", **cheque_fields(row, campaign=gift.campaign_id))

    gift.refresh_from_db()
    assert gift.state == GiftState.SETTLED
    assert received(gift.campaign) == euros("40")


def test_a_slip_is_made_shown_and_taken_back() -> None:
    client, campaign = at_desk(), make_campaign()
    press(client, "donations_cheques_enter", **cheque_fields(ROW, ROW, campaign=campaign.pk))
    ticked = [each.pk for each in Cheque.objects.all()]

    page = text_of(press(client, "donations_slip_make", cheque=ticked))
    slip = DepositSlip.objects.get()
    assert "25 €" in page
    press(client, "donations_slip_dissolve", slip.pk)

    assert not DepositSlip.objects.exists()
    assert press(client, "donations_slip_make", cheque=ticked).status_code == 200
    assert DepositSlip.objects.count() == 1


def test_a_gift_by_hand_is_given_back_once_and_no_more_than_is_left() -> None:
    gift, client = settled_gift(means=Means.TRANSFER), at_desk()

    for amount in ("20", "20"):
        press(client, "donations_gift_refund", gift.pk, amount=amount, form_key="one")
    too_much = press(client, "donations_gift_refund", gift.pk, amount="31", form_key="two")

    assert received(gift.campaign) == euros("30")
    assert too_much.status_code == 422
    assert look(client, "donations_gift", gift.pk).status_code == 200


def test_a_gift_by_card_is_given_back_through_its_provider() -> None:
    gateway = FakeGateway(name="stripe")
    connect(gateway)
    gift, client = settled_gift(means=Means.CARD), at_desk()
    gateway.payments[gift.payment_reference] = report_of(gift)

    with registry.override(gateway):
        press(client, "donations_gift_refund", gift.pk, amount="20", form_key="one")

    assert ProviderRequest.objects.get().amount == euros("20")


def test_a_mistake_is_taken_back_with_its_reason() -> None:
    gift, client = settled_gift(means=Means.CASH), at_desk()
    movement = gift.movements.get()

    unsaid = press(client, "donations_gift_correct", gift.pk, movement.pk, reason="")
    press(client, "donations_gift_correct", gift.pk, movement.pk, reason="Doublon")

    movement.refresh_from_db()
    assert unsaid.status_code == 422
    assert movement.correction == "Doublon"
    assert received(gift.campaign) == euros("0")
    assert "Doublon" in text_of(look(client, "donations_gift", gift.pk))


def test_a_standing_order_is_ended() -> None:
    plan, client = make_plan(means=Means.TRANSFER), at_desk()

    press(client, "donations_plan_end", plan.pk)

    plan.refresh_from_db()
    assert plan.state == PlanState.ENDED
    assert look(client, "donations_plan", plan.pk).status_code == 200


@pytest.mark.parametrize("words", ["zoé", "zoe@example.org", "PETIT"])
def test_gifts_are_found_by_who_gave(words: str) -> None:
    wanted = make_gift(
        donor=make_donor(given_name="Zoé", family_name="Petit", email="zoe@example.org")
    )
    other = make_gift()

    page = text_of(look(at_desk(), "donations_gifts", query=f"?q={words}"))

    assert wanted.number in page
    assert other.number not in page


def test_a_list_of_gifts_is_taken_along_and_no_name_is_a_formula() -> None:
    settled_gift(donor=make_donor(given_name="=1+1", family_name=""))

    answer = look(at_desk(), "donations_gifts", query="?export=csv")

    rows = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in rows
    assert "50.00" in rows


def test_a_year_is_closed_once_its_number_is_typed() -> None:
    install_guards(connection)
    settled_gift(means=Means.CASH, day=date(2025, 6, 1))
    client = at_desk()

    assert "2025" in text_of(look(client, "donations_books"))
    refused = press(client, "donations_close_year", 2025, typed="2024")
    press(client, "donations_close_year", 2025, typed="2025")

    assert refused.status_code == 200
    assert ClosedYear.objects.get().year == 2025
    assert look(client, "donations_close_year", 2025).status_code == 404
    assert look(client, "donations_close_year", 2026).status_code == 404


@pytest.mark.parametrize("wanted", ["hledger", "csv", "fec"])
def test_the_books_leave_as_a_file(wanted: str) -> None:
    settled_gift(means=Means.CASH)

    answer = look(at_desk(), "donations_books_export", wanted, query="?year=2026")

    assert b"50" in b"".join(answer.streaming_content)
    assert look(at_desk(), "donations_books_export", wanted, query="?year=1").status_code == 404


def test_a_fec_of_francs_is_refused_in_words_and_not_in_the_middle() -> None:
    francs = Money(500, "CHF")
    lines = (Posting(account=BANK, amount=francs), Posting(account=GIFTS, amount=-francs))
    draft = Draft(reference="desk:gift:1", kind="gift", day=DAY, text="", postings=lines)
    with transaction.atomic():
        post_entry(draft=draft, now=NOW)

    answer = look(at_desk(), "donations_books_export", "fec")

    assert answer.status_code == 302
    assert look(at_desk(), "donations_books_export", "csv").status_code == 200


def test_what_waits_is_counted_and_floors_above_add_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_gift(means=Means.TRANSFER)
    Gift.objects.update(begun_at=NOW.replace(month=1))
    settled_gift(state=GiftState.BEGUN)
    Plan.objects.filter(pk=make_plan().pk).update(state=PlanState.FAILING)
    upload(at_desk(), statement_of(bank_line()))
    above = [lambda now: [Work(label="letters", count=7, url_name="donations_books")]]
    monkeypatch.setattr(worklists, "_providers", above)

    found = {str(each.label): each.count for each in work_lists(now=clock.now()) if each.count}

    assert sorted(found.values()) == [1, 1, 1, 7]


def test_figures_are_what_the_books_say() -> None:
    campaign = make_campaign()
    settled_gift(amount="50", campaign=campaign, fee="1.20")
    settled_gift(amount="30", campaign=campaign, means=Means.CHEQUE, day=date(2026, 10, 5))
    plan = make_plan(amount="10", campaign=campaign)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ACTIVE)

    found = figures(currency="EUR", now=NOW)

    october, november = found.months[-2:]
    assert (october.received, november.received) == (euros("30"), euros("50"))
    assert november.fees == euros("1.20")
    assert {share.key: share.amount for share in found.by_means} == {
        "card": euros("50"),
        "cheque": euros("30"),
    }
    assert found.by_campaign[0].amount == euros("80") == received(campaign)
    assert found.recurring.monthly == euros("10")
    assert balance(account=BANK, currency="EUR") == euros("0")


@pytest.mark.parametrize("name", [*SCREENS, "donations_lines?state=matched"])
def test_screens_take_as_many_queries_however_much_there_is(name: str) -> None:
    name, _, query = name.partition("?")
    campaign, client = make_campaign(), at_desk()

    def add(count: int, start: int) -> None:
        for number in range(start, start + count):
            donor = make_donor(given_name=f"Zoé{number}")
            settled_gift(campaign=campaign, donor=donor)
            settled_gift(campaign=campaign, donor=donor, means=Means.TRANSFER)
            make_plan(campaign=campaign, donor=donor)
            fields = cheque_fields(ROW, campaign=campaign.pk, form_key=f"form-{number}")
            press(client, "donations_cheques_enter", **fields)
            late = make_gift(means=Means.TRANSFER, campaign=campaign, donor=donor)
            lines = [bank_line(payer=f"Zoé{number}", text=late.number, bank_reference=f"{number}")]
            upload(client, statement_of(*lines, bank_line("7", bank_reference=f"x{number}")))
            if number % 2:
                press(client, "donations_lines_confirm")

    add(2, 0)
    look(client, name, query=f"?{query}")
    with CaptureQueriesContext(connection) as few:
        look(client, name, query=f"?{query}")

    add(4, 2)

    with CaptureQueriesContext(connection) as many:
        assert look(client, name, query=f"?{query}").status_code == 200
    assert len(many) <= len(few)
