"""Behind a mailed link a donor sees and changes what is theirs, and nobody else does."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from unittest import mock

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from giving import NOW, make_donor, make_gift, make_plan, settled_gift

from obole.donations.models import Donor, DonorNote, Gift, Movement, NewsletterWish, Plan
from obole.donations.queries import receipt_links
from obole.donations.queries.links import PORTAL_LASTS, portal_token, portal_url
from obole.donations.rules.vocabulary import PlanState
from obole.foundation.models import BackgroundTask, OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.kernel.money import Money

pytestmark = pytest.mark.usefixtures("newsroom")

ADDRESS = {
    "kind": "person",
    "given_name": "Zoé",
    "family_name": "Martin",
    "street": "1, rue du Port",
    "postcode": "29900",
    "city": "Concarneau",
    "country": "fr",
}


@pytest.fixture
def gift() -> Gift:
    return settled_gift(amount="50")


def mine(gift: Gift, *more: str) -> str:
    assert gift.donor is not None
    return "/".join(("/gifts/mine", portal_token(donor=gift.donor), *more, ""))


def later(delay: timedelta) -> mock._patch:  # type: ignore[type-arg]
    moment = signing.time.time() + delay.total_seconds()
    return mock.patch.object(signing.time, "time", return_value=moment)


def test_whoever_asks_is_told_the_same_whether_anybody_gave_with_the_address(
    client: Client, gift: Gift
) -> None:
    assert gift.donor is not None
    answers, queries = [], []
    # The first question from a source is counted in a new row, whoever is asked for.
    client.post("/gifts/", {"email": "first@example.org"})
    run_ready_tasks()
    OutgoingMail.objects.all().delete()

    for email in (gift.donor.email.upper(), "nobody@example.org"):
        with CaptureQueriesContext(connection) as seen:
            answer = client.post("/gifts/", {"email": email})
        answers.append((answer.status_code, answer.content))
        queries.append([each["sql"].split()[0] for each in seen.captured_queries])

    assert answers[0] == answers[1]
    assert queries[0] == queries[1]
    run_ready_tasks()
    sent = OutgoingMail.objects.get()
    assert sent.recipient == gift.donor.email
    assert "/gifts/mine/" in sent.text


def test_the_tasks_that_wait_tell_nobody_whose_link_was_asked_for(client: Client) -> None:
    client.post("/gifts/", {"email": "ana@example.org"})

    waiting = str(list(BackgroundTask.objects.values_list("args_kwargs", flat=True)))
    assert "PortalLinkAsked" in waiting
    assert "ana@example.org" not in waiting


def test_too_many_mails_to_one_address_are_refused(client: Client, gift: Gift) -> None:
    assert gift.donor is not None
    codes = [client.post("/gifts/", {"email": gift.donor.email}).status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]


def test_the_link_shows_the_gifts_of_its_donor_alone(client: Client, gift: Gift) -> None:
    other = settled_gift(amount="77")

    answer = client.get(mine(gift))

    page = answer.content.decode()
    assert gift.number in page
    assert other.number not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_link_that_was_altered_or_is_of_another_purpose_opens_nothing(
    client: Client, gift: Gift
) -> None:
    assert gift.donor is not None
    token = portal_token(donor=gift.donor)
    other = portal_token(donor=make_donor())
    mixed = ":".join([token.split(":")[0], *other.split(":")[1:]])
    foreign = signing.dumps([gift.donor.pk, "x"], salt="obole.donations.end-plan")

    for forged in (mixed, foreign, token[:-2] + "aa", "x", "a:b:c"):
        answer = client.get(f"/gifts/mine/{forged}/")
        assert answer.status_code == 410
        assert gift.number not in answer.content.decode()


def test_an_old_link_shows_nothing_and_sends_its_donor_a_new_one(
    client: Client, gift: Gift
) -> None:
    address = mine(gift)
    run_ready_tasks()
    OutgoingMail.objects.all().delete()

    with later(PORTAL_LASTS + timedelta(minutes=1)):
        seen = client.get(address)
        changed = client.post(f"{address}data/", {"do": "export"})
        client.post(address, {"do": "renew"})
        run_ready_tasks()
        sent = OutgoingMail.objects.get()

    assert seen.status_code == 410
    assert gift.number not in seen.content.decode()
    assert changed.status_code == 410
    assert gift.donor is not None
    assert sent.recipient == gift.donor.email


def test_a_link_dies_with_the_address_that_it_was_sent_to(client: Client, gift: Gift) -> None:
    address = mine(gift)
    Donor.objects.update(email="new@example.org")

    assert client.get(address).status_code == 410


def test_what_belongs_to_another_donor_cannot_be_reached_by_number(
    client: Client, gift: Gift
) -> None:
    plan = make_plan()
    other = Gift.objects.get(plan=plan)

    for path in (mine(gift, "gift", str(other.pk)), mine(gift, "plan", str(plan.pk))):
        assert client.get(path).status_code == 404
        assert client.post(path, {"do": "end", "sure": "on"}).status_code == 404


def test_a_look_at_any_page_changes_nothing(client: Client, gift: Gift) -> None:
    plan = make_plan()
    Plan.objects.update(state=PlanState.ACTIVE, donor=gift.donor)
    before = (
        list(Gift.objects.values()) + list(Donor.objects.values()) + list(Plan.objects.values())
    )
    tasks = BackgroundTask.objects.count()

    for more in ([], ["address"], ["data"], ["gift", str(gift.pk)], ["plan", str(plan.pk)]):
        assert client.get(mine(gift, *more)).status_code == 200
        assert client.head(mine(gift, *more)).status_code == 200

    after = list(Gift.objects.values()) + list(Donor.objects.values()) + list(Plan.objects.values())
    assert before == after
    assert BackgroundTask.objects.count() == tasks


def test_a_name_is_shown_only_by_choice_and_taken_away_by_choice(
    client: Client, gift: Gift
) -> None:
    path = mine(gift, "gift", str(gift.pk))

    missing = client.post(path, {"is_public": "on"})
    assert missing.status_code == 200
    assert "gifts-shown_name_error" in missing.content.decode()
    client.post(path, {"is_public": "on", "shown_name": "Zoé", "message": "Tenez bon."})
    shown = Gift.objects.get()
    client.post(path, {"shown_name": "Zoé", "message": "Tenez bon."})
    hidden = Gift.objects.get()

    assert (shown.is_public, shown.shown_name, shown.message) == (True, "Zoé", "Tenez bon.")
    assert (hidden.is_public, hidden.shown_name, hidden.message) == (False, "", "")


def test_the_address_for_receipts_is_checked_and_kept(client: Client, gift: Gift) -> None:
    path = mine(gift, "address")

    wrong = client.post(path, {**ADDRESS, "kind": "company", "siren": "123456789"})
    assert wrong.status_code == 200
    assert "gifts-siren_error" in wrong.content.decode()
    assert "gifts-company_error" in wrong.content.decode()
    assert client.post(path, ADDRESS).status_code == 303

    donor = Donor.objects.get()
    assert (donor.city, donor.country) == ("Concarneau", "FR")
    assert client.get(mine(gift)).status_code == 200


def test_the_file_holds_all_that_is_known(client: Client, gift: Gift) -> None:
    assert gift.donor is not None
    DonorNote.objects.create(donor=gift.donor, text="Aime les lettres.", made_at=NOW)

    answer = client.post(mine(gift, "data"), {"do": "export"})

    held = json.loads(answer.content)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert held["donors"][0]["email"] == gift.donor.email
    assert held["gifts"][0]["number"] == gift.number
    assert held["gifts"][0]["movements"][0]["entry_in_the_books"] == 1
    assert held["notes_of_the_newsroom"][0]["text"] == "Aime les lettres."


def test_erasing_takes_what_names_the_donor_and_leaves_the_books(
    client: Client, gift: Gift
) -> None:
    assert gift.donor is not None
    Gift.objects.update(is_public=True, shown_name="Zoé", message="Tenez bon.")
    DonorNote.objects.create(donor=gift.donor, text="Aime les lettres.", made_at=NOW)
    NewsletterWish.objects.create(email=gift.donor.email.upper(), secret_digest="1", asked_at=NOW)
    run_ready_tasks()
    entries = list(Movement.objects.values_list("entry__digest", "amount_minor_units"))
    path = mine(gift, "data")

    unsure = client.post(path, {"do": "erase"})
    assert unsure.status_code == 409
    assert Donor.objects.get().email
    erased = client.post(path, {"do": "erase", "sure": "on"})

    assert erased.status_code == 200
    donor, left = Donor.objects.get(), Gift.objects.get()
    assert not any(
        (donor.email, donor.full_name, donor.street, donor.city, left.shown_name, left.message)
    )
    assert left.is_public is False
    assert not DonorNote.objects.exists()
    assert not NewsletterWish.objects.exists()
    assert list(Movement.objects.values_list("entry__digest", "amount_minor_units")) == entries
    assert OutgoingMail.objects.get().key == f"donor-erased:{donor.pk}"
    assert client.get(path).status_code == 410


def test_nobody_is_erased_while_their_money_goes_on_coming(client: Client, gift: Gift) -> None:
    make_plan()
    Plan.objects.update(state=PlanState.ACTIVE, donor=gift.donor)

    answer = client.post(mine(gift, "data"), {"do": "erase", "sure": "on"})

    assert answer.status_code == 409
    assert Donor.objects.filter(erased_at=None).count() == 2


class Receipts:
    """A floor above that has issued one receipt, to one donor."""

    def __init__(self, donor: Donor) -> None:
        self.donor = donor

    def receipts_for(self, *, donor: Donor) -> list[receipt_links.ReceiptLine]:
        if donor != self.donor:
            return []
        return [
            receipt_links.ReceiptLine(
                year=2026, number="2026-1", issued_on=date(2027, 1, 4), amount=Money(5000, "EUR")
            )
        ]

    def file_of_year(self, *, donor: Donor, year: int) -> receipt_links.ReceiptFile | None:
        if donor != self.donor or year != 2026:
            return None
        return receipt_links.ReceiptFile(
            name="2026.pdf", content_type="application/pdf", content=b"%PDF"
        )

    def outlook(self, *, gift: Gift, language: str) -> str:
        return "Le reçu viendra."


@pytest.fixture
def _receipts(gift: Gift) -> Iterator[None]:
    assert gift.donor is not None
    with mock.patch.object(receipt_links, "_providers", [Receipts(gift.donor)]):
        yield


@pytest.mark.usefixtures("_receipts")
def test_receipts_are_had_by_year_and_by_their_donor_alone(client: Client, gift: Gift) -> None:
    other = settled_gift()

    page = client.get(mine(gift)).content.decode()
    file = client.get(mine(gift, "receipts", "2026"))

    assert "2026-1" in page
    assert file.content == b"%PDF"
    assert client.get(mine(gift, "receipts", "2025")).status_code == 404
    assert client.get(mine(other, "receipts", "2026")).status_code == 404
    assert "Le reçu viendra." in client.get(f"/gifts/{gift.key}/").content.decode()


def test_what_went_away_unpaid_is_not_held_up_to_anybody(client: Client, gift: Gift) -> None:
    unpaid = make_gift(donor=gift.donor, state="ended")

    assert unpaid.number not in client.get(mine(gift)).content.decode()


def test_the_address_speaks_the_language_of_the_mail(client: Client, gift: Gift) -> None:
    assert gift.donor is not None
    assert "/en/gifts/mine/" in portal_url(donor=gift.donor, language="en")
    assert "/en/" not in portal_url(donor=gift.donor, language="fr")


def test_the_page_of_many_gifts_asks_as_few_questions_as_that_of_one(
    client: Client, gift: Gift
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(mine(gift)).status_code == 200
        return len(seen)

    asked()
    with_one = asked()
    for _ in range(4):
        settled_gift(donor=gift.donor)

    assert asked() == with_one
