"""Forms of the desk that are not Wagtail's own."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from obole.newsroom.models import Author

# The loop ends: there are never more namesakes than this, and the name is shown when there are.
NAMESAKE_LIMIT = 1000


class AuthorCreationForm(forms.ModelForm[Author]):
    """Makes an author from inside an article: a name is enough, the rest can wait."""

    class Meta:
        model = Author
        fields = ["name", "email"]
        help_texts = {"email": _("Shown to readers. Leave it empty if unsure.")}

    def clean_name(self) -> str:
        """Return the name; it must make an address."""
        name = str(self.cleaned_data["name"]).strip()
        if not slugify(name):
            raise forms.ValidationError(_("Write a name with at least one letter."))
        return name

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature.
        """Store the author under an address that nobody has."""
        self.instance.slug = free_slug(name=self.cleaned_data["name"])
        return super().save(commit)


def free_slug(*, name: str) -> str:
    """Return an address for an author of this name: a namesake gets a number."""
    slug = slugify(name)
    taken = set(Author.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = [slug, *(f"{slug}-{number}" for number in range(2, NAMESAKE_LIMIT))]
    return next(candidate for candidate in candidates if candidate not in taken)
