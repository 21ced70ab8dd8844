"""The notice board of the demonstration: connected, with the newest article of each language."""

from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from obole.accounts.models import User
from obole.newsroom.models import ArticlePage
from obole.social.actions.channels import connect_channel
from obole.social.actions.queueing import queue_on
from obole.social.networks.noticeboard import KIND

LANGUAGES: Final = ("fr", "en")


def connect_notice_board(*, by: User, language: str, now: datetime) -> None:
    """Connect the board and let one article a language go there; the worker of the site posts them.

    The demonstration has no other network: nothing of an invented newsroom goes anywhere.
    """
    with translation.override(language):
        name = _("Notice board")
    channel = connect_channel(network=KIND, name=name, credentials={}, options={}, by=by, now=now)
    for code in LANGUAGES:
        articles = ArticlePage.objects.live().filter(language=code)
        newest = articles.order_by("-published_at", "-pk").first()
        if newest is not None:
            queue_on(article=newest, channel=channel, now=now)
