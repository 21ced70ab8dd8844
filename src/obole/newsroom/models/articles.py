"""An article, who signed it, and what was corrected in it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageViewRestriction, Revision
from wagtail.search import index

from obole.foundation import clock
from obole.kernel.event import Event
from obole.newsroom.blocks import ARTICLE_BODY
from obole.newsroom.events import ArticlePublished
from obole.newsroom.models.authors import Author
from obole.newsroom.models.readable import lines_of
from obole.newsroom.panels import ARTICLE_EDITOR
from obole.newsroom.supplements import Supplement
from obole.pages.models import Publication, PublicPage, walled_paths


class Label(models.TextChoices):
    """What kind of journalism a reader is looking at."""

    NEWS = "news", _("News")
    INVESTIGATION = "investigation", _("Investigation")
    OPINION = "opinion", _("Opinion")
    ANALYSIS = "analysis", _("Analysis")
    INTERVIEW = "interview", _("Interview")


class ArticlePage(PublicPage):
    """An article. `title` is its headline.

    `section`, `language`, `published_at` and `updated_at` follow from the tree and from what was
    announced; they are columns so that a list of the newest is one walk along an index.
    """

    kicker = models.CharField(_("kicker"), max_length=80, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True)
    label = models.CharField(
        pgettext_lazy("of an article", "label"),
        max_length=20,
        choices=Label.choices,
        default=Label.NEWS,
    )
    picture = models.ForeignKey(
        "pages.Picture",
        verbose_name=_("lead picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    picture_alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows. Empty: the text of the picture library."),
    )
    picture_caption = models.CharField(
        _("caption"), max_length=500, blank=True, help_text=_("Empty: that of the picture library.")
    )
    body = StreamField(ARTICLE_BODY, verbose_name=_("text"), blank=True)
    tags = ClusterTaggableManager(
        through="newsroom.ArticleTag",
        blank=True,
        verbose_name=pgettext_lazy("of an article", "tags"),
    )
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Publishing before this time schedules the article for it."),
    )
    leaves_out_appeal = models.BooleanField(
        _("leave out the appeal"),
        default=False,
        help_text=_("No campaign is shown below this article."),
    )
    section = models.ForeignKey(
        "newsroom.SectionPage",
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        related_name="articles",
        null=True,
        editable=False,
    )
    language = models.CharField(max_length=10, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), null=True, editable=False)

    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("kicker"),
        index.SearchField("standfirst", boost=2),
        index.SearchField("body"),
        index.FilterField("section"),
        index.FilterField("published_at"),
        index.FilterField("label"),
    ]

    supplements: Sequence[Supplement] = ()
    """What was typed beside the article in the desk, until its revision is saved."""

    takes_comments = True
    kept_across_revisions = ("section", "language", "published_at", "updated_at")
    parent_page_types: ClassVar[list[str]] = ["newsroom.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "newsroom/article.html"
    edit_handler = ARTICLE_EDITOR

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["language", "-published_at", "-page_ptr"], name="newsroom_newest"),
            models.Index(
                fields=["section", "-published_at", "-page_ptr"], name="newsroom_newest_in_section"
            ),
        ]

    def clean(self) -> None:
        """Schedule an article under embargo for the embargo's end, if nothing later is said.

        It is here and not in the desk's form so that every way in keeps the embargo.
        """
        super().clean()
        end = self.embargo_until
        if self.is_under_embargo() and end and (not self.go_live_at or self.go_live_at < end):
            self.go_live_at = end

    @transaction.atomic
    def save_revision(self, *arguments: Any, **options: Any) -> Revision:
        """Save a revision, and in one transaction what was typed beside the article.

        Wagtail comes through here on every way that keeps a draft, and before it publishes one.
        """
        revision: Revision = super().save_revision(*arguments, **options)
        for each in self.supplements:
            each.keep(page=self)
        return revision

    def get_label_display(self) -> str:  # type: ignore[no-redef]
        """Return the label in words. Django's own looks through all choices each time."""
        return str(Label(self.label).label if self.label in Label else self.label)

    def is_under_embargo(self) -> bool:
        """Tell whether the embargo is still on."""
        return self.embargo_until is not None and self.embargo_until > clock.now()

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return what keeps readers out; most sites have nothing of the kind, which is known."""
        if not walled_paths():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[no-any-return]

    def readable_lines(self) -> list[str]:
        """Return the standfirst and the words of the body."""
        lines = lines_of(self.body)
        return [self.standfirst, *lines] if self.standfirst else lines

    def publication_event(self, *, publication: Publication) -> Event:
        """Return the fact that announces a publication of this article."""
        return ArticlePublished(
            page_id=self.pk,
            publication_id=publication.pk,
            first_time=publication.number == 1,
            is_substantive=publication.is_substantive,
        )


class Byline(Orderable):
    """An author signs an article; the order is the order of the names."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="bylines"
    )
    role = models.CharField(
        _("role"), max_length=80, blank=True, help_text=_("For instance: photographs, translation.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return f"{self.author_id} on {self.article_id}"


class Correction(Orderable):
    """Something that was wrong or missing in a published article, said in public."""

    class Kind(models.TextChoices):
        """How serious it is."""

        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        ADDITION = "addition", _("Addition")

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.CORRECTION)
    text = models.TextField(
        _("what was wrong, and what is right"),
        help_text=_("Shown above the article, on the page of corrections and in its feed."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["-made_at"], name="newsroom_newest_corrections")]

    def __str__(self) -> str:
        return self.text[:60]


class RelatedArticle(Orderable):
    """An article that the editor recommends under another."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_items")
    related = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")

    def __str__(self) -> str:
        return f"{self.related_id} beside {self.article_id}"
