"""Who may do what with social networks in the desk."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from wagtail.permission_policies import ModelPermissionPolicy

from obole.social.models import Delivery

SEE: Final = "social.view_delivery"
"""The log, the calendar, the figures, and where an article stands."""
CHOOSE: Final = "social.change_articlechannel"
"""Where an article goes, and with which words."""
RELEASE: Final = "social.change_delivery"
"""What goes out after all: release, send again, correct, withdraw."""
CONNECT: Final = "social.change_channel"
"""Channels: connecting, settings, pausing, removing."""

# What Wagtail's own views ask.
POLICY = ModelPermissionPolicy(Delivery)

may_see = permission_required(SEE, raise_exception=True)
may_choose = permission_required(CHOOSE, raise_exception=True)
may_release = permission_required(RELEASE, raise_exception=True)
may_connect = permission_required(CONNECT, raise_exception=True)
