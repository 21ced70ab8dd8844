"""`obole social ...`: what scripts list, try and send, with exit codes and words."""

import re

import pytest
from click.testing import CliRunner, Result
from factories import make_article
from networking import fake_network, make_channel
from servers import snac

from obole.project.command_line.invocation import Invocation
from obole.project.command_line.social import command
from obole.project.refusals import Refusal
from obole.social.models import Channel, NoticeBoardPost
from obole.social.networks.calling import neighbours
from obole.social.rules.vocabulary import ChannelState

pytestmark = pytest.mark.django_db
JOURNEY = ["connect", "post", "read back", "change", "take away"]


@pytest.fixture(autouse=True)
def _loaded(monkeypatch, newsroom):
    monkeypatch.setattr(Invocation, "load_django", lambda self: None)


def call(*arguments: str, is_quiet: bool = False) -> Result:
    invocation = Invocation(site=None, is_quiet=is_quiet)
    return CliRunner().invoke(command, arguments, obj=invocation)


def told(answer: Result) -> list[tuple[str, str]]:
    """Return how each step ended, and its name."""
    return re.findall(r"^(ok|none|fail) +([a-z ]+): ", answer.output, re.MULTILINE)


def test_channels_are_listed_in_columns_for_scripts_without_the_removed_ones():
    board = make_channel(network="noticeboard", name="Board of the house")
    make_channel(name="Gone", state=ChannelState.REMOVED)

    answer = call("list")

    assert answer.exit_code == 0
    assert answer.output == f"{board.pk}\tnoticeboard\tactive\tBoard of the house\n"


def test_without_channels_nothing_is_listed():
    assert (call("list").exit_code, call("list").output) == (0, "")


@pytest.mark.parametrize("by_name", [True, False])
def test_the_notice_board_passes_the_whole_check_and_nothing_is_left_on_it(by_name):
    board = make_channel(network="noticeboard", name="Board")

    answer = call("check", "Board" if by_name else str(board.pk))

    assert answer.exit_code == 0, answer.output
    assert told(answer) == [("ok", name) for name in JOURNEY]
    assert [row.taken_down_at is not None for row in NoticeBoardPost.objects.all()] == [True]


def test_a_look_at_the_account_posts_nothing():
    make_channel(network="noticeboard", name="Board")

    answer = call("check", "Board", "--look")

    assert told(answer) == [("ok", "connect")]
    assert not NoticeBoardPost.objects.exists()


def test_a_failing_check_says_what_the_network_said_and_exits_with_1():
    make_channel(name="Square")
    with fake_network(refuses="The text is too loud.") as network:
        answer = call("check", "Square")

    assert answer.exit_code == 1
    assert told(answer) == [("ok", "connect"), ("fail", "post")]
    assert "The text is too loud." in answer.output
    assert not network.posts


def test_what_fails_after_the_post_does_not_leave_the_post_behind():
    make_channel(name="Square")
    with fake_network() as network:
        network.plan("find", "drop-answer")
        answer = call("check", "Square")

    assert answer.exit_code == 1
    assert ("fail", "read back") in told(answer)
    assert told(answer)[-1] == ("ok", "take away")
    assert not network.posts


def test_what_a_network_does_not_offer_is_none_and_no_failure():
    make_channel(name="Square")
    with fake_network(changes={"can_update": False, "can_find": False}):
        answer = call("check", "Square")

    assert answer.exit_code == 0, answer.output
    assert ("none", "read back") in told(answer)


def test_a_quiet_check_says_only_what_is_wrong():
    make_channel(name="Square")
    with fake_network(is_logged_in=False):
        bad = call("check", "Square", is_quiet=True)
    with fake_network():
        good = call("check", "Square", is_quiet=True)

    assert (good.exit_code, good.output) == (0, "")
    assert bad.exit_code == 1
    assert told(bad) == [("fail", "connect")]


def test_a_name_that_is_none_or_of_two_channels_is_refused_with_what_to_do():
    for _ in range(2):
        make_channel(name="Twice")
    make_channel(name="Gone", state=ChannelState.REMOVED)

    for name in ("Nowhere", "Twice", "Gone", "99999"):
        answer = call("check", name)
        assert isinstance(answer.exception, Refusal)
        assert f"There is no one channel {name}: see obole social list." in str(answer.exception)


def test_a_site_that_rehearses_posts_nothing_but_looks(settings):
    settings.SOCIAL_DRY_RUN = True
    make_channel(name="Square")
    with fake_network() as network:
        refused = call("check", "Square")
        looked = call("check", "Square", "--look")

    assert isinstance(refused.exception, Refusal)
    assert "--look" in str(refused.exception)
    assert told(looked) == [("ok", "connect")]
    assert not network.created


def test_send_prints_how_many_steps_were_taken():
    make_channel(network="noticeboard", name="Board")
    make_article()

    first, second = call("send"), call("send")

    assert (first.exit_code, first.output) == (0, "1\n")
    assert (second.exit_code, second.output) == (0, "0\n")
    assert NoticeBoardPost.objects.count() == 1


@pytest.mark.skipif(bool(snac.missing()), reason=snac.missing())
def test_a_real_server_passes_the_check_but_for_what_it_does_not_offer(tmp_path):
    from posting import unsaved_channel

    with snac.snac_server(tmp_path) as server, neighbours(server.origin):
        options = server.options(server.origin)
        channel = unsaved_channel(server.kind, secrets=server.secrets, **options)
        channel.name = "Snac"
        channel.save()
        assert Channel.objects.count() == 1
        answer = call("check", "Snac")

    steps = told(answer)
    assert [name for _end, name in steps] == JOURNEY
    assert {name: end for end, name in steps[:4]} == dict.fromkeys(JOURNEY[:4], "ok")
    # snac2 takes nothing away by its interface.
    assert (steps[4][0], answer.exit_code) in {("none", 0), ("fail", 1)}
