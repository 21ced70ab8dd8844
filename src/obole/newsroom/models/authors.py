"""Who writes. Authors are data, not accounts: a guest needs no password."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Locale
from wagtail.search import index


class Author(index.Indexed, ClusterableModel):
    """Somebody who signs articles. Cannot be deleted while a byline names them."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    portrait = models.ForeignKey(
        "pages.Picture",
        verbose_name=_("portrait"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    fediverse = models.CharField(
        _("fediverse address"), max_length=200, blank=True, help_text=_("For instance: @me@host.")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        help_text=_("Empty for a guest."),
    )

    search_fields = [index.AutocompleteField("name"), index.SearchField("name")]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name


class AuthorProfile(models.Model):
    """What one language's pages say of an author."""

    author = ParentalKey(Author, on_delete=models.CASCADE, related_name="profiles")
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE)
    role = models.CharField(_("role"), max_length=200, blank=True)
    biography = models.TextField(_("biography"), blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "locale"], name="newsroom_one_profile_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_id} ({self.locale_id})"
