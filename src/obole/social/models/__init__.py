"""What social publishing keeps."""

from obole.social.models.channels import Channel, ChannelTemplate, SocialSettings
from obole.social.models.choices import (
    NOTHING_SAID,
    ArticleChannel,
    ArticleShare,
    ChannelChoice,
    DraftedChoice,
)
from obole.social.models.deliveries import Attempt, Delivery, RemoteFigures
from obole.social.models.links import LinkClicks, ShortLink
from obole.social.models.noticeboard import NoticeBoardPost
from obole.social.models.summaries import SummaryFollower

__all__ = [
    "NOTHING_SAID",
    "ArticleChannel",
    "ArticleShare",
    "Attempt",
    "Channel",
    "ChannelChoice",
    "ChannelTemplate",
    "Delivery",
    "DraftedChoice",
    "LinkClicks",
    "NoticeBoardPost",
    "RemoteFigures",
    "ShortLink",
    "SocialSettings",
    "SummaryFollower",
]
