"""A comment, its earlier texts, and what spoke for or against it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.comments.models.readers import Reader
from obole.comments.models.threads import Thread
from obole.comments.rules import paths
from obole.comments.rules.states import Queue, Source, State


class StateChoice(models.TextChoices):
    """The states, in words."""

    UNPROVEN = State.UNPROVEN.value, _("Waits for the reader's mail")
    HELD = State.HELD.value, _("Held")
    PUBLISHED = State.PUBLISHED.value, pgettext_lazy("of a comment", "Published")
    REJECTED = State.REJECTED.value, pgettext_lazy("of a comment", "Rejected")
    SPAM = State.SPAM.value, _("Spam")
    REMOVED = State.REMOVED.value, _("Removed by the newsroom")
    WITHDRAWN = State.WITHDRAWN.value, _("Withdrawn by its author")


class QueueChoice(models.TextChoices):
    """The queues, in words."""

    LEGAL = Queue.LEGAL.value, _("Legal notices")
    REPORTED = Queue.REPORTED.value, _("Reported")
    DOUBTFUL = Queue.DOUBTFUL.value, _("Doubtful")
    FIRST = Queue.FIRST.value, _("First comments")
    REST = Queue.REST.value, _("The rest")
    IMPORTED = Queue.IMPORTED.value, _("Imported")


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments that every floor asks."""

    def shown(self) -> "CommentQuerySet":
        """Return what stands on readers' pages, tombstones included."""
        return self.filter(is_shown=True)

    def published(self) -> "CommentQuerySet":
        """Return those whose text readers see."""
        return self.filter(state=State.PUBLISHED)

    def waiting(self) -> "CommentQuerySet":
        """Return those that a person has to look at, in the order of the desk."""
        return self.exclude(queue="").order_by("queue", "queued_at", "pk")


class Comment(models.Model):
    """What a reader wrote below a page. A row is never deleted: its text can be.

    `path` says where it stands (`rules.paths`); a tombstone keeps the place of what was answered.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="answers"
    )
    path = models.CharField(max_length=paths.LONGEST_PATH)
    root_path = models.CharField(max_length=paths.LEVEL_CHARACTERS)
    answer_count = models.PositiveIntegerField(default=0)
    """How many answers it ever had; the next gets this number in its path."""
    number = models.PositiveIntegerField(null=True)
    """Its public number on the page, given when it is first published, and never to another."""
    reader = models.ForeignKey(
        Reader, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """The colleague who wrote it in the desk, if one did."""
    author_name = models.CharField(_("name"), max_length=60, blank=True)
    body = models.TextField(_("text"), blank=True)
    """As written, cleaned; Markdown."""
    html = models.TextField(blank=True)
    """As shown: sanitised last, by the renderer of this version."""
    renderer_version = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, default="fr")
    state = models.CharField(
        _("state"), max_length=20, choices=StateChoice.choices, default=StateChoice.HELD
    )
    is_shown = models.BooleanField(default=False)
    """It stands on readers' pages: published, or a tombstone with something shown below it."""
    is_pinned = models.BooleanField(_("pinned"), default=False)
    source = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in Source], default=Source.SITE
    )
    source_key = models.CharField(max_length=200, blank=True)
    """What names it where it came from; empty for those that were written here."""
    created_at = models.DateTimeField(_("written"))
    published_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    queue = models.CharField(
        _("queue"), max_length=20, choices=QueueChoice.choices, blank=True, default=""
    )
    """In which of the desk's queues it waits; empty when nobody has to look."""
    queued_at = models.DateTimeField(null=True)
    first_seen_at = models.DateTimeField(null=True)
    """When a person of the newsroom had it before their eyes first: liability begins there."""
    first_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    score = models.FloatField(null=True)
    """How likely the classifier finds it that the desk rejects it, 0 to 1."""
    report_count = models.PositiveIntegerField(default=0)
    source_digest = models.CharField(max_length=64, blank=True)
    """A keyed digest of the network that it came from, to say "same source as"."""
    client_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique
    """Made with the form: the same form sent twice is one comment."""
    secret_digest = models.CharField(max_length=64, blank=True, db_index=True)
    """Of the secret that lets its author edit and withdraw it."""
    removed_by_clause = models.CharField(max_length=20, blank=True)
    """Which clause of the house rules its tombstone names."""
    terms_version = models.PositiveIntegerField(default=0)
    """The version of the house rules that stood under the form."""
    text_purged_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ()
        permissions = [
            ("moderate_comment", "Can decide about comments"),
            ("answer_legal_comment", "Can read identification data on a legal request"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "path"], name="comments_one_place"),
            models.UniqueConstraint(
                fields=["thread", "number"],
                condition=Q(number__isnull=False),
                name="comments_one_number",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="comments_once_from_a_source",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(number__isnull=False, is_shown=True),
                name="comments_published_is_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(queue=""), name="comments_held_is_queued"
            ),
        ]
        indexes = [
            # Partial, and not with is_shown as a column: Django writes "WHERE is_shown", in which
            # SQLite sees no equality and would sort the whole thread.
            models.Index(
                fields=["thread", "path"],
                condition=Q(is_shown=True),
                name="comments_oldest_first",
            ),
            models.Index(
                fields=["thread", "-root_path", "path"],
                condition=Q(is_shown=True),
                name="comments_newest_first",
            ),
            models.Index(
                fields=["thread", "path"],
                condition=Q(is_pinned=True),
                name="comments_pinned",
            ),
            models.Index(
                fields=["queue", "queued_at"], condition=~Q(queue=""), name="comments_queue"
            ),
            models.Index(fields=["reader", "-created_at"], name="comments_of_reader"),
            models.Index(fields=["source_digest", "-created_at"], name="comments_of_source"),
            models.Index(fields=["state", "-created_at"], name="comments_in_state"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:60]}"

    @property
    def depth(self) -> int:
        """How many comments it stands below."""
        return paths.depth_of(self.path)


class Revision(models.Model):
    """The text of a comment before it was edited."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier text of a comment")
        verbose_name_plural = _("earlier texts of comments")
        default_permissions = ()

    def __str__(self) -> str:
        return self.body[:60]


class CommentSignal(models.Model):
    """Something that a detector saw: shown to the moderator, and cited in the reasons."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="signals")
    name = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    evidence = models.JSONField(default=list)
    """Short strings: the words that were found, the number of links."""
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        default_permissions = ()
        indexes = [models.Index(fields=["name", "-made_at"], name="comments_signal_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.severity})"


class Fingerprint(models.Model):
    """A comment's text as 64 bits that are alike for texts alike, in four bands to find it by."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True)
    bits = models.CharField(max_length=16)
    band_1 = models.PositiveIntegerField(db_index=True)
    band_2 = models.PositiveIntegerField(db_index=True)
    band_3 = models.PositiveIntegerField(db_index=True)
    band_4 = models.PositiveIntegerField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")
        default_permissions = ()

    def __str__(self) -> str:
        return self.bits
