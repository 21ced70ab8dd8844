"""What readers and treasurers do to campaigns: gifts come and go, texts and goals change."""

from typing import Any

from at_work import one_of, which
from factories import make_picture
from giving import euros, make_campaign, make_gift, report_of, settled_gift
from hypothesis import strategies as st
from hypothesis.stateful import rule
from in_the_house import SMALL, InTheHouse

from obole.donations.actions import campaigns
from obole.donations.actions.consenting import choose_showing
from obole.donations.actions.recording import take_back
from obole.donations.actions.settling import record_report
from obole.donations.models import (
    Campaign,
    CampaignStep,
    CampaignText,
    CampaignUpdate,
    DonationSettings,
    Movement,
)
from obole.donations.rules.vocabulary import Means, MoveKind, Standing
from obole.foundation import clock
from obole.pages.models import Picture

MEANS = st.sampled_from([Means.CARD, Means.TRANSFER, Means.CHEQUE, Means.PAYPAL])


class AtTheCollection(InTheHouse):
    """Adds a campaign below every article, and money."""

    def __init__(self) -> None:
        super().__init__()
        campaigns.make_current(campaign=make_campaign())
        settled_gift(campaign=Campaign.objects.get())
        self.proof.check()

    def campaign(self, number: int) -> Campaign:
        """Return one of the campaigns as they stand."""
        found = one_of(list(Campaign.objects.order_by("pk")), number)
        assert found is not None
        return found

    @rule(number=which, means=MEANS, is_public=st.booleans(), cents=st.integers(1, 3_000_000))
    def a_gift_arrives(self, number: int, means: Means, is_public: bool, cents: int) -> None:
        """Settle a gift, of a donor who is named or not."""
        settled_gift(
            campaign=self.campaign(number),
            means=means,
            amount=f"{cents // 100}.{cents % 100:02d}",
            is_public=is_public,
            shown_name=self.word(),
        )

    @rule(number=which)
    def a_debit_is_on_its_way(self, number: int) -> None:
        """Let a provider say that a bank has been asked."""
        gift = make_gift(campaign=self.campaign(number), means=Means.SEPA)
        report = report_of(gift)
        waiting = type(report)(**{**vars(report), "moves": (), "standing": Standing.PENDING})
        record_report(report=waiting, gateway=gift.gateway, now=clock.now())

    @rule(number=which, is_whole=st.booleans())
    def money_goes_back(self, number: int, is_whole: bool) -> None:
        """Refund a gift that came without a provider, in part or whole."""
        by_hand = Movement.objects.filter(kind=MoveKind.PAYMENT, gift__gateway="")
        movement = one_of(list(by_hand.filter(gift__state="settled").order_by("pk")), number)
        if movement is not None:
            take_back(
                movement=movement,
                kind=MoveKind.REFUND,
                amount=movement.amount if is_whole else euros("0.01"),
                reference=f"refund-{movement.pk}",
                day=clock.now().date(),
                now=clock.now(),
            )

    @rule(number=which, is_public=st.booleans())
    def a_donor_decides_otherwise(self, number: int, is_public: bool) -> None:
        """Name a donor on the wall, or no longer."""
        gift = one_of(list(self.campaign(number).gifts.order_by("pk")), number)
        if gift is not None:
            choose_showing(gift=gift, is_public=is_public, shown_name=self.word(), message="")

    @rule(
        number=which,
        what=st.sampled_from(["new", "current", "down", "close", "reopen", "hide", "wall"]),
    )
    def place_a_campaign(self, number: int, what: str) -> None:
        """Open another one, or change where one stands."""
        campaign = self.campaign(number)
        match what:
            case "new":
                make_campaign(title=self.word())
            case "current" if not campaign.is_closed:
                campaigns.make_current(campaign=campaign)
            case "down":
                campaigns.take_down(campaign=campaign)
            case "close":
                campaigns.close_campaign(campaign=campaign)
            case "reopen":
                campaigns.reopen_campaign(campaign=campaign)
            case "hide":
                _change(campaign, is_public=not campaign.is_public)
            case "wall":
                _change(campaign, shows_wall=not campaign.shows_wall)

    @rule(number=which, what=st.sampled_from(["title", "english", "step", "done", "news"]))
    def rewrite_a_campaign(self, number: int, what: str) -> None:
        """Change what a campaign says, as the desk's form saves it."""
        campaign, today = self.campaign(number), clock.now().date()
        match what:
            case "title":
                _change(campaign.texts.get(language="fr"), title=self.word(), appeal=self.word())
            case "english":
                CampaignText.objects.update_or_create(
                    campaign=campaign, language="en", defaults={"title": self.word()}
                )
            case "step":
                CampaignStep.objects.update_or_create(
                    campaign=campaign,
                    amount_minor_units=50_000 * (number + 1),
                    defaults={"label_fr": self.word(), "page": self.article(number)},
                )
            case "done":
                for step in campaign.steps.all():
                    _change(step, done_on=today)
            case "news":
                CampaignUpdate.objects.create(
                    campaign=campaign, day=today, title=self.word(), body="<p>Oui.</p>"
                )

    @rule(number=which, what=st.sampled_from(["goal", "donors", "days", "picture", "slug"]))
    def change_a_campaign(self, number: int, what: str) -> None:
        """Change what a campaign wants, and until when."""
        campaign = self.campaign(number)
        match what:
            case "goal":
                _change(campaign, goal_kind="amount", goal_minor_units=100_000 * (number + 1))
            case "donors":
                _change(campaign, goal_kind="donors", goal_donors=number + 1)
            case "days":
                today = clock.now().date()
                _change(campaign, starts_on=None, ends_on=None if campaign.ends_on else today)
            case "picture":
                picture = Picture.objects.first() or make_picture(**SMALL)
                _change(campaign, image=None if campaign.image else picture)
            case "slug":
                _change(campaign, slug=f"campagne-{self.word().split()[1]}-bis")

    @rule(number=which)
    def show_a_campaign_in_an_article(self, number: int) -> None:
        """Put a block of a campaign into an article, or leave the appeal out."""
        article = self.article(number)
        if article is not None:
            article = article.get_latest_revision_as_object()
            article.leaves_out_appeal = not article.leaves_out_appeal
            article.body = [("campaign_meter", {"campaign": self.campaign(number)})]
            article.save_revision().publish()

    @rule()
    def change_how_gifts_are_taken(self) -> None:
        """Take cheques, or no longer."""
        taken = DonationSettings.for_site(self.site.site)
        _change(taken, takes_cheques=not taken.takes_cheques, cheque_payee=self.word())


def _change(row: Any, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
