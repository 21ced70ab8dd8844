"""Who signs articles."""

from obole.newsroom.models import Author


def author_names() -> list[str]:
    """Return the names of all who sign, guests without an account as well."""
    return list(Author.objects.order_by("pk").values_list("name", flat=True))
