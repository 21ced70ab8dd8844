"""What is baked, of what, and what has changed since."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from obole.edition.rules.addresses import LONGEST_PATH

LONGEST_INGREDIENT = 120


class BakedPage(models.Model):
    """A public page that was baked. While it is not stale, its file lies in the tree.

    A stale row stays: it says what to bake again, the most read first.
    """

    path = models.CharField(_("path"), max_length=LONGEST_PATH, unique=True)
    baked_at = models.DateTimeField(_("baked at"))
    valid_until = models.DateTimeField(_("valid until"), null=True, db_index=True)
    # The time of its file: a database that was put back from a copy knows no newer files.
    baked_ns = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField(_("size"))
    is_stale = models.BooleanField(_("stale"), default=False)
    stale_reason = models.CharField(_("why it was marked last"), max_length=200, blank=True)
    reads = models.BigIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("baked page")
        verbose_name_plural = _("baked pages")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["-reads", "id"],
                name="edition_stale_by_reads",
                condition=models.Q(is_stale=True),
            )
        ]

    def __str__(self) -> str:
        return self.path


class BakedIngredient(models.Model):
    """A baked page used an ingredient (`page:12`, `author:3`: newsroom/rules/ingredients.py)."""

    page = models.ForeignKey(BakedPage, on_delete=models.CASCADE, related_name="ingredients")
    ingredient = models.CharField(max_length=LONGEST_INGREDIENT)

    class Meta:
        default_permissions = ()
        constraints = [
            # In this order it is also the index that a mark is looked up in.
            models.UniqueConstraint(
                fields=["ingredient", "page"], name="edition_one_row_an_ingredient"
            )
        ]

    def __str__(self) -> str:
        return self.ingredient


class Mark(models.Model):
    """An ingredient changed: written in the transaction that changed it.

    It is swept when the files of the pages that used the ingredient are gone. A baking that began
    before it was committed must not be kept, so it is remembered for a day after that.
    """

    ingredient = models.CharField(max_length=LONGEST_INGREDIENT)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_index=True)
    swept_at = models.DateTimeField(null=True)
    # PostgreSQL's own number of the transaction: there, rows are not committed in the order of
    # their keys. SQLite has one writer at a time, so that its keys tell the order.
    transaction_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["id"], name="edition_unswept", condition=models.Q(swept_at__isnull=True)
            ),
            models.Index(fields=["ingredient", "id"], name="edition_marks_of_ingredient"),
        ]

    def __str__(self) -> str:
        return f"{self.ingredient} ({self.reason})"


class KnownPlace(models.Model):
    """Where readers found an article when it was last marked: the lists that it leaves, too."""

    # Not a foreign key: the row is needed when the page is deleted.
    page_id = models.BigIntegerField(primary_key=True)
    lists = models.JSONField(default=list)
    order = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_id)
