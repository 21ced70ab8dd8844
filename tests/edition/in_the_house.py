"""What people do beside articles: front pages, sections, authors, pictures, settings, walls."""

from typing import Any

from at_work import AtWork, one_of, which
from django.core.files.base import ContentFile
from everything import picture_block
from factories import make_author, make_picture, make_section, make_standing_page, publish
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from obole.newsroom.models import (
    Author,
    AuthorProfile,
    FrontPick,
    FrontStrip,
    HomePage,
    LegalSettings,
    NewsroomSettings,
    SectionPage,
    SocialLink,
    StandingPage,
    Tag,
)
from obole.pages.models import Picture

SMALL = {"width": 32, "height": 24}


class InTheHouse(AtWork):
    """Adds to the work on articles what is done to everything around them."""

    @rule(number=which, other=which, what=st.sampled_from(["lead", "picks", "strips", "tagline"]))
    def curate(self, number: int, other: int, what: str) -> None:
        """Change a front page and publish it."""
        stored = one_of(list(HomePage.objects.order_by("pk")), number)
        assert stored is not None
        home: HomePage = stored.get_latest_revision_as_object()
        article = self.article(other)
        match what:
            case "lead":
                home.lead = article
            case "picks":
                home.picks = [FrontPick(article=article)] if article else []
            case "strips":
                sections = list(SectionPage.objects.child_of(home).order_by("-pk"))[: other % 3]
                home.strips = [FrontStrip(section=section) for section in sections]
            case "tagline":
                home.tagline = self.word()
        publish(home)

    @rule(number=which, what=st.sampled_from(["new", "title", "slug", "order", "away", "delete"]))
    def change_a_section(self, number: int, what: str) -> None:
        """Open, rename, move, close or delete a section."""
        section = one_of(list(SectionPage.objects.order_by("pk")), number)
        if what == "new" or section is None:
            make_section()
        elif what == "title":
            section.title = self.word()
            publish(section)
        elif what == "slug":
            section.slug = f"rubrique-{self.word().split()[1]}"
            publish(section)
        elif what == "order":
            MovePageAction(section, section.get_parent(), pos="first-child").execute()
        elif what == "away" and section.live:
            UnpublishPageAction(section, user=self.editor, include_descendants=True).execute()
        elif what == "delete" and not section.get_children().exists():
            DeletePageAction(section).execute()

    @rule(number=which, what=st.sampled_from(["new", "title", "text", "order", "away", "delete"]))
    def change_a_standing_page(self, number: int, what: str) -> None:
        """Write, change, move or withdraw a page that does not date."""
        page = one_of(list(StandingPage.objects.order_by("pk")), number)
        if what == "new" or page is None:
            make_standing_page(purpose=StandingPage.Purpose.values[number % 4])
        elif what == "title":
            page.title = self.word()
            publish(page)
        elif what == "text":
            article = self.article(number)
            link = f'<a linktype="page" id="{article.pk}">ici</a>' if article else ""
            page.body = [("paragraph", f"<p>{self.word()} {link}</p>")]
            publish(page)
        elif what == "order":
            MovePageAction(page, page.get_parent(), pos="first-child").execute()
        elif what == "away" and page.live:
            UnpublishPageAction(page).execute()
        elif what == "delete":
            DeletePageAction(page).execute()

    @rule(number=which, is_shut=st.booleans())
    def wall_off(self, number: int, is_shut: bool) -> None:
        """Shut a page to readers, or open one that was shut."""
        shut = PageViewRestriction.objects.order_by("pk").first()
        page = one_of(list(Page.objects.filter(depth__gt=2).order_by("pk")), number)
        if shut is not None and not is_shut:
            shut.delete()
        elif shut is None and page is not None:
            PageViewRestriction.objects.create(
                page=page, restriction_type=PageViewRestriction.LOGIN
            )

    @rule(number=which, what=st.sampled_from(["new", "name", "slug", "profile", "portrait"]))
    def change_an_author(self, number: int, what: str) -> None:
        """Change what readers see of somebody who signs."""
        author = one_of(list(Author.objects.order_by("pk")), number)
        assert author is not None
        match what:
            case "new":
                make_author()
            case "name":
                _change(author, name=self.word())
            case "slug":
                _change(author, slug=f"signe-{self.word().split()[1]}")
            case "profile":
                profile, _ = AuthorProfile.objects.get_or_create(
                    author=author, locale=self.site.french.locale
                )
                _change(profile, biography=self.word())
            case "portrait":
                picture = Picture.objects.first() or make_picture(**SMALL)
                _change(author, portrait=None if author.portrait else picture)

    @rule(number=which, what=st.sampled_from(["name", "slug", "delete"]))
    def change_a_subject(self, number: int, what: str) -> None:
        """Rename or delete a subject."""
        tag = one_of(list(Tag.objects.order_by("pk")), number)
        if tag is None:
            return
        if what == "delete":
            tag.delete()
        else:
            _change(tag, **{what: f"sujet-{self.word().split()[1]}"})

    @rule(number=which, what=st.sampled_from(["use", "show", "words", "file", "delete"]))
    def change_a_picture(self, number: int, what: str) -> None:
        """Give an article a picture, change it in the library, or delete it there."""
        picture = one_of(list(Picture.objects.order_by("pk")), number)
        article = self.article(number)
        if what in ("use", "show") and article is not None:
            picture = picture or make_picture(**SMALL)
            article = article.get_latest_revision_as_object()
            if what == "use":
                article.picture = picture
            else:
                article.body = [("image", picture_block(picture))]
            article.save_revision().publish()
        elif picture is not None and what == "words":
            _change(picture, credit=self.word(), caption=self.word(), description=self.word())
        elif picture is not None and what == "file":
            self._replace_file(picture)
        elif picture is not None and what == "delete":
            picture.delete()

    def _replace_file(self, picture: Picture) -> None:
        # As the desk's form does: the renditions of the old file go after the row was saved.
        other = make_picture(width=40, height=20 + self.count % 9)
        picture.file = ContentFile(other.file.read(), name=f"autre-{self.word().split()[1]}.jpg")
        picture.save()
        picture.renditions.all().delete()

    @rule(number=which, what=st.sampled_from(["use", "title", "file", "delete"]))
    def change_a_document(self, number: int, what: str) -> None:
        """Link a document from an article, change it, or delete it."""
        document = one_of(list(get_document_model().objects.order_by("pk")), number)
        article = self.article(number)
        if what == "use" and article is not None:
            if document is None:
                document = get_document_model()(title=self.word())
                document.file.save("rapport.pdf", ContentFile(b"%PDF-1.4"))
            article = article.get_latest_revision_as_object()
            link = f'<a linktype="document" id="{document.pk}">{self.word()}</a>'
            article.body = [
                ("paragraph", f"<p>{link}</p>"),
                ("document", {"document": document, "title": ""}),
            ]
            article.save_revision().publish()
        elif document is not None and what == "title":
            _change(document, title=self.word())
        elif document is not None and what == "file":
            document.file.save(f"{self.word().split()[1]}.pdf", ContentFile(b"%PDF-1.5"))
        elif document is not None and what == "delete":
            document.delete()

    @rule(what=st.sampled_from(["name", "accent", "year", "account", "logo"]))
    def change_the_settings(self, what: str) -> None:
        """Change what the newsroom says of itself."""
        newsroom = NewsroomSettings.objects.get()
        match what:
            case "name":
                _change(newsroom, name=self.word())
            case "accent":
                _change(newsroom, accent=f"#{self.count % 90:02d}1111")
            case "year":
                _change(newsroom, founded_year=1900 + self.count)
            case "account":
                found = SocialLink.objects.first()
                if found is not None:
                    found.delete()
                else:
                    newsroom.social_links.create(label="Mastodon", url="https://social.example/@g")
            case "logo":
                picture = Picture.objects.first() or make_picture(**SMALL)
                _change(newsroom, logo=None if newsroom.logo else picture)

    @rule(what=st.sampled_from(["name", "mining"]))
    def change_the_legal_facts(self, what: str) -> None:
        """Change what the law asks for."""
        legal = LegalSettings.objects.get()
        if what == "name":
            _change(legal, legal_name=self.word(), email="redaction@example.org")
        else:
            _change(legal, reserves_mining=not legal.reserves_mining)


def _change(row: Any, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
