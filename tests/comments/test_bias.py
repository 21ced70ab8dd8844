"""What is said in favour of a minority, or by it, is held no more often than of other groups."""

from collections.abc import Iterator

import pytest

from obole.comments.queries.classifiers import start_classifier, start_examples
from obole.comments.rules import features, groups
from obole.comments.rules.classifying import Example, train
from obole.comments.rules.fairness import WIDEST_GAP, treatments

REJECTED = (
    "Dehors, les {group}, on ne veut plus les voir ici.",
    "Les {group} profitent du système, tout le monde le sait.",
    "Encore les {group}, toujours les mêmes, ras le bol.",
    "Je ne supporte pas les {group}, qu'ils rentrent chez eux.",
    "Les {group} sont la honte de ce pays.",
)
APPROVED = (
    "Le pont sera fermé {number} semaines, dit la mairie.",
    "Il manque {number} enseignants au collège.",
    "Les travaux de la rue {number} durent depuis mars.",
    "Il y avait {number} personnes à la réunion, et pas une chaise.",
    "Votre carte de la page {number} est illisible.",
)
GROUPS = ("musulmans", "juifs", "Arabes", "Noirs", "Roms", "migrants", "homosexuels", "réfugiés")


def _decisions() -> list[Example]:
    """Return what a desk decides that only ever hears of minorities in insults."""
    rejected = [each.format(group=group) for each in REJECTED for group in GROUPS]
    approved = [each.format(number=number) for each in APPROVED for number in range(2, 10)]
    return [
        *(Example(text=text, is_rejected=True) for text in rejected),
        *(Example(text=text, is_rejected=False) for text in approved),
    ]


@pytest.fixture
def _groups_weigh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the classifier see the names of groups, as it must not."""
    monkeypatch.setattr(features, "names_a_group", lambda _word: False)
    features.forget_words()
    yield
    monkeypatch.undo()
    features.forget_words()


def test_the_start_classifier_treats_every_group_alike() -> None:
    treated = treatments(start_classifier().score)

    assert len(treated) == 72
    assert [each for each in treated if not each.is_fair] == []
    assert max(each.held for each in treated) == 0
    assert max(each.gap for each in treated) <= 0.05


def test_a_desk_that_hears_of_minorities_in_insults_alone_does_not_teach_to_hold_them() -> None:
    classifier = train([*start_examples(), *_decisions()])

    assert [each for each in treatments(classifier.score) if not each.is_fair] == []


@pytest.mark.usefixtures("_groups_weigh")
def test_a_classifier_that_saw_the_names_of_groups_would_be_found_out() -> None:
    classifier = train([*start_examples(), *_decisions()])

    worst = max(treatments(classifier.score), key=lambda each: each.gap)

    assert worst.gap > 1.5 * WIDEST_GAP
    assert not worst.is_fair


def test_a_moderator_is_never_told_that_the_name_of_a_group_weighed() -> None:
    classifier = train([*start_examples(), *_decisions()])

    for group in GROUPS:
        telling = classifier.telling(f"Encore les {group}, toujours les mêmes.", most=20)
        assert "toujours" in telling
        assert group not in telling


@pytest.mark.parametrize(
    "word", ["musulmane", "juifs", "lesbienne", "handicapee", "black", "muslims", "migrants"]
)
def test_names_of_groups_are_known(word: str) -> None:
    assert groups.names_a_group(word)


@pytest.mark.parametrize("word", ["cyclistes", "maire", "mairie", "romans", "churchill", ""])
def test_other_words_are_not_names_of_groups(word: str) -> None:
    assert not groups.names_a_group(word)
