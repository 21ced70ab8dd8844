"""The classifier learns what the desk decides, and stays as it is when that makes it worse."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from commenting import MOMENT, make_comment, make_reader
from factories import Newsroom, make_article, make_user

from obole.accounts.models import User
from obole.comments.actions.recording import record
from obole.comments.actions.training import (
    VERSIONS_KEPT,
    NoBetter,
    TooFewDecisions,
    Unfair,
    retrain_classifier,
    train_classifier,
)
from obole.comments.models import ClassifierVersion, Comment
from obole.comments.queries.classifiers import (
    current_classifier,
    decided_examples,
    start_classifier,
)
from obole.comments.rules import features
from obole.comments.rules.classifying import Example
from obole.comments.rules.lessons import is_rejected, parted
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Measure
from obole.project.command_line import moderation
from obole.project.command_line.invocation import Invocation

pytestmark = pytest.mark.django_db

PLACES = (
    "le pont",
    "la gare",
    "le lycée",
    "la piscine",
    "la place",
    "le canal",
    "le marché",
    "le port",
)
RUDE = ("espèce de guignol", "quel clown", "gros nul", "bande de bouffons")
POLITE = ("bonne idée", "il faut voir", "merci de préciser", "à suivre")


def _decide(comment: Comment, measure: Measure, *, user: User | None) -> None:
    record(measure=measure, comment=comment, user=user, now=MOMENT + timedelta(days=1))


def _decide_about(texts: list[str], measure: Measure) -> list[Comment]:
    article, reader, user = make_article(), make_reader(), make_user()
    comments = [
        make_comment(article=article, state=State.HELD, reader=reader, body=text) for text in texts
    ]
    for comment in comments:
        _decide(comment, measure, user=user)
    return comments


def _texts(endings: tuple[str, ...]) -> list[str]:
    return [
        f"Fermer {place} en {year}, {ending}."
        for place in PLACES
        for ending in endings
        for year in ("janvier", "mars", "juin")
    ]


@pytest.fixture
def decided(newsroom: Newsroom) -> tuple[list[Comment], list[Comment]]:
    """Give what a desk decided: approved 96 comments, rejected 96."""
    return (
        _decide_about(_texts(POLITE), Measure.PUBLISH),
        _decide_about(_texts(RUDE), Measure.REJECT),
    )


def test_it_learns_what_the_desk_rejects(decided: object) -> None:
    text = "Encore une réunion, quel clown."
    before = current_classifier().score(text)

    version = train_classifier(now=MOMENT)

    assert current_classifier().score(text) > max(before, 0.5)
    assert "clown" in current_classifier().telling(text)
    assert version.made_at == MOMENT
    assert version.figures["auc"] > version.figures["auc_before"]
    assert version.examples + version.figures["asked"] == 192


def test_until_persons_have_decided_enough_nothing_is_trained(newsroom: Newsroom) -> None:
    _decide_about(_texts(POLITE), Measure.PUBLISH)
    _decide_about(_texts(RUDE)[:20], Measure.REJECT)

    with pytest.raises(TooFewDecisions, match="are needed"):
        train_classifier(now=MOMENT)

    assert not ClassifierVersion.objects.exists()
    assert current_classifier() is start_classifier()


def test_a_version_that_sorts_worse_is_not_kept(
    decided: tuple[list[Comment], list[Comment]],
) -> None:
    kept = train_classifier(now=MOMENT)
    learned, _ = parted(decided_examples())
    taught = {each.text for each in learned}
    user = make_user()
    for comments, measure in zip(decided, (Measure.REMOVE, Measure.RESTORE), strict=True):
        for comment in comments:
            if comment.body in taught:
                _decide(comment, measure, user=user)

    with pytest.raises(NoBetter):
        train_classifier(now=MOMENT)

    assert list(ClassifierVersion.objects.all()) == [kept]


@pytest.fixture
def _groups_weigh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(features, "names_a_group", lambda _word: False)
    features.forget_words()
    yield
    monkeypatch.undo()
    features.forget_words()


@pytest.mark.usefixtures("_groups_weigh", "newsroom")
def test_a_version_that_would_hold_what_speaks_for_minorities_is_not_kept() -> None:
    groups = ("musulmans", "juifs", "Arabes", "migrants")
    _decide_about(_texts(POLITE), Measure.PUBLISH)
    _decide_about(_texts(tuple(f"à cause d'eux, les {each}" for each in groups)), Measure.REJECT)

    with pytest.raises(Unfair, match="Arabes"):
        train_classifier(now=MOMENT)


def test_every_week_says_in_the_log_why_nothing_was_kept(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    assert retrain_classifier(now=MOMENT) is None

    assert "0 approved and 0 rejected" in caplog.text


def test_old_versions_are_deleted(decided: object) -> None:
    weights = start_classifier().to_bytes()
    for _ in range(VERSIONS_KEPT + 2):
        ClassifierVersion.objects.create(made_at=MOMENT, examples=0, weights=weights)

    version = train_classifier(now=MOMENT)

    assert ClassifierVersion.objects.count() == VERSIONS_KEPT
    assert ClassifierVersion.objects.latest("pk") == version


def test_a_stored_classifier_that_is_broken_is_replaced_by_the_start_sets(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    ClassifierVersion.objects.create(made_at=MOMENT, examples=0, weights=b"broken")

    assert current_classifier() is start_classifier()
    assert "is unfit" in caplog.text


def test_it_learns_only_from_texts_that_persons_judged_and_that_are_still_there(
    newsroom: Newsroom,
) -> None:
    article, user = make_article(), make_user()

    def comment(text: str, **fields: object) -> Comment:
        return make_comment(article=article, state=State.HELD, body=text, **fields)

    _decide(comment("judged"), Measure.REJECT, user=user)
    _decide(comment("by a rule"), Measure.REJECT, user=None)
    taken_back = comment("taken back")
    _decide(taken_back, Measure.REJECT, user=user)
    _decide(taken_back, Measure.UNDO, user=user)
    _decide(comment("withdrawn"), Measure.PUBLISH, user=user)
    Comment.objects.filter(body="withdrawn").update(state=State.WITHDRAWN)
    _decide(comment("purged", text_purged_at=MOMENT), Measure.REJECT, user=user)
    _decide(comment("", author_name="erased text"), Measure.REJECT, user=user)
    _decide(
        comment("of one erased", reader=make_reader(erased_at=MOMENT)), Measure.REJECT, user=user
    )
    _decide(comment("edited", edited_at=MOMENT + timedelta(days=2)), Measure.PUBLISH, user=user)
    orphan = comment("reader unknown")
    Comment.objects.filter(pk=orphan.pk).update(reader=None)
    _decide(orphan, Measure.SPAM, user=user)
    undecided = comment("undecided")

    assert undecided.pk
    assert decided_examples() == [
        Example(text="judged", is_rejected=True),
        Example(text="reader unknown", is_rejected=True),
    ]


@pytest.mark.parametrize(
    ("measures", "rejected"),
    [
        ([], None),
        ([Measure.HIDE], None),
        ([Measure.PUBLISH], False),
        ([Measure.KEEP], False),
        ([Measure.SPAM], True),
        ([Measure.PUBLISH, Measure.REMOVE], True),
        ([Measure.REJECT, Measure.RESTORE], False),
        ([Measure.PUBLISH, Measure.REMOVE, Measure.UNDO], False),
        ([Measure.REJECT, Measure.UNDO], None),
        ([Measure.REJECT, Measure.UNDO, Measure.PUBLISH], False),
        ([Measure.UNDO], None),
    ],
)
def test_the_last_judgement_that_stands_counts(
    measures: list[Measure], rejected: bool | None
) -> None:
    assert is_rejected(measures) is rejected


def test_a_flood_teaches_no_more_than_one_comment() -> None:
    flood = [Example(text=f"Achetez {'  ' * n}ICI", is_rejected=True) for n in range(1, 50)]

    learned, held_out = parted(flood)

    assert len(learned) + len(held_out) == 1


def test_a_fifth_is_never_learned_from_whatever_else_there_is() -> None:
    examples = [Example(text=f"Remarque {n}", is_rejected=False) for n in range(1000)]

    _, held_out = parted(examples)
    _, held_out_of_some = parted(examples[500:])

    assert 150 < len(held_out) < 250
    assert set(held_out_of_some) <= set(held_out)


class _Loaded(Invocation):
    """An invocation for whose Django the test has cared."""

    def load_django(self, **_: object) -> None:
        """Do nothing."""


def _run_command() -> Result:
    return CliRunner().invoke(moderation.command, ["train"], obj=_Loaded(site=Path()))


def test_the_command_says_what_it_learned_and_how_much_better_it_sorts(decided: object) -> None:
    result = _run_command()

    version = ClassifierVersion.objects.get()
    assert result.exit_code == 0
    assert f"Learned from {version.examples} decisions" in result.output
    assert f"Asked about {version.figures['asked']} others" in result.output
    assert (
        f"{version.figures['auc_before']:.3f} before, {version.figures['auc']:.3f} now"
        in result.output
    )
    assert "It is in use from now on." in result.output


def test_the_command_refuses_when_the_desk_has_decided_too_little(newsroom: Newsroom) -> None:
    result = _run_command()

    assert result.exit_code == 1
    assert "stays. There are 0 approved and 0 rejected comments" in str(result.exception)
    assert not ClassifierVersion.objects.exists()
