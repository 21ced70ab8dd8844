"""What readers search in: the stems of every published article."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.newsroom.models.articles import ArticlePage
from obole.newsroom.models.fronts import SectionPage


class SearchEntry(models.Model):
    """The words of one published article as `rules.words` stems them.

    The key is `rules.words.entry_key`: it grows with the time of publication, so that the newest
    matches are the first that a walk along the full-text index meets. The index itself is made
    by a migration: FTS5 on SQLite, a tsvector on PostgreSQL (see `search_index`).
    """

    id = models.BigIntegerField(primary_key=True)
    article = models.OneToOneField(
        ArticlePage, on_delete=models.CASCADE, related_name="search_entry"
    )
    language = models.CharField(max_length=10)
    section = models.ForeignKey(
        SectionPage, on_delete=models.CASCADE, related_name="+", null=True, db_index=False
    )
    headline = models.TextField()
    text = models.TextField()

    # Deleting a section is never refused because of its entries.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.article_id)
