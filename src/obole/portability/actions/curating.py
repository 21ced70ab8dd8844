"""What was sticky there opens the front page here, where no editor has chosen anything."""

from django.db import transaction
from django.db.models import QuerySet

from obole.newsroom.models import ArticlePage, FrontPick, HomePage
from obole.portability.actions.work import Work
from obole.portability.models import Kind, Outcome, SourceRecord, Stage

# The lead story, and a row of picks under it.
STICKY_SHOWN = 5


def curate_front_page(work: Work) -> None:
    """Put the newest sticky articles on the front page, and begin the next stage."""
    with transaction.atomic():
        work.enter(Stage.CHECKING, total=0)
        home = HomePage.objects.get(pk=work.home.pk)
        is_untouched = home.lead_id is None and not home.picks.exists()
        # A draft of the front page is somebody's work in progress.
        if not is_untouched or home.has_unpublished_changes:
            return
        sticky = list(sticky_articles(work)[:STICKY_SHOWN])
        if not sticky:
            return
        home.lead = sticky[0]
        home.picks.set([FrontPick(article=article) for article in sticky[1:]])
        home.save_revision().publish()


def sticky_articles(work: Work) -> QuerySet[ArticlePage]:
    """Return the articles that this run has brought and that were sticky, the newest first."""
    records = SourceRecord.objects.filter(
        run=work.run, kind=Kind.POST, outcome=Outcome.IMPORTED, kept__sticky=True
    )
    return ArticlePage.objects.filter(pk__in=records.values("page_id"), live=True).order_by(
        "-published_at", "-pk"
    )
