"""Deliveries: each what must happen once on one channel. Attempts: the log, only added to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.social.models.channels import Channel
from obole.social.rules.vocabulary import DeliveryState, Operation, Outcome


class Delivery(models.Model):
    """One operation that must happen exactly once: an article on a channel, at a revision."""

    key = models.CharField(max_length=26, unique=True)
    """Random letters and digits: the marker on the other side, and the short address."""
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    page_id_then = models.PositiveBigIntegerField()
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    operation = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Operation]
    )
    share = models.PositiveSmallIntegerField(default=0)
    """0: the first post; above it: deliberate shares again."""
    revision = models.PositiveBigIntegerField(default=0)
    """What of the article is shown: the live revision's number. Of a delete: the last one."""
    creation = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    """The create that an update or delete belongs to."""
    sequence = models.PositiveIntegerField(default=0)
    """Of what follows a create: 1, 2, 3, ..., in the order in which it must happen."""
    shows = models.JSONField(default=dict)
    """What of the article the post tells: headline, standfirst, address, corrections. A change
    is due when the article says something else (`social/rules/showing.py`)."""
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=5)
    post = models.JSONField(default=dict)
    """The post as it is sent, frozen (`social/rules/posts.py`); pictures by number."""
    prepared = models.JSONField(default=dict, blank=True)
    steps = models.JSONField(default=list, blank=True)
    """Where each further part of a thread, then the first comment, stands; as far as it went."""
    state = models.CharField(
        max_length=15,
        choices=[(each.value, each.value) for each in DeliveryState],
        default=DeliveryState.WAITING,
    )
    made_at = models.DateTimeField(db_index=True)
    send_at = models.DateTimeField()
    """Not before."""
    news_at = models.DateTimeField()
    """When it was to go: what is late is measured from here. A person's word begins it anew."""
    attempts_made = models.PositiveSmallIntegerField(default=0)
    looks_made = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=300, blank=True)
    remote_url = models.URLField(max_length=600, blank=True)
    remote_revision = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=("page_id_then", "channel", "share"),
                condition=models.Q(operation="create"),
                name="social_one_create_a_share",
            ),
            models.UniqueConstraint(
                fields=("creation", "sequence"),
                condition=~models.Q(operation="create"),
                name="social_one_change_after_another",
            ),
        ]
        indexes = [models.Index(fields=("state", "send_at"), name="social_due")]

    def __str__(self) -> str:
        return f"{self.operation} {self.title} → {self.channel_id}"


class Attempt(models.Model):
    """One try, or one look. Only added to: the log of all that went out."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=20)
    """prepare, create, update, delete, find, comment, or person."""
    outcome = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Outcome]
    )
    reason = models.CharField(max_length=500, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=150, blank=True)
    """The person, where one decided."""
    started_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=("delivery", "number"), name="social_attempt_number")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}.{self.number} {self.phase} {self.outcome}"


class RemoteFigures(models.Model):
    """What readers did with a post, as last read back."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="figures")
    likes = models.PositiveIntegerField(default=0)
    shares = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("figures of a post")
        verbose_name_plural = _("figures of posts")

    def __str__(self) -> str:
        return str(self.delivery_id)
