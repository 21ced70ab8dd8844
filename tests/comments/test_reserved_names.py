"""Nobody writes under the name of somebody who signs in the newsroom."""

import pytest
from commenting import MOMENT, make_comment
from factories import Newsroom, make_article, make_author, make_user

from obole.comments.queries.circumstances import screen_again
from obole.comments.rules.signals import Name
from obole.comments.rules.states import State
from obole.newsroom.models import Author

pytestmark = pytest.mark.django_db


def is_reserved(name: str) -> bool:
    comment = make_comment(article=make_article(), state=State.HELD, author_name=name)
    signals = screen_again(comment=comment, now=MOMENT).signals
    return Name.RESERVED_NAME in {each.name for each in signals}


def test_the_name_of_a_guest_author_without_an_account_is_reserved(newsroom: Newsroom) -> None:
    guest = make_author(name="Solveig Marchand")
    assert guest.user is None

    assert is_reserved("Solveig Marchand")
    assert is_reserved("SОLVEIG  marchand")
    assert not is_reserved("Solveig Marchais")


def test_the_name_is_free_again_when_the_author_is_gone(newsroom: Newsroom) -> None:
    guest = make_author(name="Solveig Marchand")
    Author.objects.filter(pk=guest.pk).delete()

    assert not is_reserved("Solveig Marchand")


def test_the_names_of_colleagues_are_reserved(newsroom: Newsroom) -> None:
    make_user(first_name="Odile", last_name="Martin")

    assert is_reserved("Odile Martin")
