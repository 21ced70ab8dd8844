"""Who wants the newsletter: asked for in the giving form, confirmed by a mail."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class NewsletterWish(models.Model):
    """One address that somebody typed in; only confirmed ones are ever written to."""

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("asked for")
        CONFIRMED = "confirmed", _("confirmed")

    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=5, default="fr")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    secret_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("wish for the newsletter")
        verbose_name_plural = _("wishes for the newsletter")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="donations_one_newsletter_wish")
        ]

    def __str__(self) -> str:
        return self.email
