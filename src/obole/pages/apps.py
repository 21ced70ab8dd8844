from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "obole.pages"
    label = "pages"
    verbose_name = _("Pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from obole.pages import wagtail_actions, wagtail_signals

        wagtail_actions.connect()
        wagtail_signals.connect()
