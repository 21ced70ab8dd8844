"""The one place that reads the time. Views, tasks and commands call it and pass the time on."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, with its time zone."""
    return timezone.now()
