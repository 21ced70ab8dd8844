"""Things that tests are about, valid by default: a test states only what it is about.

Every function needs a database. Pages are live and announced unless a test says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Locale, Page, Site

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.newsroom.actions import set_up_roles, set_up_site
from obole.newsroom.models import (
    ArticlePage,
    Author,
    AuthorProfile,
    Byline,
    HomePage,
    SectionPage,
    StandingPage,
)
from obole.pages.models import Picture

PARAGRAPH = "<p>Le conseil a voté le budget par onze voix contre sept.</p>"

PageT = TypeVar("PageT", bound=Page)

_numbers = count(1)


@dataclass(frozen=True)
class Newsroom:
    """A site with a front page a language."""

    site: Site
    french: HomePage
    english: HomePage


def make_site() -> Newsroom:
    """Make what `obole init` makes of pages: a site and a front page a language."""
    # Rows of content types have other numbers in the database of each test.
    ContentType.objects.clear_cache()
    site = set_up_site(
        name="La Gazette",
        language="fr",
        host="testserver",
        port=443,
        legal_name="Association La Gazette",
    )
    return Newsroom(site=site, french=_home(language="fr"), english=_home(language="en"))


def make_section(*, home: HomePage | None = None, **fields: Any) -> SectionPage:
    """Make a section of the French edition, or of the edition whose front page is given."""
    number = next(_numbers)
    section = SectionPage(**{"title": f"Section {number}", "slug": f"section-{number}", **fields})
    (home or _home(language="fr")).add_child(instance=section)
    return publish(section)


def make_standing_page(*, home: HomePage | None = None, **fields: Any) -> StandingPage:
    """Make a page that does not date."""
    number = next(_numbers)
    page = StandingPage(**{"title": f"Page {number}", "slug": f"page-{number}", **fields})
    (home or _home(language="fr")).add_child(instance=page)
    return publish(page)


def make_article(
    *,
    section: SectionPage | None = None,
    authors: Sequence[Author] | None = None,
    live: bool = True,
    **fields: Any,
) -> ArticlePage:
    """Make an article, published unless `live` is False, signed by one author unless told."""
    number = next(_numbers)
    section = section or SectionPage.objects.order_by("pk").first() or make_section()
    article = ArticlePage(
        **{
            "title": f"Article {number}",
            "slug": f"article-{number}",
            "standfirst": "Après deux ans d'attente, la décision est tombée.",
            "body": [("paragraph", PARAGRAPH)],
            "bylines": [
                Byline(author=author, sort_order=order)
                for order, author in enumerate([make_author()] if authors is None else authors)
            ],
            "live": False,
            **fields,
        }
    )
    section.add_child(instance=article)
    return publish(article) if live else article


def make_author(*, biography: str = "", **fields: Any) -> Author:
    """Make somebody who signs, without an account; a biography is in French."""
    number = next(_numbers)
    author = Author.objects.create(
        **{"name": f"Camille Durand {number}", "slug": f"camille-durand-{number}", **fields}
    )
    if biography:
        french = Locale.objects.get(language_code="fr")
        AuthorProfile.objects.create(author=author, locale=french, biography=biography)
    return author


def make_picture(*, width: int = 1600, height: int = 1067, **fields: Any) -> Picture:
    """Make a picture of one colour, with its rights."""
    number = next(_numbers)
    return Picture.objects.create(
        **{
            "title": f"Picture {number}",
            "file": ContentFile(_jpeg(width=width, height=height), name=f"picture-{number}.jpg"),
            "description": "Une place de village un jour de marché.",
            "caption": "Le marché, samedi.",
            "credit": "Camille Durand",
            "licence": "CC BY-SA 4.0",
            **fields,
        }
    )


def make_user(*, role: Role | None = None, password: str | None = None, **fields: Any) -> User:
    """Make a member of the newsroom, in the group of the role.

    Without a password nobody can log in as this user, but `client.force_login` can: hashing a
    password takes longer than most tests.
    """
    number = next(_numbers)
    identity = {"first_name": "Dominique", "last_name": f"Morel {number}"}
    user = User.objects.create_user(
        **{"email": f"dominique.morel.{number}@example.org", **identity, **fields},
        password=password,
    )
    if role is not None:
        if not Group.objects.filter(name=role.value).exists():
            set_up_roles()
        user.groups.add(Group.objects.get(name=role.value))
    return user


def publish(page: PageT) -> PageT:
    """Publish the page as the desk does, and return it as it is stored now."""
    page.save_revision().publish()
    stored: PageT = type(page).objects.get(pk=page.pk)
    return stored


def _home(*, language: str) -> HomePage:
    home: HomePage = HomePage.objects.get(locale__language_code=language)
    return home


def _jpeg(*, width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), (70, 110, 140)).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()
