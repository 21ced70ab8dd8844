"""What machines ask for: the hub of the feeds, the key for search engines."""

from obole.social.models import Channel, SocialSettings
from obole.social.rules.vocabulary import ChannelState


def websub_hub() -> str:
    """Return the address of the hub that the site's feeds name; empty when there is none."""
    of_default = SocialSettings.objects.filter(site__is_default_site=True)
    return of_default.values_list("websub_hub", flat=True).first() or ""


def is_index_key(key: str) -> bool:
    """Tell whether a channel of this site shows itself to search engines with this key."""
    channels = Channel.objects.filter(network="indexnow", options__key=key)
    return channels.exclude(state=ChannelState.REMOVED).exists()
