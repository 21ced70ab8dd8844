"""Proof of an address: a mail with a link, a button behind it, and what waited for it goes on."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from obole.comments.actions.secrecy import SECRET_BYTES, secret_digest
from obole.comments.actions.showing import publish_at_once
from obole.comments.events import CommentHeld
from obole.comments.models import Comment, Proof, Reader
from obole.comments.queries.circumstances import screen_again
from obole.comments.rules.states import State
from obole.comments.rules.triage import Action
from obole.foundation.facts import emit
from obole.foundation.mail import post_mail

# A comment waits two days for its mail, then it goes (actions/retention.py).
PROOF_LASTS = timedelta(hours=48)


class UnknownProof(LookupError):
    """No such mail was sent, or its time is over, or it was used."""


def ask_for_proof(*, comment: Comment, now: datetime) -> None:
    """Send a mail that asks whether its reader wrote the comment. Inside a transaction."""
    assert comment.reader is not None
    assert comment.reader.email is not None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    proof = Proof.objects.create(
        reader=comment.reader,
        comment=comment,
        secret_digest=secret_digest(secret),
        made_at=now,
        expires_at=now + PROOF_LASTS,
    )
    address = settings.WAGTAILADMIN_BASE_URL + reverse("comments:proof", args=[secret])
    with translation.override(comment.language):
        # Not a word of what was written: through us, anybody could write anything to anybody.
        post_mail(
            key=f"comment-proof:{proof.pk}",
            recipient=comment.reader.email,
            subject=_("Did you write a comment?"),
            text=_(
                "Somebody, probably you, wrote a comment under “%(article)s” and gave this "
                "address.\n\n"
                "If it was you, open this page and press the button; the comment then goes to "
                "the newsroom. The page works for 48 hours.\n%(address)s\n\n"
                "If it was not you, do nothing: the comment will be deleted."
            )
            % {"article": comment.thread.page.title, "address": address},
        )


def open_proof(*, secret: str, now: datetime) -> Proof:
    """Return the proof that this secret belongs to, to show a button. Raise UnknownProof."""
    proofs = Proof.objects.select_related("reader", "comment__thread__page")
    proof = proofs.filter(
        secret_digest=secret_digest(secret), used_at=None, expires_at__gt=now
    ).first()
    if proof is None:
        raise UnknownProof
    return proof


@transaction.atomic
def prove_address(*, secret: str, now: datetime) -> Proof:
    """Note that the address is the reader's, and let the comment that waited go on.

    It is screened anew: what held others meanwhile holds it too. Works once; raise UnknownProof.
    """
    proof = open_proof(secret=secret, now=now)
    locked = Proof.objects.select_for_update().filter(pk=proof.pk, used_at=None)
    if not locked.update(used_at=now):
        raise UnknownProof
    Reader.objects.filter(pk=proof.reader_id, email_proven_at=None).update(email_proven_at=now)
    proof.reader.refresh_from_db()
    comment = proof.comment
    if comment is not None and comment.state == State.UNPROVEN:
        _go_on(comment, now=now)
        comment.refresh_from_db()
    return proof


def _go_on(comment: Comment, *, now: datetime) -> None:
    screened = screen_again(comment=comment, now=now)
    if screened.verdict.action is Action.PUBLISH:
        publish_at_once(comment=comment, verdict=screened.verdict, now=now)
        return
    # What would be refused at the form by now was sent when it would not: a person looks.
    Comment.objects.filter(pk=comment.pk).update(
        state=State.HELD, queue=screened.queue, queued_at=now, score=screened.score
    )
    emit(CommentHeld(comment_id=comment.pk))
