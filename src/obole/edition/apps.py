from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionConfig(AppConfig):
    name = "obole.edition"
    label = "edition"
    verbose_name = _("Edition")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from obole.edition import watched_rows

        watched_rows.connect()
