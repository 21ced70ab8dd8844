"""What hangs on the notice board."""

from collections.abc import Sequence
from typing import Final

from obole.social.models import Channel, NoticeBoardPost
from obole.social.rules.vocabulary import ChannelState

MOST_POSTS: Final = 50


def has_notice_board() -> bool:
    """Tell whether the board is connected, or was and still has a channel that is not removed."""
    channels = Channel.objects.filter(network="noticeboard")
    return channels.exclude(state=ChannelState.REMOVED).exists()


def newest_posts() -> Sequence[NoticeBoardPost]:
    """Return the newest posts, those too that were taken down."""
    return list(NoticeBoardPost.objects.order_by("-posted_at", "-pk")[:MOST_POSTS])
