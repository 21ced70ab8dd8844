"""What the classifier says of texts: always something, always the same, and why."""

import os
import subprocess
import sys
from functools import cache
from math import log
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import forum, needs_labelled, videos

from obole.comments.queries.classifiers import start_classifier, start_examples
from obole.comments.rules.classifying import (
    HOLDS_FROM,
    BrokenClassifier,
    Classifier,
    Example,
    OutdatedClassifier,
    train,
)
from obole.comments.rules.detectors import Circumstances, Submission, detect
from obole.comments.rules.features import BUCKETS, features, read
from obole.comments.rules.figures import auc_of, precision_of_top
from obole.comments.rules.signals import Name
from obole.comments.rules.states import Mode
from obole.comments.rules.triage import Action, triage

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
FEW = [
    Example(text="Gagnez 500 € sur www.jeux.example !!!", is_rejected=True),
    Example(text="Abonnez-vous à ma chaîne", is_rejected=True),
    Example(text="La réunion publique est jeudi.", is_rejected=False),
    Example(text="Merci pour cette enquête.", is_rejected=False),
]


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_has_a_score(text: str) -> None:
    assert 0 <= start_classifier().score(text) <= 1
    assert len(start_classifier().telling(text, most=3)) <= 3


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ud800", "a" * 50_000, "mot " * 12_500, "[" * 50_000, "e\u0301\u0301" * 16_000],
    ids=["empty", "nul", "surrogate", "one word", "one word often", "brackets", "marks"],
)
def test_extreme_texts_have_a_score(text: str) -> None:
    assert 0 <= start_classifier().score(text) <= 1


def test_the_end_of_a_long_text_is_read() -> None:
    harmless = "Le conseil municipal se réunit jeudi. " * 500
    spam = "Casino en ligne, bonus gratuit, cliquez ici www.casino.example !!! " * 40

    assert start_classifier().score(harmless + spam) > start_classifier().score(harmless)


@settings(max_examples=50, deadline=None)
@given(text=ANY_TEXT)
def test_what_was_stored_scores_alike(text: str) -> None:
    assert _restored().score(text) == start_classifier().score(text)


@cache
def _restored() -> Classifier:
    return Classifier.from_bytes(start_classifier().to_bytes())


def test_bytes_that_were_changed_or_cut_are_refused() -> None:
    written = start_classifier().to_bytes()
    changed = written[:-9] + bytes([written[-9] ^ 1]) + written[-8:]

    for broken in (b"", b"GIF89a", written[:-1], changed):
        with pytest.raises(BrokenClassifier):
            Classifier.from_bytes(broken)


def test_weights_for_texts_read_otherwise_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    written = start_classifier().to_bytes()
    monkeypatch.setattr("obole.comments.rules.classifying.FEATURES_VERSION", 250)

    with pytest.raises(OutdatedClassifier):
        Classifier.from_bytes(written)


