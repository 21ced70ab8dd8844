"""A newsroom with one of everything that readers can see, and the address of each kind of page."""

from commenting import make_comment
from django.core.files.base import ContentFile
from factories import (
    make_article,
    make_author,
    make_picture,
    make_section,
    make_site,
    make_standing_page,
    publish,
)
from giving import make_campaign, settled_gift
from wagtail.documents import get_document_model

from obole.donations.actions.campaigns import make_current
from obole.donations.models import CampaignStep, CampaignText, CampaignUpdate
from obole.foundation import clock
from obole.newsroom.models import (
    ArticlePage,
    AuthorProfile,
    Correction,
    NewsroomSettings,
    RelatedArticle,
    StandingPage,
)
from obole.pages.models import Picture

PLAYED = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "Le conseil"}


def make_everything() -> ArticlePage:
    """Make the newsroom; return the article that uses every kind of thing."""
    site = make_site()
    picture = make_picture(width=32, height=24)
    document = get_document_model()(title="Rapport")
    document.file.save("rapport.pdf", ContentFile(b"%PDF-1.4"))
    section = make_section(slug="ville", introduction="La ville.")
    author = make_author(slug="dominique-morel", portrait=picture, biography="Dix ans ici.")
    AuthorProfile.objects.create(author=author, locale=site.english.locale, biography="Ten years.")
    others = [make_article(section=section, authors=[author]) for _ in range(22)]
    newsroom = NewsroomSettings.objects.get()
    newsroom.logo = picture
    newsroom.save()
    newsroom.social_links.create(label="Mastodon", url="https://social.example/@gazette")
    for purpose in (StandingPage.Purpose.ABOUT, StandingPage.Purpose.LEGAL):
        make_standing_page(purpose=purpose, slug=f"page-{purpose}", body=_body(picture, document))
    article = make_article(
        section=section,
        slug="tout",
        authors=[author],
        picture=picture,
        body=_body(picture, document, linked=others[0]),
        related_items=[RelatedArticle(related=others[1])],
        corrections=[Correction(text="Onze, non dix.", made_at=clock.now())],
        label="opinion",
    )
    article.tags.add("Climat")
    article.title = "Tout"
    publish(article)
    translated = article.copy_for_translation(site.english.locale, copy_parents=True)
    publish(translated)
    make_comment(article=article, parent=make_comment(article=article))
    _make_campaign(article, picture)
    stored: ArticlePage = ArticlePage.objects.get(pk=article.pk)
    return stored


def _make_campaign(article: ArticlePage, picture: Picture) -> None:
    campaign = make_campaign(slug="enquetes", image=picture)
    CampaignText.objects.create(campaign=campaign, language="en", title="A year of reporting")
    step = {"amount_minor_units": 10_00, "label_fr": "Nous publions"}
    CampaignStep.objects.create(campaign=campaign, page=article, **step)
    today = clock.now().date()
    CampaignUpdate.objects.create(campaign=campaign, title="Début", body="<p>Oui.</p>", day=today)
    make_current(campaign=campaign)
    settled_gift(campaign=campaign, is_public=True, shown_name="Ana")


def _body(picture: object, document: object, linked: object = None) -> list[tuple[str, object]]:
    link = f'<a linktype="page" id="{linked.pk}">ailleurs</a>' if linked else ""
    return [
        ("paragraph", f"<p>Le conseil a voté {link}.</p>"),
        ("image", picture_block(picture)),
        ("document", {"document": document, "title": ""}),
    ]


def pages_of_each_kind(article: ArticlePage) -> list[str]:
    """Return an address of each kind of page that is baked."""
    month = article.published_at
    assert month is not None
    return [
        *("/", "/en/", "/ville/", "/ville/page/2/", "/ville/tout/", "/ville/tout/historique/"),
        *("/ville/tout/historique/1-2/", "/page-about/", "/auteurs/", "/corrections/"),
        *("/auteurs/dominique-morel/", "/auteurs/dominique-morel/page/2/", "/themes/climat/"),
        *("/archives/", f"/archives/{month:%Y/%m}/", f"/archives/{month:%Y/%m}/page/2/"),
        *("/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/trust.txt"),
        *("/.well-known/trust.txt", "/.well-known/tdmrep.json"),
        *(f"/c/{article.pk}/", f"/c/{article.pk}/newest/", f"/c/{article.pk}/feed.xml"),
        *(
            f"{base}{file}"
            for base in ("/", "/ville/", "/auteurs/dominique-morel/", "/themes/climat/")
            for file in ("feed.xml", "atom.xml", "feed.json")
        ),
        "/corrections/feed.xml",
        *("/campaigns/", "/campaigns/enquetes/", "/campaigns/enquetes.json"),
        *(
            f"/campaigns/enquetes/{page}"
            for page in ("card/", "embed/", "feed.xml", "meter.svg", "meter.png", "share.png")
        ),
    ]


def picture_block(picture: object) -> dict[str, object]:
    """Return a picture as it stands in a body."""
    return {"picture": picture, "alt": "", "decorative": False, "caption": "", "width": "text"}
