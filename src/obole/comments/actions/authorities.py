"""An authority is told of what looks like a crime that threatens a life (DSA, article 18).

The author is told nothing, and neither is whoever reported the comment: the newsroom cannot know
who would be put in danger by that.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from obole.accounts.models import User
from obole.comments.actions.recording import record
from obole.comments.models import Comment, Decision
from obole.comments.queries.citing import address_of_comment
from obole.comments.queries.policies import authority_address
from obole.comments.rules.verdicts import Measure, Reasons
from obole.foundation.mail import post_mail

ARTICLE = "Regulation (EU) 2022/2065, article 18"


class AlreadyAlerted(Exception):
    """A colleague has told an authority of this comment: what is new is for the telephone."""


@transaction.atomic
def alert_authority(*, comment_id: int, suspicion: str, user: User, now: datetime) -> Decision:
    """Write to the authority that the newsroom has agreed upon, and keep that it was done.

    Without an address nothing is sent: the record then says that somebody has read whom to call.
    Nothing else changes. Raise AlreadyAlerted.
    """
    # Locked, so that of two who press the button at once one is told of the other.
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if alerts_about(comment_id=comment_id):
        raise AlreadyAlerted(f"An authority knows of comment {comment_id}.")
    recipient = authority_address(comment.thread.page)
    decision = record(
        measure=Measure.ALERT,
        comment=comment,
        reader=comment.reader,
        user=user,
        now=now,
        reasons=Reasons(facts=suspicion, explanation=recipient, legal_ground=ARTICLE),
        previous_state=comment.state,
        previous_queue=comment.queue,
    )
    if recipient:
        _write(decision, comment, recipient=recipient, user=user)
    return decision


def alerts_about(*, comment_id: int) -> list[Decision]:
    """Return when an authority was told of a comment; at most one decision."""
    found = Decision.objects.filter(comment=comment_id, measure=Measure.ALERT)
    return list(found.order_by("pk"))


def _write(decision: Decision, comment: Comment, *, recipient: str, user: User) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        post_mail(
            key=f"authority:{decision.pk}",
            recipient=recipient,
            subject=_("Suspicion of a crime that threatens somebody’s life or safety"),
            text=_text(decision, comment, user=user),
            # Whoever has questions asks a person, not the address that mails come from.
            headers={"Reply-To": user.email} if user.email else {},
        )


def _text(decision: Decision, comment: Comment, *, user: User) -> str:
    return _(
        "Under article 18 of Regulation (EU) 2022/2065 (Digital Services Act) we inform you of a "
        "comment that a reader wrote on our site. We suspect a criminal offence that threatens "
        "the life or safety of a person.\n\n"
        "What we suspect:\n%(suspicion)s\n\n"
        "The comment, number %(number)d, written on %(moment)s under the name “%(name)s”:\n"
        "%(body)s\n\n"
        "Where it stands, or stood: %(address)s\n"
        "The article: “%(article)s”\n\n"
        "We keep data that identify its author (network address, port, time, e-mail address) for "
        "one year, and hand them over on a legal request. The author knows nothing of this "
        "mail.\n\n"
        "For the newsroom: %(person)s"
    ) % {
        "suspicion": decision.facts,
        "number": comment.pk,
        "moment": date_format(localtime(comment.created_at), "DATETIME_FORMAT"),
        "name": comment.author_name,
        "body": "\n".join(f"> {line}" for line in comment.body.splitlines()),
        "address": address_of_comment(comment),
        "article": comment.thread.page.title,
        "person": user,
    }
