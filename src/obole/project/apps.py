from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "obole.project"
    label = "project"

    def ready(self) -> None:
        """Hand down what lower floors need and may not import: the subscriptions, who signs."""
        from obole.comments.queries import reserved_names
        from obole.foundation import facts
        from obole.newsroom.queries.authors import author_names
        from obole.project import checks  # noqa: F401 - importing it registers the checks
        from obole.project.subscriptions import SUBSCRIPTIONS

        facts.install(SUBSCRIPTIONS)
        reserved_names.install([author_names])
