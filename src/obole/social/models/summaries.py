"""Who wants a mail on what became of posts, and how often."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.social.rules.summarising import Rhythm


class SummaryFollower(models.Model):
    """A colleague who once chose; somebody without a row gets no mail."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    rhythm = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Rhythm],
        default=Rhythm.NEVER,
    )
    told_until = models.DateTimeField()
    """What happened before was in a mail, or before the choice."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail on posts")
        verbose_name_plural = _("mails on posts")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.rhythm}"
