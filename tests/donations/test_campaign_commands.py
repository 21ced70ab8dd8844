"""`obole campaign`: what scripts make, close and read."""

import pytest
from click.testing import CliRunner, Result
from giving import settled_gift

from obole.donations.models import Campaign
from obole.kernel.money import Money
from obole.project.command_line.campaign import command
from obole.project.command_line.invocation import Invocation
from obole.project.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(monkeypatch):
    monkeypatch.setattr(Invocation, "load_django", lambda self: None)


def call(*arguments: str, tmp_path="/tmp") -> Result:
    return CliRunner().invoke(
        command, arguments, obj=Invocation(site=tmp_path, is_quiet=False), catch_exceptions=True
    )


def make(*more: str) -> Result:
    return call("create", "--slug", "eau", "--title", "L'eau", *more)


def test_a_campaign_is_made_listed_and_closed(newsroom):
    made = make("--goal", "42000", "--currency", "EUR", "--current")
    assert made.exit_code == 0, made.output
    assert made.output.strip().endswith("/campaigns/eau/")

    campaign = Campaign.objects.get()
    assert campaign.goal == Money(4_200_000, "EUR")
    assert campaign.is_current
    settled_gift(amount="11382", campaign=campaign)
    listed = call("list").output
    assert listed.startswith("eau\t27.10% raised · €30,618 missing")
    assert "(current)" in listed

    assert call("close", "--slug", "eau").exit_code == 0
    assert Campaign.objects.get().is_closed


def test_a_goal_can_be_donors(newsroom):
    make("--donors", "500")

    assert Campaign.objects.get().goal_donors == 500


@pytest.mark.parametrize(
    "options",
    [
        ("--goal", "beaucoup"),
        ("--goal", "0"),
        ("--goal", "10", "--currency", "ZZZ"),
        ("--goal", "10", "--slug", "deux mots"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(newsroom, options):
    refused = make(*options)

    assert isinstance(refused.exception, Refusal)
    assert not Campaign.objects.exists()


def test_one_goal_is_wanted_and_one_slug(newsroom):
    assert make().exit_code == 2
    assert make("--goal", "1", "--donors", "1").exit_code == 2
    make("--goal", "1")
    assert isinstance(make("--goal", "1").exception, Refusal)
    assert isinstance(call("close", "--slug", "rien").exception, Refusal)
