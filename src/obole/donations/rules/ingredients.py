"""How the ingredients of pages with campaigns are called."""

CURRENT_CAMPAIGN = "current-campaign"
"""Which campaign stands below every article."""

CAMPAIGNS = "campaigns"
"""Which campaigns there are."""

GIVING = "giving"
"""How the newsroom takes gifts: suggested amounts, means, accounts at providers."""


def campaign(campaign_id: int) -> str:
    """Return the name of a campaign's texts, goal and steps."""
    return f"campaign:{campaign_id}"


def campaign_figures(campaign_id: int) -> str:
    """Return the name of what a campaign has received: each entry in the books changes it."""
    return f"campaign-figures:{campaign_id}"


def donor_wall(campaign_id: int) -> str:
    """Return the name of the donors who want to be named."""
    return f"donor-wall:{campaign_id}"


def fund(campaign_id: int) -> str:
    """Return the fund in the books that is this campaign's."""
    return f"campaign:{campaign_id}"
