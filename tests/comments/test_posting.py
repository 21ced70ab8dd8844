"""Whatever is sent gets a clear answer, and no text is lost."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import altcha
import pytest
from commenting import make_comment, make_reader, make_trusted_reader
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_article

from obole.comments.actions import submitting
from obole.comments.actions.showing import hide
from obole.comments.models import (
    Comment,
    CommentSettings,
    Follow,
    IdentificationRecord,
    Proof,
    Reader,
)
from obole.comments.queries.circumstances import Screened, screen
from obole.comments.rules.states import Mode, State
from obole.comments.views import limits
from obole.comments.views.memory import COOKIE
from obole.comments.views.tokens import digest_of, form_key, issue_token
from obole.foundation import clock
from obole.foundation.models import OutgoingMail
from obole.limits.puzzles import is_solved, make_puzzle
from obole.limits.rules import Limit
from obole.newsroom.models import ArticlePage

BODY = "Une remarque sur la délibération du 12 mars."


@pytest.fixture(autouse=True)
def _light_puzzles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let puzzles be as they are, but solved in no time."""
    monkeypatch.setattr("obole.limits.puzzles.ROUNDS", 10)


@pytest.fixture
def article(newsroom: Newsroom) -> ArticlePage:
    return make_article()


def written(article: ArticlePage, *, solved: bool = True, **fields: object) -> dict[str, object]:
    """Return a form as a person sends it half a minute after it was fetched."""
    token = issue_token(page_id=article.pk, now=clock.now() - timedelta(seconds=30))
    return {
        "body": BODY,
        "name": "Nour El Khatib",
        "email": "nour@example.org",
        "parent": "",
        "token": token,
        "puzzle": solution_for(token) if solved else "",
        "website": "",
        "do": "send",
        **fields,
    }


def solution_for(token: str) -> str:
    """Return what a browser makes of the puzzle."""
    puzzle = make_puzzle(form=digest_of(token), key=form_key())
    challenge = altcha.Challenge.from_dict(puzzle)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def send(client: Client, article: ArticlePage, **fields: object):
    return client.post(reverse("comments:write", args=[article.pk]), written(article, **fields))


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_comment_is_received_and_its_author_is_told_where_it_is(
    client: Client, article: ArticlePage
) -> None:
    answer = send(client, article)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/c/mine/")
    comment = Comment.objects.get()
    assert (comment.state, comment.body, comment.author_name) == (
        State.HELD,
        BODY,
        "Nour El Khatib",
    )
    receipt = client.get(answer.headers["Location"])
    assert BODY in text_of(receipt)
    assert receipt.headers["Cache-Control"] == "no-store"
    assert IdentificationRecord.objects.count() == 1


