"""House rules and their versions, identification data under seal, and who asked for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.comments.models.comments import Comment


class HouseRules(models.Model):
    """One version of the rules that readers write under. What decisions cite is never changed."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    in_force_at = models.DateTimeField(_("in force since"))
    preamble_fr = models.TextField(_("opening, in French"), blank=True)
    preamble_en = models.TextField(_("opening, in English"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return f"{self.version}"


class Clause(models.Model):
    """One clause of the house rules."""

    rules = models.ForeignKey(HouseRules, on_delete=models.CASCADE, related_name="clauses")
    code = models.CharField(_("number"), max_length=20)
    text_fr = models.TextField(_("in French"))
    text_en = models.TextField(_("in English"))
    category = models.CharField(_("category"), max_length=80, blank=True)
    """Of the EU Transparency Database, for what breaks this clause."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["rules", "code"], name="comments_one_clause_a_code")
        ]

    def __str__(self) -> str:
        return self.code


class SavedReply(models.Model):
    """An explanation that moderators give often."""

    title = models.CharField(_("title"), max_length=80)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    text_fr = models.TextField(_("in French"))
    text_en = models.TextField(_("in English"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")

    def __str__(self) -> str:
        return self.title


class IdentificationRecord(models.Model):
    """From where a comment came, sealed, for one year (décret 2021-1362, articles 2 to 5).

    No screen of moderation reads it: only a legal request does, and that is recorded.
    """

    # It outlives the comment, which goes with its page.
    comment = models.ForeignKey(
        Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    sealed = models.TextField()
    """JSON: address, port, user agent; `foundation.sealing`."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("identification record")
        verbose_name_plural = _("identification records")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Identification of comment {self.comment_id}"


class LegalRequest(models.Model):
    """An authority asked for identification data, and somebody of the newsroom answered."""

    authority = models.CharField(_("authority"), max_length=200)
    reference = models.CharField(_("reference"), max_length=200)
    scope = models.TextField(_("what is asked for"))
    comment = models.ForeignKey(
        Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="legal_requests"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("answered"))
    exported_digest = models.CharField(max_length=64)
    """Of what was handed out."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("legal request")
        verbose_name_plural = _("legal requests")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.authority}, {self.reference}"
