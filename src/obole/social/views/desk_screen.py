"""What the screens of social networks have in common: the way to them."""

from django.utils.translation import gettext_lazy as _

from obole.foundation.desk_screens import Screen

CHANNELS = "social_channels"


class SocialScreen(Screen):
    """A screen below the list of channels, or below another list."""

    header_icon = "globe"
    first_title = _("Social networks")
    first_url_name = CHANNELS
