"""Subjects that articles are about."""

from django.db import models
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Tag(TagBase):
    """A subject. Its page lists the articles of one language that carry it."""

    free_tagging = True

    class Meta:
        verbose_name = pgettext_lazy("of an article", "tag")
        verbose_name_plural = pgettext_lazy("of an article", "tags")


class ArticleTag(ItemBase):
    """An article carries a tag."""

    tag = models.ForeignKey(Tag, related_name="tagged_articles", on_delete=models.CASCADE)
    content_object = ParentalKey(
        "newsroom.ArticlePage", related_name="tagged_items", on_delete=models.CASCADE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="newsroom_tagged_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.content_object_id}"