def test_one_reader_writes_two_first_comments_at_once(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def screen_while_another_is_kept(**named: Any) -> Screened:
        make_reader(email="nour@example.org")
        return screen(**named)

    monkeypatch.setattr(submitting, "screen", screen_while_another_is_kept)

    assert send(client, article).status_code == 303

    assert Comment.objects.get().reader == Reader.objects.get(email="nour@example.org")


def test_without_a_token_it_is_shown_first_and_a_token_comes_with_it(
    client: Client, article: ArticlePage
) -> None:
    first = send(client, article, token="", puzzle="", body="Une *idée*.")

    assert first.status_code == 200
    assert "<em>idée</em>" in text_of(first)
    assert not Comment.objects.exists()
    assert first.context["form"]["token"].value()
    assert first.context["form"]["body"].value() == "Une *idée*."


def test_the_button_for_the_preview_sends_nothing(client: Client, article: ArticlePage) -> None:
    assert send(client, article, do="preview").context["preview"].name == "Nour El Khatib"
    assert not Comment.objects.exists()


def test_without_a_puzzle_a_mail_comes_first(client: Client, article: ArticlePage) -> None:
    answer = send(client, article, solved=False)

    assert Comment.objects.get().state == State.UNPROVEN
    assert OutgoingMail.objects.get().recipient == "nour@example.org"
    assert "/c/proof/" in OutgoingMail.objects.get().text
    assert "courriel" in text_of(client.get(answer.headers["Location"]))


WRONG = [
    ("body", ""),
    ("body", "   \n\t "),
    ("body", "\u200b\u200b\u202e"),
    ("body", "x" * 100_000),
    ("body", "avec \0 dedans"),
    ("name", ""),
    ("name", "x"),
    ("name", "y" * 200),
    ("name", "www.achetez.example"),
    ("name", "\u202e\u200b"),
    ("email", ""),
    ("email", "nobody"),
    ("email", "a@b@c"),
    ("email", f"{'x' * 300}@example.org"),
    ("parent", "nine"),
    ("token", "t" * 10_000),
    ("puzzle", "p" * 10_000),
]


def test_what_is_wrong_is_listed_and_the_text_is_kept(client: Client, article: ArticlePage) -> None:
    for field, value in WRONG:
        answer = send(client, article, solved=False, **{field: value})

        form = answer.context["form"]
        assert (field, value[:20], answer.status_code) == (field, value[:20], 200)
        assert 'role="alert"' in text_of(answer)
        if field in ("body", "name", "email"):
            (target, _), *_others = form.listed_errors()
            assert f'href="#{target}"' in text_of(answer)
        if field != "body":
            assert form["body"].value() == BODY
    assert not Comment.objects.exists()


def test_an_answer_to_what_is_not_there_can_stand_by_itself(
    client: Client, article: ArticlePage
) -> None:
    for parent in ("999999", "-1", str(10**30)):
        answer = send(client, article, parent=parent)

        assert answer.status_code == 200
        assert answer.context["form"]["body"].value() == BODY
        assert answer.context["form"]["parent"].value() == ""
    assert not Comment.objects.exists()


def test_an_answer_to_a_comment_that_went_meanwhile_is_kept(
    client: Client, article: ArticlePage
) -> None:
    parent = make_comment(article=article)
    other = make_comment(article=make_article())
    hide(comment=parent, state=State.REMOVED)

    for gone in (parent, other):
        answer = send(client, article, parent=gone.pk)
        assert answer.context["form"]["body"].value() == BODY
        assert answer.context["form"]["parent"].value() == ""


def test_a_thread_that_closed_meanwhile_says_so_and_keeps_the_text(
    client: Client, article: ArticlePage, newsroom: Newsroom
) -> None:
    CommentSettings.objects.create(site=newsroom.site, mode=Mode.CLOSED)

    answer = send(client, article)

    assert answer.status_code == 200
    assert 'role="alert"' in text_of(answer)
    assert answer.context["form"]["body"].value() == BODY
    assert not Comment.objects.exists()


def test_a_token_out_of_its_time_leads_to_a_preview(client: Client, article: ArticlePage) -> None:
    for age in (timedelta(0), timedelta(days=3), timedelta(days=-2)):
        token = issue_token(page_id=article.pk, now=clock.now() - age)

        answer = send(client, article, solved=False, token=token)

        assert answer.context["preview"], age
        assert answer.context["form"]["token"].value() != token
    assert not Comment.objects.exists()


def test_a_forged_token_leads_to_a_preview(client: Client, article: ArticlePage) -> None:
    for token in ("x", "1.a." + "0" * 64, "🙂", "1" * 4000):
        assert send(client, article, solved=False, token=token).context["preview"], token


def test_the_token_of_another_article_leads_to_a_preview(
    client: Client, article: ArticlePage
) -> None:
    elsewhere = issue_token(page_id=make_article().pk, now=clock.now() - timedelta(seconds=30))

    assert send(client, article, token=elsewhere).context["preview"]


def test_the_same_form_sent_twice_is_one_comment(client: Client, article: ArticlePage) -> None:
    form = written(article)
    path = reverse("comments:write", args=[article.pk])
    client.post(path, form)

    again = client.post(path, form)

    assert again.status_code == 200
    assert BODY in text_of(again)
    assert Comment.objects.count() == 1


def test_a_token_that_was_used_for_another_text_leads_to_a_preview(
    client: Client, article: ArticlePage
) -> None:
    form = written(article)
    path = reverse("comments:write", args=[article.pk])
    client.post(path, form)

    again = client.post(path, {**form, "body": "Et autre chose encore, qui compte."})

    assert again.context["preview"]
    assert again.context["form"]["body"].value() == "Et autre chose encore, qui compte."
    assert Comment.objects.count() == 1


def test_a_form_from_another_site_is_shown_first(client: Client, article: ArticlePage) -> None:
    path = reverse("comments:write", args=[article.pk])

    foreign = client.post(path, written(article), headers={"Origin": "https://evil.example"})
    nowhere = client.post(path, written(article), headers={"Origin": "null"})
    ours = client.post(path, written(article), headers={"Origin": "http://testserver"})

    assert foreign.context["preview"]
    assert nowhere.context["preview"]
    assert ours.status_code == 303


@pytest.mark.parametrize(
    "puzzle", ["x", "e30=", "W10=", "bnVsbA==", "eyJjaGFsbGVuZ2UiOnsicGFyYW1ldGVycyI6MX19", "é"]
)
def test_nonsense_solves_no_puzzle(puzzle: str) -> None:
    assert not is_solved(puzzle, form="f", key=form_key())


def test_a_solution_is_good_for_one_form() -> None:
    solution = solution_for("one")

    assert is_solved(solution, form=digest_of("one"), key=form_key())
    assert not is_solved(solution, form=digest_of("another"), key=form_key())
    assert not is_solved(solution, form=digest_of("one"), key=b"another key")


def test_five_megabytes_are_not_read(client: Client, article: ArticlePage) -> None:
    answer = send(client, article, body="x" * 5_000_000)

    assert answer.status_code == 413
    assert "<form" in text_of(answer)


def test_invalid_utf8_is_answered(client: Client, article: ArticlePage) -> None:
    path = reverse("comments:write", args=[article.pk])
    encoded = "application/x-www-form-urlencoded"

    broken = client.post(path, b"body=%ff%fe%c3&name=Nour&email=n@example.org", encoded)
    raw = client.post(path, b"body=\xff\xfe&name=\xc3&email=\xf0", encoded)
    strange = client.post(path, b"body=a", f"{encoded}; charset=utf-16")
    nothing = client.post(path, b"\x00\x01", "application/octet-stream")

    assert broken.status_code == 200
    assert raw.status_code == 200
    assert strange.status_code in (200, 400)
    assert nothing.status_code == 200


@pytest.mark.parametrize("name", ["FROM_A_SOURCE", "BY_A_READER", "ON_AN_ARTICLE"])
def test_too_many_are_told_to_wait_and_keep_their_text(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit = getattr(limits, name)
    tight = Limit(name=f"{limit.name}-test", most=1, window_seconds=600)
    monkeypatch.setattr(f"obole.comments.views.posting.{name}", tight)
    send(client, article)

    answer = send(client, article, body="Une deuxième remarque, sur un autre point.")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert answer.context["form"]["body"].value() == "Une deuxième remarque, sur un autre point."
    assert Comment.objects.count() == 1


def test_what_fills_in_every_field_is_refused_or_held(client: Client, article: ArticlePage) -> None:
    send(client, article, website="https://spam.example")

    assert not Comment.objects.published().exists()


def test_a_form_can_be_fetched_for_an_answer(client: Client, article: ArticlePage) -> None:
    parent = make_comment(article=article, body="Qui a signé ?")

    answer = client.get(reverse("comments:write", args=[article.pk]), {"reply": parent.pk})

    assert "Qui a signé ?" in text_of(answer)
    assert answer.context["form"]["parent"].value() == parent.pk
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_for_an_answer_to_nothing_is_a_form(client: Client, article: ArticlePage) -> None:
    for reply in ("", "x", "-3", "9" * 40, "²"):
        answer = client.get(reverse("comments:write", args=[article.pk]), {"reply": reply})

        assert answer.status_code == 200
        assert answer.context["answered"] is None


def test_the_script_s_token_is_fit_after_some_seconds(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = client.get(reverse("comments:token", args=[article.pk]))
    told = json.loads(fetched.content)
    challenge = altcha.Challenge.from_dict(told["puzzle"])
    puzzle = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()
    later = clock.now() + timedelta(seconds=20)
    monkeypatch.setattr("obole.comments.views.posting.clock", SimpleNamespace(now=lambda: later))

    answer = send(client, article, token=told["token"], puzzle=puzzle)

    assert fetched.headers["Cache-Control"] == "no-store"
    assert told["name"] is None
    assert answer.status_code == 303
    assert Comment.objects.get().state == State.HELD


def test_a_trusted_reader_who_is_remembered_is_published_at_once(
    client: Client, article: ArticlePage
) -> None:
    reader = make_trusted_reader(email="nour@example.org")
    sign_in(client, reader)

    answer = send(client, article, email="")

    comment = Comment.objects.get()
    assert (comment.state, comment.reader) == (State.PUBLISHED, reader)
    assert f"/c/to/{comment.pk}/" in text_of(client.get(answer.headers["Location"]))
    assert BODY in text_of(client.get(article.url))


def test_who_writes_under_a_proven_address_must_prove_it(
    client: Client, article: ArticlePage
) -> None:
    make_trusted_reader(email="nour@example.org")

    send(client, article)

    assert Comment.objects.get().state == State.UNPROVEN
    assert Proof.objects.count() == 1


def sign_in(client: Client, reader) -> None:
    from django.http import HttpResponse

    from obole.comments.views.memory import remember

    answer = HttpResponse()
    remember(answer, reader=reader)
    client.cookies[COOKIE] = answer.cookies[COOKIE].value


def test_whoever_wants_answers_follows(client: Client, article: ArticlePage) -> None:
    send(client, article, wants_answers="on")

    assert Follow.objects.get().comment == Comment.objects.get()


def mine(client: Client, article: ArticlePage, **fields: object) -> str:
    path: str = send(client, article, **fields).headers["Location"]
    return path


def test_an_author_can_change_a_comment_for_five_minutes(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mine(client, article)

    changed = client.post(path, {"do": "edit", "body": "Une remarque mieux dite sur ce vote."})
    empty = client.post(path, {"do": "edit", "body": ""})
    late: datetime = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr("obole.comments.views.receipts.clock", SimpleNamespace(now=lambda: late))
    too_late = client.post(path, {"do": "edit", "body": "Et encore autrement."})

    assert changed.status_code == 303
    assert 'role="alert"' in text_of(empty)
    assert "Et encore autrement." in text_of(too_late)
    assert Comment.objects.get().body == "Une remarque mieux dite sur ce vote."


def test_an_author_can_withdraw_and_follow(client: Client, article: ArticlePage) -> None:
    path = mine(client, article)

    client.post(path, {"do": "follow"})
    assert Follow.objects.filter(ended_at=None).count() == 1
    client.post(path, {"do": "unfollow"})
    assert Follow.objects.filter(ended_at=None).count() == 0
    client.post(path, {"do": "withdraw"})

    assert Comment.objects.get().state == State.WITHDRAWN
    assert client.get(path).status_code == 200
    assert client.post(path, {"do": "nonsense"}).status_code == 303


def test_another_secret_opens_nothing(client: Client, newsroom: Newsroom) -> None:
    assert client.get("/c/mine/nothing/").status_code == 404
    assert client.post("/c/mine/nothing/", {"do": "withdraw"}).status_code == 404


def test_a_reader_who_proved_nothing_is_not_remembered(
    client: Client, article: ArticlePage
) -> None:
    reader = make_reader(email="nour@example.org")
    sign_in(client, reader)

    assert json.loads(client.get(f"/c/{article.pk}/token/").content)["name"] is None


def test_a_forged_cookie_is_nobody(client: Client, article: ArticlePage) -> None:
    for cookie in ("", "x", "a:b:c", "é" * 9, "W10:1:1"):
        client.cookies[COOKIE] = cookie

        assert json.loads(client.get(f"/c/{article.pk}/token/").content)["name"] is None
