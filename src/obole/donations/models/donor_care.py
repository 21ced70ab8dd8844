"""What the newsroom remembers of looking after donors: reminders, doubles, merges."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.donations.models.donors import Donor
from obole.donations.models.gifts import Plan


class PlanReminder(models.Model):
    """A donor was told that a yearly gift is taken soon: once for each time."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder of a recurring gift")
        verbose_name_plural = _("reminders of recurring gifts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "due_on"), name="donations_one_reminder_an_instalment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.due_on}"


class DonorPair(models.Model):
    """Two rows of donors that may be one person. A person decides; the answer is remembered."""

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("to look at")
        DIFFERENT = "different", _("not the same")
        MERGED = "merged", _("merged")

    first = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    """Words of `rules/likeness.py`."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("possible double")
        verbose_name_plural = _("possible doubles")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="donations_one_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="donations_pair_in_order"
            ),
        ]
        indexes = [models.Index(fields=("state", "id"), name="donations_open_pairs")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class DonorMerge(models.Model):
    """One row was merged into another, and what moved: so that it can be undone."""

    kept = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+")
    gifts = models.JSONField(default=list)
    plans = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge of donors")
        verbose_name_plural = _("merges of donors")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
