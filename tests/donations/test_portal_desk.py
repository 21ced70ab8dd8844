"""Doubles of donors are proposed and never merged alone; the desk can undo what it did."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import make_user
from giving import NOW, make_donor, make_gift, make_plan, settled_gift
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from obole.accounts.roles import Role
from obole.donations.actions.donors import find_or_make_donor
from obole.donations.actions.erasing import forget_who_never_gave
from obole.donations.actions.merging import (
    CannotMerge,
    CannotUndo,
    merge_donors,
    propose_pairs,
    tell_apart,
    undo_merge,
)
from obole.donations.models import (
    Donor,
    DonorMerge,
    DonorPair,
    Gift,
    Plan,
    Statement,
    StatementLine,
)
from obole.donations.queries.donors import surviving
from obole.donations.queries.duplicates import open_pairs
from obole.donations.queries.links import open_portal, portal_token
from obole.donations.rules.likeness import (
    Reason,
    are_similar_addresses,
    folded_name,
    is_one_letter_off,
)
from obole.foundation.worker import run_ready_tasks

pytestmark = pytest.mark.usefixtures("newsroom")

WORDS = st.text(alphabet="abcé", max_size=6)


@pytest.fixture
def treasurer(client: Client) -> Client:
    client.force_login(make_user(role=Role.TREASURER))
    return client


def zoe(**fields: object) -> Donor:
    # Addresses with numbers look like one with a typing mistake.
    return make_donor(**{"given_name": "Zoé", "family_name": "Le Gall", "email": "", **fields})


def proposed() -> list[tuple[int, int, list[str]]]:
    propose_pairs(now=NOW)
    return list(open_pairs().values_list("first", "second", "reasons"))


def test_names_are_the_same_whatever_the_box_the_case_and_the_accents() -> None:
    assert folded_name("Zoé", "LE GALL") == folded_name("Le Gall", "Zoe")
    assert folded_name("Jean-Luc", "Martin") == folded_name("Jean Luc", "Martin")
    assert folded_name("Zoé", "Le Gall") != folded_name("Zoé", "Le Goff")


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        ("zoe.legall@example.org", "zoelegall@example.com", True),
        ("zoe+don@example.org", "zoe@example.org", True),
        ("zoe@exmaple.org", "zoe@example.org", True),
        ("zoe@example.org", "ana@example.org", False),
        ("", "", False),
    ],
)
def test_addresses_are_similar_by_their_mailbox_or_but_for_a_letter(
    one: str, other: str, *, is_similar: bool
) -> None:
    assert are_similar_addresses(one, other) is is_similar


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_being_one_letter_off_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert is_one_letter_off(one, other) == is_one_letter_off(other, one)
    assert is_one_letter_off(one, one)
    assert is_one_letter_off(one, f"{one}x")


def test_pairs_are_found_among_all_donors_for_each_of_the_reasons() -> None:
    by_postcode = [zoe(postcode="29 900"), zoe(postcode="29900")]
    by_email = [
        make_donor(given_name="Émile", family_name="Roy", email="emile.roy@example.org"),
        make_donor(given_name="EMILE", family_name="ROY", email="emileroy@example.net"),
    ]
    by_account = [make_donor(), make_donor()]
    statement = Statement.objects.create(file_digest="1", read_at=NOW)
    for donor in by_account:
        StatementLine.objects.create(
            statement=statement,
            key=str(donor.pk),
            day=NOW.date(),
            amount_minor_units=5000,
            currency="EUR",
            payer_iban="FR7630006000011234567890189",
            gift=settled_gift(means="transfer", donor=donor),
        )
    for _ in range(30):
        make_donor()

    assert proposed() == [
        (by_postcode[0].pk, by_postcode[1].pk, [Reason.NAME_AND_POSTCODE]),
        (by_email[0].pk, by_email[1].pk, [Reason.NAME_AND_EMAIL]),
        (by_account[0].pk, by_account[1].pk, [Reason.SAME_ACCOUNT]),
    ]
    assert propose_pairs(now=NOW) == 0


def test_a_name_alone_is_no_reason_and_two_people_stay_two() -> None:
    zoe(postcode="29900")
    zoe(postcode="75011")
    assert proposed() == []

    zoe(postcode="29900")
    propose_pairs(now=NOW)
    tell_apart(pair=open_pairs().get(), by=make_user(), now=NOW)

    assert proposed() == []


def test_a_merge_moves_gifts_and_overwrites_nothing_and_can_be_undone() -> None:
    kept, gone = zoe(city="Quimper", email="zoe@example.org"), zoe(email="z@example.org")
    gift = settled_gift(donor=gone)
    plan = make_plan(donor=gone)
    old_link = portal_token(donor=gone)

    merge = merge_donors(kept=kept, gone=gone, by=make_user(), now=NOW)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.city, kept.email, gone.email) == ("Quimper", "zoe@example.org", "z@example.org")
    assert set(Gift.objects.values_list("donor", flat=True)) == {kept.pk}
    assert Plan.objects.get().donor == kept
    assert open_portal(old_link) == kept
    assert find_or_make_donor(email="Z@example.org", now=NOW) == kept
    since = settled_gift(donor=kept)

    for _ in range(2):
        undo_merge(merge=merge, by=make_user(), now=NOW)

    gift.refresh_from_db()
    since.refresh_from_db()
    plan.refresh_from_db()
    gone.refresh_from_db()
    assert (gift.donor, plan.donor, since.donor) == (gone, gone, kept)
    assert surviving(gone) == gone
    assert DonorPair.objects.get().state == DonorPair.State.DIFFERENT


def test_nothing_is_merged_twice_or_in_a_circle_or_undone_from_below() -> None:
    first, second, third = zoe(), zoe(), zoe()
    by = make_user()
    merge = merge_donors(kept=second, gone=first, by=by, now=NOW)

    for kept, gone in ((first, second), (third, first), (second, first), (third, third)):
        with pytest.raises(CannotMerge):
            merge_donors(kept=kept, gone=gone, by=by, now=NOW)
    merge_donors(kept=third, gone=second, by=by, now=NOW)
    with pytest.raises(CannotUndo):
        undo_merge(merge=merge, by=by, now=NOW)

    first.refresh_from_db()
    assert surviving(first) == third


def test_the_desk_merges_and_parts_by_buttons(treasurer: Client) -> None:
    kept, gone = zoe(postcode="29900"), zoe(postcode="29900", email="z@example.org")
    settled_gift(donor=gone)
    propose_pairs(now=NOW)
    pair = DonorPair.objects.get()

    assert gone.email in treasurer.get("/desk/donations/doubles/").content.decode()
    assert treasurer.get(f"/desk/donations/doubles/{pair.pk}/").status_code == 405
    treasurer.post(f"/desk/donations/doubles/{pair.pk}/", {"do": "first"})
    assert Gift.objects.get().donor == kept
    page = treasurer.get(f"/desk/donations/donor/{kept.pk}/").content.decode()
    assert "/desk/donations/merges/" in page
    treasurer.post(f"/desk/donations/merges/{DonorMerge.objects.get().pk}/undo/")

    assert Gift.objects.get().donor == gone
    assert open_pairs().count() == 0


def test_a_colleague_compares_two_that_nothing_proposed(treasurer: Client) -> None:
    one, other = make_donor(family_name="Roy"), make_donor(family_name="Leroy")
    compare = f"/desk/donations/donor/{one.pk}/compare/"

    for wrong in ("", one.email, "nobody@example.org"):
        treasurer.post(compare, {"email": wrong})
    assert not DonorPair.objects.exists()
    leads_to = treasurer.post(compare, {"email": other.email.upper()}).headers["Location"]

    assert other.email in treasurer.get(leads_to).content.decode()
    tell_apart(pair=open_pairs().get(), by=make_user(), now=NOW)
    treasurer.post(compare, {"email": other.email})
    assert open_pairs().count() == 1


def test_the_screen_of_doubles_asks_as_much_for_ten_as_for_one(treasurer: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert treasurer.get("/desk/donations/doubles/").status_code == 200
        return len(seen)

    zoe(postcode="29900")
    zoe(postcode="29900")
    propose_pairs(now=NOW)
    asked()
    with_one = asked()
    for _ in range(3):
        zoe(postcode="29900")
    assert propose_pairs(now=NOW) == 9

    assert asked() == with_one


def test_the_list_and_the_screen_of_a_donor(treasurer: Client) -> None:
    donor = zoe(email="zoe@example.org")
    gift = settled_gift(donor=donor)
    Donor.objects.create(email="", created_at=NOW, erased_at=NOW)

    listed = treasurer.get("/desk/donations/donors/?q=Gall").content.decode()
    assert f"/desk/donations/donor/{donor.pk}/" in listed
    treasurer.post(f"/desk/donations/donor/{donor.pk}/note/", {"text": "A téléphoné."})
    shown = treasurer.get(f"/desk/donations/donor/{donor.pk}/").content.decode()
    assert gift.number in shown
    assert "A téléphoné." in shown
    held = json.loads(treasurer.post(f"/desk/donations/donor/{donor.pk}/data/").content)
    assert held["notes_of_the_newsroom"][0]["text"] == "A téléphoné."


def test_the_desk_edits_a_donor_and_the_log_forgets_the_name_with_the_rest(
    treasurer: Client,
) -> None:
    donor = zoe(email="zoe@example.org")
    edit, add = f"/desk/donations/donors/edit/{donor.pk}/", "/desk/donations/donors/new/"
    fields = {"kind": "person", "given_name": "Zoé", "family_name": "Nouveau", "language": "fr"}
    assert treasurer.get(edit).status_code == 200
    assert treasurer.post(add, {**fields, "email": "ZOE@example.org"}).status_code == 200
    other = {**fields, "family_name": "Autre", "email": "ana@example.org"}
    assert treasurer.post(add, other).status_code == 302
    assert treasurer.post(edit, {**fields, "email": "zoe@example.org"}).status_code == 302
    assert ModelLogEntry.objects.filter(label__contains="Nouveau").exists()

    erase = f"/desk/donations/donor/{donor.pk}/erase/"
    assert treasurer.post(f"/desk/donations/donors/delete/{donor.pk}/").headers["Location"] == erase
    assert treasurer.get(erase).status_code == 200
    assert treasurer.post(erase, {}).status_code == 200
    assert Donor.objects.filter(erased_at=None).count() == 2
    assert treasurer.post(erase, {"sure": "on"}).status_code == 302

    run_ready_tasks()
    donor.refresh_from_db()
    assert donor.full_name == ""
    assert not ModelLogEntry.objects.filter(label__contains="Nouveau").exists()
    assert ModelLogEntry.objects.filter(action="donations.erase_donor").count() == 1


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.MODERATOR, Role.EDITOR])
def test_donors_are_nobody_elses_business(client: Client, role: Role) -> None:
    donor = zoe()
    client.force_login(make_user(role=role))

    for path in (
        "/desk/donations/donors/",
        "/desk/donations/doubles/",
        f"/desk/donations/donor/{donor.pk}/",
        f"/desk/donations/donor/{donor.pk}/erase/",
    ):
        assert client.get(path).status_code in {302, 403}, path
    assert client.post(f"/desk/donations/donor/{donor.pk}/data/").status_code in {302, 403}


def test_who_never_gave_is_forgotten_after_a_year_and_who_gave_is_not() -> None:
    giver, hesitant, late, promised = zoe(), zoe(), zoe(), zoe()
    settled_gift(donor=giver)
    make_gift(donor=hesitant, state="ended", message="Bientôt.")
    make_gift(donor=late, state="ended", begun_at=NOW + timedelta(days=200))
    make_gift(donor=promised, state="pending")

    counts = [forget_who_never_gave(now=NOW + timedelta(days=days)) for days in (364, 366, 366)]

    assert counts == [0, 1, 0]
    assert Donor.objects.get(erased_at__isnull=False) == hesitant
    assert Gift.objects.get(donor=hesitant).message == ""
