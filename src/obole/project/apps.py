from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "obole.project"
    label = "project"

    def ready(self) -> None:
        """Hand down what lower floors need and may not import: the tables, who signs."""
        from obole.comments.queries import reserved_names
        from obole.donations.queries import (
            newspaper,
            receipt_links,
            receipts_offered,
            worklists,
        )
        from obole.foundation import facts, inbox
        from obole.newsroom.queries import hubs
        from obole.newsroom.queries.authors import author_names
        from obole.newsroom.queries.surroundings import newspaper_of_gifts
        from obole.project import checks  # noqa: F401 - importing it registers the checks
        from obole.project.incoming import INCOMING
        from obole.project.subscriptions import SUBSCRIPTIONS
        from obole.receipts.actions.providing import DONOR_RECEIPTS
        from obole.receipts.queries.issuing import issues_receipts
        from obole.receipts.queries.work import receipt_work
        from obole.social.queries.machines import websub_hub

        facts.install(SUBSCRIPTIONS)
        inbox.install(INCOMING)
        reserved_names.install([author_names])
        receipt_links.install(DONOR_RECEIPTS)
        worklists.install([receipt_work])
        worklists.install([receipt_work])
        receipts_offered.install(issues_receipts)
        newspaper.install(newspaper_of_gifts)
        hubs.install(websub_hub)
