from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    name = "obole.social"
    label = "social"
    verbose_name = _("Social networks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every network register itself."""
        from obole.social.networks.catalogue import load_networks

        load_networks()
