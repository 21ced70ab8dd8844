"""Pages that lead to articles, and pages that stand by themselves."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, PagePermissionTester
from wagtail.search import index

from obole.newsroom.blocks import STANDING_BODY
from obole.newsroom.models.readable import lines_of
from obole.newsroom.panels import HOME_EDITOR, SECTION_EDITOR, STANDING_EDITOR
from obole.pages.models import PublicPage


class FrontPagePermissions(PagePermissionTester):
    """Who may do what with a front page."""

    def can_add_subpage(self) -> bool:
        """Tell whether the user may make sections: whoever only adds articles may not."""
        return super().can_add_subpage() and (
            self.user.is_superuser or "change" in self.permissions
        )


class HomePage(PublicPage):
    """The front page of one language; sections and standing pages are below it."""

    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    lead = models.ForeignKey(
        "newsroom.ArticlePage",
        verbose_name=_("lead story"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the latest article leads."),
    )

    # One a language, made when the site is made; never by hand.
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["newsroom.SectionPage", "newsroom.StandingPage"]
    template = "newsroom/home.html"
    edit_handler = HOME_EDITOR

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def permissions_for_user(self, user: Any) -> FrontPagePermissions:
        """Return what this user may do with the front page."""
        return FrontPagePermissions(user, self)


class FrontPick(Orderable):
    """An article that an editor puts under the lead story."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="picks")
    article = models.ForeignKey(
        "newsroom.ArticlePage",
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("pick")
        verbose_name_plural = _("picks")

    def __str__(self) -> str:
        return str(self.article_id)


class FrontStrip(Orderable):
    """A section that the front page shows, in the editor's order."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="strips")
    section = models.ForeignKey(
        "newsroom.SectionPage",
        verbose_name=_("section"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("section on the front page")
        verbose_name_plural = _("sections on the front page")

    def __str__(self) -> str:
        return str(self.section_id)


class SectionPage(PublicPage):
    """A section of the newspaper; its articles are below it."""

    introduction = models.TextField(_("introduction"), blank=True)

    search_fields = [*PublicPage.search_fields, index.SearchField("introduction")]

    parent_page_types: ClassVar[list[str]] = ["newsroom.HomePage"]
    subpage_types: ClassVar[list[str]] = ["newsroom.ArticlePage"]
    template = "newsroom/section.html"
    edit_handler = SECTION_EDITOR

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def readable_lines(self) -> list[str]:
        """Return the introduction."""
        return [self.introduction] if self.introduction else []


class StandingPage(PublicPage):
    """A page that does not date: about, legal notice, contact, ethics."""

    class Purpose(models.TextChoices):
        """What the page is for; the page's foot and structured data link to it by purpose."""

        ABOUT = "about", _("About us")
        LEGAL = "legal", _("Legal notice")
        CONTACT = "contact", _("Contact")
        ETHICS = "ethics", _("Ethics charter")
        PRIVACY = "privacy", pgettext_lazy("standing page", "Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        OTHER = "other", _("Other")

    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Purpose.choices, default=Purpose.OTHER
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = StreamField(STANDING_BODY, verbose_name=_("text"), blank=True)

    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]

    parent_page_types: ClassVar[list[str]] = ["newsroom.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "newsroom/standing.html"
    edit_handler = STANDING_EDITOR

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    def readable_lines(self) -> list[str]:
        """Return the standfirst and the text."""
        return [self.standfirst, *lines_of(self.body)] if self.standfirst else lines_of(self.body)
