"""The fourth table: an hour has come. What runs, and how often."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from obole.comments.actions import alerting, following, identifying, retention, stating, training
from obole.donations.actions import card_testing, catching_up, erasing, merging, reminding
from obole.edition.actions import forget_old_marks, renew_if_changed, sweep, sweep_expired
from obole.foundation import clock, inbox
from obole.foundation.mail import forget_sent_mails
from obole.foundation.schedule import Scheduled
from obole.foundation.storage import sweep_unfinished_files
from obole.foundation.tasks import prune_finished_tasks
from obole.ledger.actions import checking
from obole.limits.actions import forget_request_counts
from obole.pages.actions import announce_missed_publications
from obole.project.databases import refresh_statistics
from obole.receipts.actions import batches, printing, purging
from obole.receipts.press import MOST_PAGES
from obole.receipts.queries.receipts import unprinted_receipts
from obole.social.actions import sharing, summarising, upkeep


def publish_scheduled_pages() -> None:
    """Publish what an editor has scheduled for now, and unpublish what has expired."""
    call_command("publish_scheduled", verbosity=0)


def forget_ended_sessions() -> None:
    """Delete the sessions that have ended."""
    call_command("clearsessions", verbosity=0)


def sweep_edition() -> None:
    """Take away the pages whose time is over, and those that a crash left after a change."""
    sweep_expired()
    sweep()


def forget_ended_limits() -> None:
    """Delete the counts of requests that bind nobody any more."""
    forget_request_counts(now=clock.now())


def forget_origins() -> None:
    """Delete what was kept for a year of from where comments came."""
    identifying.forget_identification(now=clock.now())


def forget_sources_of_gifts() -> None:
    """Forget where the forms of gifts came from a month ago."""
    card_testing.forget_sources(now=clock.now())


def sweep_media() -> None:
    """Delete what crashes left behind among the pictures and documents."""
    sweep_unfinished_files(folder=Path(settings.MEDIA_ROOT), now=clock.now())


def tell_followers() -> None:
    """Write to readers about answers that came while their last mail was fresh."""
    following.tell_waiting(now=clock.now())


def mail_statements() -> None:
    """Mail the reasons of decisions that nobody has undone in the first minutes."""
    stating.mail_statements(now=clock.now())


def tell_of_overdue_comments() -> None:
    """Write to the moderators when comments have waited for long."""
    alerting.tell_of_overdue(now=clock.now())


def purge_comments() -> None:
    """Purge the texts, reasons and names of comments whose time is over."""
    retention.purge(now=clock.now())


def retrain_classifier() -> None:
    """Train the classifier of comments on what the desk has decided since."""
    training.retrain_classifier(now=clock.now())


def catch_up_with_providers() -> None:
    """Ask the payment providers for what their notices did not tell."""
    catching_up.catch_up(now=clock.now())


def forget_old_messages() -> None:
    """Empty the messages from outside that came long ago."""
    inbox.forget_bodies(now=clock.now())


def check_books() -> None:
    """Check what was posted since the last check, and keep the sums of days up to date."""
    checking.check_books(now=clock.now())


def check_all_books() -> None:
    """Compute all of the books anew."""
    checking.check_all_books(now=clock.now())


def forget_old_mails() -> None:
    """Delete the mails that were sent long ago."""
    forget_sent_mails(now=clock.now())


def forget_who_never_gave() -> None:
    """Forget the names of those who filled in the form a year ago and gave nothing."""
    erasing.forget_who_never_gave(now=clock.now())


def remind_donors() -> None:
    """Write to donors whose yearly gift is taken in a week."""
    reminding.remind_of_renewals(now=clock.now())


def propose_doubles() -> None:
    """Look for donors who may be one person; a colleague decides."""
    merging.propose_pairs(now=clock.now())


def issue_yearly_receipts() -> None:
    """Issue receipts for the gifts of last year, in January, where that was decided."""
    batches.issue_in_january(now=clock.now())


def print_waiting_receipts() -> None:
    """Print the receipts whose task was lost."""
    printing.print_receipts(receipts=list(unprinted_receipts()[:MOST_PAGES]))


def purge_receipts() -> None:
    """Purge names and addresses of receipts that no law asks for any more."""
    purging.purge_receipts(now=clock.now())


def renew_tokens() -> None:
    """Renew the tokens of social networks before they end, and open a new month's budgets."""
    upkeep.want(what="tokens")


