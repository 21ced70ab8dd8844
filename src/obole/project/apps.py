from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "obole.project"
    label = "project"

    def ready(self) -> None:
        """Hand the table of subscriptions down to the foundation, which may not import it."""
        from obole.foundation import facts
        from obole.project import checks  # noqa: F401 - importing it registers the checks
        from obole.project.subscriptions import SUBSCRIPTIONS

        facts.install(SUBSCRIPTIONS)
