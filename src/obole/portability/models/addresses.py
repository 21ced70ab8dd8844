"""Addresses of the old site, which people and search engines still know."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect

from obole.portability.models.records import Outcome, SourceRecord
from obole.portability.models.runs import ImportedSite, ImportRun

# What a redirect of Wagtail holds.
MAX_PATH_CHARACTERS = 255


class OldAddress(models.Model):
    """A path of the old site in the normal form of Wagtail's redirects, and what stood there."""

    site = models.ForeignKey(ImportedSite, on_delete=models.CASCADE, related_name="addresses")
    path = models.CharField(max_length=MAX_PATH_CHARACTERS)
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="addresses")
    redirect = models.ForeignKey(Redirect, on_delete=models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=255, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="portability_one_address_a_path")
        ]

    def __str__(self) -> str:
        return self.path
