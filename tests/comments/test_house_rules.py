"""House rules: written in versions, shown to everybody, and never changed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from legal_cases import NOW, make_colleague

from obole.comments.actions.ruling import OutdatedRules, found_house_rules, write_house_rules
from obole.comments.models import Clause, HouseRules
from obole.comments.queries.house_rules import current_version, shown_rules
from obole.comments.rules.house_rules import FIRST_RULES, ClauseText, RulesText
from obole.comments.rules.ingredients import HOUSE_RULES
from obole.comments.rules.vocabulary import Category
from obole.edition.models import Mark
from obole.foundation.ingredients import gather

pytestmark = pytest.mark.django_db

SHORT = RulesText(
    preamble_fr="Soyez bref.",
    preamble_en="Be brief.",
    clauses=(
        ClauseText(code="1", text_fr="Soyez aimables.", text_en="Be kind.", category=""),
        ClauseText(code="1 bis", text_fr="Toujours.", text_en="Always.", category=""),
    ),
)


@pytest.fixture
def rules(newsroom) -> HouseRules:
    """Give a newsroom with its first house rules."""
    return found_house_rules(now=NOW)


def path_of(name: str, *arguments: object, language: str = "fr") -> str:
    with translation.override(language):
        return reverse(f"moderation:{name}", args=arguments)


def page(name: str, *arguments: object, language: str = "fr") -> str:
    return Client().get(path_of(name, *arguments, language=language), secure=True).text


def test_the_first_rules_have_eight_clauses_in_both_languages_with_their_categories(rules):
    clauses = list(rules.clauses.order_by("pk"))

    assert [each.code for each in clauses] == list("12345678")
    assert all(each.text_fr and each.text_en for each in clauses)
    assert {each.category for each in clauses} <= set(Category)


def test_a_site_that_has_rules_keeps_them(rules):
    assert found_house_rules(now=NOW) == rules
    assert HouseRules.objects.count() == 1


def test_readers_see_the_rules_in_their_language(rules):
    assert "N’insultez personne" in page("rules")
    assert "Insult nobody" in page("rules", language="en")
    assert path_of("rules", language="en") == "/en/c/rules/"


def test_a_new_version_takes_the_place_of_the_old_one_which_stays_readable(rules):
    write_house_rules(text=SHORT, after=1, now=NOW)

    assert "Soyez aimables." in page("rules")
    assert "1 bis" in page("rules")
    assert "N’insultez personne" in page("rules_version", 1)
    assert shown_rules(version=1, language="fr").replaced_at == NOW
    assert path_of("rules_version", 1) in page("rules")


def test_a_version_that_does_not_exist_is_not_found(rules):
    assert Client().get(path_of("rules_version", 7), secure=True).status_code == 404


def test_a_site_without_rules_has_no_page_of_them(newsroom):
    assert Client().get(path_of("rules"), secure=True).status_code == 404


def test_two_who_write_at_once_do_not_overwrite_each_other(rules):
    write_house_rules(text=SHORT, after=1, now=NOW)

    with pytest.raises(OutdatedRules):
        write_house_rules(text=FIRST_RULES, after=1, now=NOW)

    assert current_version() == 2


def test_the_page_is_kept_until_the_next_version(rules):
    with gather() as recipe:
        page("rules")
    Mark.objects.all().delete()

    write_house_rules(text=SHORT, after=1, now=NOW)

    assert recipe.refusal == ""
    assert HOUSE_RULES in recipe.ingredients
    assert list(Mark.objects.values_list("ingredient", flat=True)) == [HOUSE_RULES]


def desk(*permissions: str) -> Client:
    client = Client()
    client.force_login(
        make_colleague(*permissions), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def filled_in(*clauses: tuple[str, str], after: int = 1, left_out: int | None = None):
    fields = {
        "preamble_fr": "Bonjour.",
        "preamble_en": "Hello.",
        "after": after,
        "form-TOTAL_FORMS": len(clauses),
        "form-INITIAL_FORMS": 0,
    }
    for number, (code, text) in enumerate(clauses):
        fields |= {
            f"form-{number}-code": code,
            f"form-{number}-category": Category.SPEECH,
            f"form-{number}-text_fr": text,
            f"form-{number}-text_en": text,
        }
    if left_out is not None:
        fields[f"form-{left_out}-DELETE"] = "on"
    return fields


def post(client: Client, fields):
    return client.post(reverse("comments_house_rules"), fields, secure=True)


def test_the_desk_shows_the_version_in_force_and_makes_the_next(rules):
    client = desk("add_houserules")
    assert "Insult nobody" in client.get(reverse("comments_house_rules"), secure=True).text

    response = post(client, filled_in(("1", "Un."), ("2", "Deux."), ("3", "Trois."), left_out=1))

    assert response.status_code == 302
    assert current_version() == 2
    codes = Clause.objects.filter(rules__version=2).order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["1", "3"]
    assert Clause.objects.filter(rules=rules).count() == 8


@pytest.mark.parametrize(
    "fields",
    [
        filled_in(("1", "Un."), ("1", "Encore.")),
        filled_in(),
        filled_in(("1", "")),
        filled_in(("1", "Un."), after=0),
    ],
    ids=["twice the same number", "no clause", "no text", "outdated"],
)
def test_the_desk_refuses_rules_that_cannot_be_cited(rules, fields):
    response = post(desk("add_houserules"), fields)

    assert response.status_code == 200
    assert current_version() == 1


def test_only_who_may_writes_house_rules(rules):
    refused = desk("moderate_comment").get(reverse("comments_house_rules"), secure=True)

    assert refused.url == reverse("wagtailadmin_home")
