"""Short addresses of our own, and how often they were followed. No data on persons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.social.models.deliveries import Delivery


class ShortLink(models.Model):
    """`/s/<key>`: leads to the article of a delivery."""

    key = models.CharField(max_length=26, unique=True)
    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="link")

    class Meta:
        verbose_name = _("short address")
        verbose_name_plural = _("short addresses")

    def __str__(self) -> str:
        return self.key


class LinkClicks(models.Model):
    """How often a short address was followed on one day."""

    link = models.ForeignKey(ShortLink, on_delete=models.CASCADE, related_name="clicks")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("clicks")
        verbose_name_plural = _("clicks")
        constraints = [
            models.UniqueConstraint(fields=("link", "day"), name="social_one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}: {self.count}"
