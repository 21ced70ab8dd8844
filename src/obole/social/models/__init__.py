"""What social publishing keeps."""

from obole.social.models.channels import Channel, ChannelTemplate, SocialSettings
from obole.social.models.choices import ArticleChannel, ArticleShare
from obole.social.models.deliveries import Attempt, Delivery, RemoteFigures
from obole.social.models.links import LinkClicks, ShortLink
from obole.social.models.noticeboard import NoticeBoardPost

__all__ = [
    "ArticleChannel",
    "ArticleShare",
    "Attempt",
    "Channel",
    "ChannelTemplate",
    "Delivery",
    "LinkClicks",
    "NoticeBoardPost",
    "RemoteFigures",
    "ShortLink",
    "SocialSettings",
]
