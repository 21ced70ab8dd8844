"""What is remembered of requests: how many came from where, for as long as it matters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestCount(models.Model):
    """The requests that one source made under one limit in one window."""

    limit_name = models.CharField(max_length=40)
    # A keyed digest: the table says nothing about who reads.
    source_digest = models.CharField(max_length=64)
    window = models.BigIntegerField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("limit_name", "source_digest", "window"), name="limits_one_count_a_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.limit_name}"
