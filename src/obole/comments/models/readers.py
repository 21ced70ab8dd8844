"""Readers who write: an address, a name, and what the newsroom decided about them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.comments.rules.states import Standing


class StandingChoice(models.TextChoices):
    """The standings, in words."""

    NORMAL = Standing.NORMAL.value, _("Normal")
    PREMODERATED = Standing.PREMODERATED.value, _("Each comment waits for a person")
    SUSPENDED = Standing.SUSPENDED.value, _("Suspended until a day")
    BANNED = Standing.BANNED.value, _("Banned")


class Reader(models.Model):
    """Somebody who comments, known by an e-mail address that only the newsroom sees."""

    email = models.EmailField(_("e-mail address"), max_length=254, null=True, unique=True)  # noqa: DJ001 - unique, and null once erased
    """In lower case; null after erasure, and for readers of imported comments without one."""
    name = models.CharField(_("name"), max_length=60, blank=True)
    """As last used."""
    language = models.CharField(max_length=10, default="fr")
    email_proven_at = models.DateTimeField(_("address proven"), null=True)
    standing = models.CharField(
        _("standing"), max_length=20, choices=StandingChoice.choices, default=StandingChoice.NORMAL
    )
    standing_until = models.DateTimeField(null=True)
    """When a suspension ends; null for no end."""
    approved_count = models.PositiveIntegerField(default=0)
    """Comments that a person approved, or published ones that nobody objected to."""
    rejected_count = models.PositiveIntegerField(default=0)
    sign_ins = models.PositiveIntegerField(default=0)
    """Part of what a browser remembers: adding one signs the reader out everywhere."""
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name or "—"


class Proof(models.Model):
    """A mail that asks whether an address is the reader's. Only a digest of its secret is kept."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="proofs")
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, null=True, related_name="proofs"
    )
    secret_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proof of an address")
        verbose_name_plural = _("proofs of addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Proof {self.pk}"


class Follow(models.Model):
    """A reader wants mails about answers to a comment of theirs."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="follows")
    thread = models.ForeignKey("comments.Thread", on_delete=models.CASCADE, related_name="follows")
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, related_name="follows"
    )
    secret = models.CharField(max_length=64, unique=True)
    """Part of the address that ends it."""
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    """When the last mail was made: at most one an hour for a thread."""
    told_number = models.PositiveIntegerField(default=0)
    """The thread's number up to which answers were told."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reader", "comment"], name="comments_one_follow")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} follows {self.comment_id}"


class ReaderNote(models.Model):
    """What a moderator wrote down about a reader, for colleagues."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("note"))
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note about a reader")
        verbose_name_plural = _("notes about readers")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]
