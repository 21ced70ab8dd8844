"""Blocks of campaigns: what the text of any page can show of one."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class CampaignBlock(blocks.StructBlock):
    """What they have in common: which campaign it is about."""

    campaign = SnippetChooserBlock(
        "donations.Campaign",
        label=_("Campaign"),
        required=False,
        help_text=_("Empty: the one that stands below articles."),
    )

    class Meta:
        icon = "pick"


class MeterBlock(CampaignBlock):
    """How far a campaign is."""

    class Meta:
        label = _("Meter of a campaign")
        template = "newsroom/blocks/campaign_meter.html"


class AppealBlock(CampaignBlock):
    """Why and how to give: a sentence, the meter, the button."""

    class Meta:
        label = _("Appeal of a campaign")
        template = "newsroom/blocks/campaign_appeal.html"


class DonorWallBlock(CampaignBlock):
    """The donors who asked to be named."""

    class Meta:
        label = _("Wall of donors")
        template = "newsroom/blocks/donor_wall.html"


class GiveButtonBlock(CampaignBlock):
    """The way to the form."""

    class Meta:
        label = _("Button to give")
        template = "newsroom/blocks/give_button.html"
