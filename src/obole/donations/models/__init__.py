"""What donations keep."""

from obole.donations.models.campaigns import (
    Campaign,
    CampaignStep,
    CampaignText,
    CampaignUpdate,
)
from obole.donations.models.donor_care import DonorMerge, DonorPair, PlanReminder
from obole.donations.models.donors import Donor, DonorNote
from obole.donations.models.gifts import Gift, Movement, Payout, Plan
from obole.donations.models.newsletter import NewsletterWish
from obole.donations.models.requests import PaymentProblem, ProviderRequest
from obole.donations.models.settings import DonationSettings, PaymentAccount
from obole.donations.models.statements import Cheque, DepositSlip, Statement, StatementLine

__all__ = [
    "Campaign",
    "CampaignStep",
    "CampaignText",
    "CampaignUpdate",
    "Cheque",
    "DepositSlip",
    "DonationSettings",
    "Donor",
    "DonorMerge",
    "DonorNote",
    "DonorPair",
    "Gift",
    "Movement",
    "NewsletterWish",
    "PaymentAccount",
    "PaymentProblem",
    "Payout",
    "Plan",
    "PlanReminder",
    "ProviderRequest",
    "Statement",
    "StatementLine",
]
