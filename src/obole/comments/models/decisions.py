"""The record of what was decided, why, and what was said to whom. It is only ever added to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.comments.models.comments import Comment
from obole.comments.models.readers import Reader
from obole.comments.rules.verdicts import Ground, Measure, Origin


class MeasureChoice(models.TextChoices):
    """The measures, in words."""

    PUBLISH = Measure.PUBLISH.value, pgettext_lazy("of a comment", "Approved")
    REJECT = Measure.REJECT.value, pgettext_lazy("of a comment", "Rejected")
    SPAM = Measure.SPAM.value, _("Rejected as spam")
    REMOVE = Measure.REMOVE.value, _("Removed")
    HIDE = Measure.HIDE.value, _("Hidden until a person has looked")
    RESTORE = Measure.RESTORE.value, _("Restored")
    UNDO = Measure.UNDO.value, _("Undone")
    KEEP = Measure.KEEP.value, _("Kept")
    PREMODERATE = Measure.PREMODERATE.value, _("Each comment waits for a person")
    SUSPEND = Measure.SUSPEND.value, _("Suspended")
    BAN = Measure.BAN.value, _("Banned")
    LIFT = Measure.LIFT.value, _("Lifted")
    IMPORT = Measure.IMPORT.value, _("Imported")
    ERASE = Measure.ERASE.value, _("Erased")
    ALERT = Measure.ALERT.value, _("An authority was alerted")


class Notice(models.Model):
    """Somebody says that a comment is against the rules or the law (DSA, article 16)."""

    class Kind(models.TextChoices):
        """Against what."""

        RULES = "rules", _("Against the house rules")
        LAW = "law", _("Against the law")

    # The record outlives the comment, which goes with its page.
    comment = models.ForeignKey(
        Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="notices"
    )
    url = models.URLField(_("address"), max_length=500)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("category"), max_length=80, blank=True)
    explanation = models.TextField(_("reasons"))
    sealed_identity = models.TextField(blank=True)
    """Name and address of whoever reports, sealed (`foundation.sealing`); empty if not given."""
    language = models.CharField(max_length=10, default="fr")
    is_in_good_faith = models.BooleanField(default=False)
    source_digest = models.CharField(max_length=64, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    """Of the secret in the address where its answer can be read."""
    received_at = models.DateTimeField(_("received"))
    acknowledged_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.ForeignKey(
        "comments.Decision", on_delete=models.PROTECT, null=True, related_name="answered_notices"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        indexes = [models.Index(fields=["decided_at", "received_at"], name="comments_notices")]

    def __str__(self) -> str:
        return self.explanation[:60]


class Decision(models.Model):
    """One thing that was decided, by a person or a rule. Each row holds the digest of the last.

    `rules.chain` says what is digested; free text is digested by itself, so that the text can be
    purged when its time is over while the chain stays provable.
    """

    # The record outlives the comment, which goes with its page.
    comment = models.ForeignKey(
        Comment,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="decisions",
    )
    reader = models.ForeignKey(
        Reader, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    measure = models.CharField(_("measure"), max_length=20, choices=MeasureChoice.choices)
    made_at = models.DateTimeField(_("decided"))
    user_id_then = models.BigIntegerField(null=True)
    """Who decided; no foreign key, so that the record outlives the account. Null: a rule did."""
    user_name = models.CharField(_("by"), max_length=200, blank=True)
    ground = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in Ground], blank=True
    )
    terms_version = models.PositiveIntegerField(default=0)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    legal_ground = models.CharField(_("legal ground"), max_length=500, blank=True)
    category = models.CharField(max_length=80, blank=True)
    """Of the EU Transparency Database's vocabulary."""
    keywords = models.JSONField(default=list)
    facts = models.TextField(blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    text_digest = models.CharField(max_length=64)
    """Of `facts` and `explanation`, which may be purged."""
    comment_digest = models.CharField(max_length=64, blank=True)
    """Of the comment's text as it was decided about."""
    is_automated_detection = models.BooleanField(default=False)
    is_automated_decision = models.BooleanField(default=False)
    origin = models.CharField(
        max_length=20,
        choices=[(each.value, each.value) for each in Origin],
        default=Origin.VOLUNTARY,
    )
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    previous_state = models.CharField(max_length=20, blank=True)
    """Of the comment, or of the reader's standing, before."""
    previous_queue = models.CharField(max_length=20, blank=True)
    ends_at = models.DateTimeField(null=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["previous_digest"], name="comments_one_chain")
        ]
        indexes = [models.Index(fields=["-made_at"], name="comments_newest_decisions")]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} ({self.made_at:%Y-%m-%d})"


class ChainHead(models.Model):
    """Where the chain of decisions ends: one row. Without it nobody would miss the last ones.

    Whoever appends holds its lock, so that decisions stand one behind the other.
    """

    THE_ONE = 1

    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("end of the record of decisions")
        verbose_name_plural = _("ends of the record of decisions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest


class Statement(models.Model):
    """The reasons of a decision, as its author was told them (DSA, article 17)."""

    class Way(models.TextChoices):
        """How it was sent."""

        MAIL = "mail", _("By mail")
        NONE = "none", _("Not sent")

    TAKEN_BACK = "the decision was taken back before the mail was sent"
    """Why it was not sent: to its author it was never stated."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="statement")
    puid = models.UUIDField(unique=True)
    """Names it in the EU Transparency Database."""
    language = models.CharField(max_length=10)
    text = models.TextField(_("text"), blank=True)
    sent_by = models.CharField(max_length=10, choices=Way.choices)
    not_sent_because = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    """Some minutes later, so that a slip can be undone before anybody reads of it."""
    secret_digest = models.CharField(max_length=64, unique=True)
    """Of the secret in the address where it can be read and appealed against."""
    exported_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statement of reasons")
        verbose_name_plural = _("statements of reasons")
        default_permissions = ()
        indexes = [
            # Looked for every minute: what is still to be mailed is never much.
            models.Index(
                fields=["made_at"],
                condition=models.Q(sent_by="mail", mailed_at=None),
                name="comments_statements_to_mail",
            )
        ]

    def __str__(self) -> str:
        return str(self.puid)


class Appeal(models.Model):
    """Its author says that a decision is wrong: another person decides, once."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("The decision stands")
        REVERSED = "reversed", _("The decision is reversed")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("what is wrong with the decision"))
    received_at = models.DateTimeField(_("received"))
    decided_at = models.DateTimeField(null=True)
    user_id_then = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    new_decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="appeal_answered"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]