def test_the_same_examples_make_the_same_classifier_in_every_process() -> None:
    script = (
        "import hashlib; from obole.comments.rules.classifying import Example, train;"
        f"print(hashlib.sha256(train({FEW!r}).to_bytes()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_nothing_learned_is_no_opinion() -> None:
    assert train([]).score("Bonjour") == 0.5


def test_the_start_classifier_is_what_the_start_set_teaches() -> None:
    """One step apart at most: another machine's `exp` may differ in the last digit."""
    trained = train(start_examples()).weights
    assert len(trained) == BUCKETS

    apart = [abs(new - old) for new, old in zip(trained, start_classifier().weights, strict=True)]

    assert max(apart) <= 1, "Run tools/make_start_classifier.py."


def test_the_start_set_has_each_text_once_and_both_languages_alike() -> None:
    path = Path(__file__).parents[2] / "src/obole/comments/data/start_set.tsv"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    fields = [line.split("\t") for line in lines]
    counts = {(kind, language): 0 for kind in ("spam", "ham") for language in ("fr", "en")}
    for kind, language, _ in fields:
        counts[kind, language] += 1

    assert len({text.casefold() for _, _, text in fields}) == len(fields) >= 600
    assert min(counts.values()) >= 145


def test_the_start_classifier_holds_what_it_has_not_seen() -> None:
    spam = "Gagnez 900 € par jour, inscrivez-vous gratuitement sur www.gain-rapide.example !!!"
    comment = "Le rapport de la cour des comptes dit l'inverse, page 12. Pourquoi ne pas le citer ?"

    assert start_classifier().score(spam) >= HOLDS_FROM
    assert start_classifier().score(comment) < 0.5


def test_the_words_that_weighed_are_named_as_they_were_written() -> None:
    text = "La réunion est jeudi. Abonnez-vous à ma CHAÎNE !"

    telling = start_classifier().telling(text, most=2)

    assert set(telling) <= {"Abonnez", "vous", "ma", "CHAÎNE"}
    assert "CHAÎNE" in telling


def test_accents_capitals_and_drawn_out_letters_make_no_difference_to_words() -> None:
    assert read("chaîne gratuiiiit").words == read("CHAINE GRATUIIIIIT").words


@settings(max_examples=100, deadline=None)
@given(text=ANY_TEXT)
def test_what_is_scored_is_what_is_learned_from(text: str) -> None:
    classifier = start_classifier()

    margin = sum(value * classifier.weights[bucket] for bucket, value in features(text).items())
    score = classifier.score(text)

    assert log(score / (1 - score)) == pytest.approx(margin / 1024, abs=1e-9)


def test_figures_count_ties_as_halves() -> None:
    assert auc_of([(0.9, True), (0.1, False)]) == 1
    assert auc_of([(0.5, True), (0.5, False)]) == 0.5
    assert auc_of([(0.2, True), (0.9, True), (0.5, False)]) == 0.5
    assert precision_of_top([(0.9, True), (0.8, False), (0.1, True)], share=0.6) == 0.5


@needs_labelled
def test_spam_below_videos_that_it_has_not_seen_is_found() -> None:
    """TubeSpam, one video left out at a time; all 1,956 comments."""
    found = videos()
    assert len(found) == 5
    areas = []
    for unseen, comments in found.items():
        classifier = train(
            [each for video, seen in found.items() if video != unseen for each in seen]
        )
        areas.append(auc_of([(classifier.score(c.text), c.is_rejected) for c in comments]))

    assert sum(areas) / len(areas) >= 0.97


@needs_labelled
@pytest.mark.parametrize("taught", [False, True], ids=["start set", "taught by the messages"])
def test_by_default_no_toxic_message_of_a_newcomer_is_published_without_a_person(
    taught: bool,
) -> None:
    toxic = [each for each in forum() if each.is_rejected]
    classifier = train(forum()[::3]) if taught else start_classifier()

    published = [each.text for each in toxic if _verdict(classifier, each.text) is Action.PUBLISH]

    assert len(toxic) == 694
    assert published == []


def test_a_high_score_holds_even_what_a_trusted_reader_writes() -> None:
    spam = "Gagnez 900 € par jour, inscrivez-vous gratuitement sur www.gain-rapide.example !!!"

    assert _verdict(start_classifier(), spam, is_trusted=True) is Action.HOLD
    assert _verdict(start_classifier(), "La réunion est jeudi.", is_trusted=True) is Action.PUBLISH


def _verdict(classifier: Classifier, body: str, *, is_trusted: bool = False) -> Action:
    """Return what happens in the default mode to a comment that nothing else speaks against."""
    signals = detect(
        Submission(body=body, name="Claude"),
        Circumstances(
            mode=Mode.HOLD_FIRST,
            longest_body=3_000,
            is_trusted=is_trusted,
            has_proof=True,
            score=classifier.score(body),
            telling_words=tuple(classifier.telling(body)),
            score_that_holds=HOLDS_FROM,
        ),
    )
    if classifier.score(body) >= HOLDS_FROM:
        assert Name.CLASSIFIER in {signal.name for signal in signals}
    return triage(signals=signals, mode=Mode.HOLD_FIRST, is_trusted=is_trusted).action
