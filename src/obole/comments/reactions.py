"""What comments do when something happened to them."""

from obole.comments.actions import alerting, answering, stating
from obole.comments.actions.following import tell_of_answer
from obole.comments.events import CommentPublished, CommentReported, DecisionMade
from obole.foundation import clock


def notify_followers(event: CommentPublished) -> None:
    """Write to those who wait for an answer."""
    tell_of_answer(comment_id=event.comment_id, now=clock.now())


def state_reasons(event: DecisionMade) -> None:
    """Tell whoever wrote a comment what was decided about it or about them, and why."""
    stating.state_reasons(decision_id=event.decision_id, now=clock.now())


def answer_notices(event: DecisionMade) -> None:
    """Tell whoever reported a comment what was decided about it."""
    answering.answer_notices(decision_id=event.decision_id)


def tell_moderators(event: CommentReported) -> None:
    """Tell the moderators at once of a report that names the law."""
    alerting.tell_of_notice(notice_id=event.notice_id, now=clock.now())
