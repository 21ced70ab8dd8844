"""Counting who follows a short address: a number a day, and nothing about anybody."""

from datetime import date

from django.db import transaction
from django.db.models import F

from obole.social.models import Delivery, LinkClicks, ShortLink


def count_click(*, delivery: Delivery, day: date) -> None:
    """Add one to the address of a delivery that created a post. Twice is two."""
    counted = LinkClicks.objects.filter(link__delivery=delivery, day=day)
    if counted.update(count=F("count") + 1):
        return
    with transaction.atomic():
        link, _ = ShortLink.objects.get_or_create(delivery=delivery, defaults={"key": delivery.key})
        LinkClicks.objects.get_or_create(link=link, day=day)
    counted.update(count=F("count") + 1)
