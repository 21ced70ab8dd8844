"""What is not public stands nowhere: one test over every address that readers and machines have."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from factories import (
    Newsroom,
    make_article,
    make_author,
    make_picture,
    make_section,
    make_standing_page,
    publish,
)
from wagtail.models import Page, PageViewRestriction

from obole.foundation import clock
from obole.newsroom.models import (
    ArticlePage,
    ArticleTag,
    Correction,
    FrontPick,
    HomePage,
    RelatedArticle,
    SectionPage,
    StandingPage,
    Tag,
)

SECRET = "Xylophone"
FILES = ["feed.xml", "atom.xml", "feed.json"]
LISTS = ["/", "/port/", "/auteurs/ana/", "/themes/eau/", "/corrections/"]
ADDRESSES = [
    *LISTS,
    *(path + file for path in LISTS for file in FILES),
    "/port/voisin/",
    "/auteurs/",
    "/archives/",
    "/archives/{month}/",
    "/recherche/?q=xylophone",
    "/recherche/?q=budget",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/port/voisin/historique/",
    "/en/harbour/neighbour/",
    "/en/",
]


def unpublished(article: ArticlePage) -> None:
    article.unpublish()


def embargoed(article: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(embargo_until=clock.now() + timedelta(hours=1))


def private(article: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)


def never_announced(article: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(published_at=None)


def deleted(article: ArticlePage) -> None:
    article.delete()


STATES = [unpublished, embargoed, private, never_announced, deleted]


@pytest.fixture
def secret(newsroom: Newsroom, search_words: None) -> ArticlePage:
    """Give an article that stands everywhere an article can stand, beside a neighbour."""
    port = make_section(slug="port")
    ana = make_author(slug="ana", name="Ana Lopes")
    neighbour = make_article(section=port, slug="voisin", authors=[ana])
    secret = make_article(
        section=port,
        slug="secret",
        title=f"{SECRET} du titre",
        standfirst=f"{SECRET} du chapeau",
        authors=[ana, make_author(slug="seul", name=f"{SECRET} Dupont")],
        picture=make_picture(description=f"{SECRET} en photo"),
        body=[("paragraph", f"<p>Le budget du {SECRET}.</p>")],
    )
    secret.corrections = [Correction(text=f"{SECRET} corrigé")]
    secret = publish(secret)
    tag = Tag.objects.create(name="Eau", slug="eau")
    for article in (neighbour, secret):
        ArticleTag.objects.create(tag=tag, content_object=article)
    neighbour.related_items = [RelatedArticle(related=secret)]
    neighbour.corrections = [Correction(text="Rien de grave.")]
    publish(neighbour)
    # The translation of a secret must not tell of it either.
    make_article(
        section=make_section(home=newsroom.english, slug="harbour"),
        slug="neighbour",
        translation_key=secret.translation_key,
    )
    home = HomePage.objects.get(pk=newsroom.french.pk)
    home.lead = secret
    home.picks = [FrontPick(article=secret)]
    publish(home)
    return secret


@pytest.fixture
def month(secret: ArticlePage) -> str:
    """Give the month of the article as addresses write it."""
    return f"{secret.published_at:%Y/%m}"


def shows(client: Client, address: str) -> bool:
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    if "/recherche/?q=xylophone" in address:
        # The form repeats what was asked, in small letters.
        return SECRET in text
    return SECRET in text or "/port/secret/" in text


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_stands_nowhere(
    client: Client, secret: ArticlePage, month: str, state: Callable[[ArticlePage], None]
) -> None:
    pk, embed = secret.pk, secret.body[0].id
    addresses = [address.format(month=month) for address in ADDRESSES]

    state(secret)

    assert [address for address in addresses if shows(client, address)] == []
    for address in (
        "/port/secret/historique/",
        "/port/secret/historique/1-2/",
        f"/lecteur/{pk}/{embed}/",
        "/auteurs/seul/",
        "/auteurs/seul/feed.xml",
    ):
        assert client.get(address).status_code == 404, address


def test_the_same_addresses_show_it_while_it_is_public(
    client: Client, secret: ArticlePage, month: str
) -> None:
    elsewhere = {"/archives/", "/port/voisin/historique/", "/en/"}
    addresses = [address.format(month=month) for address in ADDRESSES]

    shown = [address for address in addresses if shows(client, address)]

    assert shown == [address for address in addresses if address not in elsewhere]


def test_a_private_section_hides_its_articles(client: Client, secret: ArticlePage) -> None:
    PageViewRestriction.objects.create(
        page=secret.section, restriction_type=PageViewRestriction.LOGIN
    )

    for address in ("/", "/recherche/?q=xylophone", "/sitemap.xml", "/feed.xml"):
        assert not shows(client, address)
    assert client.get("/port/feed.xml").status_code == 404
    assert client.get("/port/page/2/").status_code == 404


def test_what_is_restricted_is_what_wagtail_restricts(secret: ArticlePage) -> None:
    kinds = (ArticlePage, SectionPage, HomePage, StandingPage)
    about = make_standing_page(slug="nous", title="Nous")
    behind: Page
    for behind in (about, secret, secret.section):
        PageViewRestriction.objects.create(page=behind, restriction_type=PageViewRestriction.LOGIN)

        public = {page.pk for kind in kinds for page in kind.objects.public()}

        assert behind.pk not in public
        assert public == {
            page.pk for page in Page.objects.public().type(*kinds).specific(defer=True)
        }


def test_a_draft_on_a_live_article_is_not_shown(client: Client, secret: ArticlePage) -> None:
    neighbour = ArticlePage.objects.get(slug="voisin")
    neighbour.title = "Zwieback"
    neighbour.save_revision()

    for address in ("/", "/port/", "/feed.xml", "/port/voisin/", "/recherche/?q=zwieback"):
        assert "Zwieback" not in client.get(address).content.decode()


def test_a_standing_draft_is_in_no_menu_and_no_map(client: Client, newsroom: Newsroom) -> None:
    page = make_standing_page(slug="brouillon", title="Brouillon")
    page.unpublish()

    for address in ("/", "/sitemap.xml"):
        assert "rouillon" not in client.get(address).content.decode()


def test_an_unpublished_section_has_no_further_pages(client: Client, newsroom: Newsroom) -> None:
    section = make_section(slug="port")
    make_article(section=section)
    SectionPage.objects.filter(pk=section.pk).update(live=False)

    assert client.get("/port/feed.xml").status_code == 404
