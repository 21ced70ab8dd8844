"""The app of moving in and out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortabilityConfig(AppConfig):
    """What comes from other programs, and what goes to them."""

    name = "obole.portability"
    label = "portability"
    verbose_name = _("Portability")
    default_auto_field = "django.db.models.BigAutoField"