def check_channels() -> None:
    """Ask each social network whether it still knows us."""
    upkeep.want(what="accounts")


def read_figures() -> None:
    """Read back from social networks what readers did with posts."""
    upkeep.want(what="figures")


def share_evergreen_articles() -> None:
    """Share again the article that does not age and has waited longest."""
    sharing.share_evergreen(now=clock.now())


def mail_social_summaries() -> None:
    """Mail what became of posts to those who want it."""
    summarising.mail_summaries(now=clock.now())


SCHEDULE = [
    # Wagtail advises once an hour; an article of eight o'clock would go out at nine.
    Scheduled(
        name="publish_scheduled_pages", every=timedelta(minutes=1), run=publish_scheduled_pages
    ),
    # It also announces articles whose embargo has just ended.
    Scheduled(
        name="announce_missed_publications",
        every=timedelta(minutes=1),
        run=announce_missed_publications,
    ),
    # A page that says "today" is gone before midnight, whoever serves it.
    Scheduled(name="sweep_edition", every=timedelta(seconds=10), run=sweep_edition),
    Scheduled(name="renew_edition", every=timedelta(minutes=1), run=renew_if_changed),
    Scheduled(name="forget_old_marks", every=timedelta(hours=1), run=forget_old_marks),
    Scheduled(name="prune_finished_tasks", every=timedelta(hours=1), run=prune_finished_tasks),
    Scheduled(name="tell_followers", every=timedelta(minutes=5), run=tell_followers),
    Scheduled(name="mail_statements", every=timedelta(minutes=1), run=mail_statements),
    Scheduled(
        name="tell_of_overdue_comments", every=timedelta(minutes=15), run=tell_of_overdue_comments
    ),
    Scheduled(name="retrain_classifier", every=timedelta(days=7), run=retrain_classifier),
    Scheduled(name="catch_up_with_providers", every=timedelta(days=1), run=catch_up_with_providers),
    Scheduled(name="forget_old_messages", every=timedelta(days=1), run=forget_old_messages),
    Scheduled(name="check_books", every=timedelta(minutes=10), run=check_books),
    Scheduled(name="check_all_books", every=timedelta(days=1), run=check_all_books),
    Scheduled(name="forget_old_mails", every=timedelta(hours=1), run=forget_old_mails),
    Scheduled(name="forget_ended_limits", every=timedelta(hours=1), run=forget_ended_limits),
    Scheduled(name="refresh_statistics", every=timedelta(hours=1), run=refresh_statistics),
    # Hourly: what nobody proved in 48 hours is not kept for 72.
    Scheduled(name="purge_comments", every=timedelta(hours=1), run=purge_comments),
    Scheduled(name="forget_origins", every=timedelta(hours=1), run=forget_origins),
    Scheduled(
        name="forget_sources_of_gifts", every=timedelta(hours=1), run=forget_sources_of_gifts
    ),
    Scheduled(name="issue_yearly_receipts", every=timedelta(hours=1), run=issue_yearly_receipts),
    Scheduled(name="print_waiting_receipts", every=timedelta(hours=1), run=print_waiting_receipts),
    Scheduled(name="purge_receipts", every=timedelta(days=1), run=purge_receipts),
    Scheduled(name="sweep_media", every=timedelta(days=1), run=sweep_media),
    Scheduled(name="forget_ended_sessions", every=timedelta(days=1), run=forget_ended_sessions),
    # Every hour, so that a server that sleeps at night has its turn; each is told once.
    Scheduled(name="remind_donors", every=timedelta(hours=1), run=remind_donors),
    Scheduled(name="forget_who_never_gave", every=timedelta(days=1), run=forget_who_never_gave),
    Scheduled(name="propose_doubles", every=timedelta(days=1), run=propose_doubles),
    Scheduled(name="renew_tokens", every=timedelta(hours=1), run=renew_tokens),
    Scheduled(name="check_channels", every=timedelta(days=1), run=check_channels),
    Scheduled(name="read_figures", every=timedelta(hours=1), run=read_figures),
    # One an hour, so that a list of them never comes in a heap.
    Scheduled(
        name="share_evergreen_articles", every=timedelta(hours=1), run=share_evergreen_articles
    ),
    # Often, so that the mail of seven o'clock comes soon after; each hour is told once.
    Scheduled(name="mail_social_summaries", every=timedelta(minutes=15), run=mail_social_summaries),
]
