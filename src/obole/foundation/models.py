"""What the foundation keeps: tasks as we retry them, living workers, runs of the schedule."""

import logging
import random
from traceback import format_exception
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from obole.foundation import clock
from obole.foundation.rules import ATTEMPT_LIMIT, retry_delay

logger = logging.getLogger(__name__)

# Wagtail queues one of these for each row that is saved, and fails when the row was deleted
# before the task ran, which publishing does to bylines. Nothing is then left to index.
FOLLOWS_A_ROW = frozenset(
    {
        "modelsearch.tasks.insert_or_update_object_task",
        "wagtail.tasks.update_reference_index_task",
    }
)


class BackgroundTask(DBTaskResult[..., Any]):
    """A row of django-tasks-db that is tried again when it fails, and gives up at a limit."""

    class Meta:
        proxy = True
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")
        default_permissions = ()
        permissions = [("retry_backgroundtask", "Can try again the background tasks that gave up")]

    def __str__(self) -> str:
        return self.work

    @property
    def work(self) -> str:
        """What the task does: the dotted path of the reaction, or of the task itself."""
        return str(self.args_kwargs["kwargs"].get("reaction", self.task_path))

    @property
    def last_error(self) -> str:
        """The last line of the traceback: what went wrong, without where."""
        return self.traceback.strip().rpartition("\n")[2]

    def set_successful(self, return_value: Any) -> None:
        """Record that the task is done."""
        self._settle(
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=clock.now(),
            return_value=return_value,
            exception_class_path="",
            traceback="",
        )

    def set_failed(self, exc: BaseException) -> None:
        """Record a failed attempt: the task waits for its next one, or gives up."""
        if self.task_path in FOLLOWS_A_ROW and isinstance(exc, ObjectDoesNotExist):
            self.set_successful(None)
            return
        now, attempts = clock.now(), len(self.worker_ids)
        # Jitter spreads load; nobody gains by guessing it.
        delay = retry_delay(attempts=attempts, chance=random.random())  # noqa: S311
        if delay is None:
            outcome: dict[str, Any] = {"status": TaskResultStatus.FAILED, "finished_at": now}
        else:
            outcome = {"status": TaskResultStatus.READY, "run_after": now + delay}
        self._settle(**outcome, **_description_of(exc))
        logger.warning(
            "Task %s (%s) failed, attempt %d of %d; %s",
            self.pk,
            self.work,
            attempts,
            ATTEMPT_LIMIT,
            "given up" if delay is None else f"next in {delay.total_seconds():.0f} s",
            exc_info=exc,
        )

    def _settle(self, **outcome: Any) -> None:
        """Write the outcome, unless the task was taken from this worker in the meantime.

        A worker that was asleep for longer than its lease finds the row claimed again: what
        happens to the task is then for the other to say.
        """
        claimed = BackgroundTask.objects.filter(
            pk=self.pk, status=TaskResultStatus.RUNNING, started_at=self.started_at
        )
        if not claimed.update(**outcome):
            logger.warning("Task %s (%s) was taken over by another worker.", self.pk, self.work)
            self.refresh_from_db()
            return
        for name, value in outcome.items():
            setattr(self, name, value)


def _description_of(failure: BaseException) -> dict[str, str]:
    return {
        "exception_class_path": f"{type(failure).__module__}.{type(failure).__qualname__}",
        "traceback": "".join(format_exception(failure)),
    }


class WorkerPulse(models.Model):
    """A living worker. Its beats go up as long as it lives; a clean stop deletes the row."""

    id = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=255)
    process_id = models.PositiveIntegerField()
    beats = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host}:{self.process_id}"


class ScheduledRun(models.Model):
    """The latest run of one line of the schedule."""

    name = models.CharField(max_length=100, primary_key=True)
    held_by = models.CharField(max_length=64, blank=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class OutgoingMail(models.Model):
    """A mail that goes out, or went out lately."""

    key = models.CharField(max_length=100, unique=True)
    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject


class InboxMessage(models.Model):
    """A message from outside, stored as it came before anything is done about it."""

    source = models.CharField(max_length=60)
    """The line of the table of what comes in, and after a colon which of its senders."""
    key = models.CharField(max_length=200)
    """The sender's own name of the message: a repeated one is known by it."""
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    """Why it could not be handled, the last time."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message from outside")
        verbose_name_plural = _("messages from outside")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=("source", "key"), name="foundation_each_message_once")
        ]
        indexes = [
            models.Index(fields=("handled_at", "received_at"), name="foundation_inbox_queue")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
