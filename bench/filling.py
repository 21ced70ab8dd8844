"""Articles by the thousand, written past Wagtail: its own saving takes a day for so many.

They are what publishing leaves behind: pages, bylines, tags, publications, search entries.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from PIL import Image
from wagtail.models import Page

from obole.foundation import clock
from obole.newsroom.models import (
    ArticlePage,
    ArticleTag,
    Author,
    Byline,
    HomePage,
    Label,
    SearchEntry,
    SectionPage,
    Tag,
)
from obole.newsroom.rules.words import entry_key, indexed_text
from obole.pages.models import Picture, Publication

PORTION = 500
# Few, so that lists are full on the smallest site too.
SECTIONS = 3
AUTHORS = 6
TAGS = 8
PICTURES = 4
PARAGRAPHS = 400
PARAGRAPHS_EACH = 8
WORDS_EACH = 60
# One article in ten is in English.
ENGLISH_EVERY = 10
BETWEEN = timedelta(minutes=11)
# Beyond those that publishing makes: a revision is announced once, and never again.
FIRST_REVISION = 1_000_000_000

# The bench must write the same articles every time.
_chance = random.Random(2026)  # noqa: S311 - not a secret


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, ready for every table that it goes into."""

    text: str
    stems: str


@dataclass(frozen=True)
class World:
    """What articles are made from."""

    sections: dict[str, list[SectionPage]]
    authors: list[Author]
    tags: list[Tag]
    pictures: list[Picture]
    paragraphs: list[Paragraph]
    newest: datetime


def fill(*, total: int) -> Iterator[int]:
    """Add articles until there are so many; yield after each portion how many there are."""
    world = _world()
    count = ArticlePage.objects.count()
    while count < total:
        portion = range(count, min(count + PORTION, total))
        with transaction.atomic():
            _add_articles(portion, world)
        count = portion.stop
        yield count
    for section in (each for sections in world.sections.values() for each in sections):
        numchild = Page.objects.filter(path__startswith=section.path, depth=4).count()
        Page.objects.filter(pk=section.pk).update(numchild=numchild)


def _world() -> World:
    homes = {home.locale.language_code: home for home in HomePage.objects.all()}
    if not SectionPage.objects.exists():
        _make_world(homes)
    words = ["conseil", *(_word() for _ in range(4_000))]
    sections = SectionPage.objects.select_related("locale").order_by("path")
    newest = ArticlePage.objects.order_by("-published_at").first()
    return World(
        sections={
            code: [each for each in sections if each.locale.language_code == code] for code in homes
        },
        authors=list(Author.objects.order_by("pk")),
        tags=list(Tag.objects.order_by("pk")),
        pictures=list(Picture.objects.order_by("pk")),
        paragraphs=[_paragraph(words) for _ in range(PARAGRAPHS)],
        newest=newest.published_at if newest and newest.published_at else clock.now(),
    )


def _make_world(homes: dict[str, HomePage]) -> None:
    for home in homes.values():
        for number in range(1, SECTIONS + 1):
            title = f"Rubrique {number}"
            home.add_child(instance=SectionPage(title=title, slug=slugify(title)))
    for number in range(1, AUTHORS + 1):
        Author.objects.create(name=f"Camille Durand {number}", slug=f"camille-durand-{number}")
    for number in range(1, TAGS + 1):
        Tag.objects.create(name=f"Sujet {number}", slug=f"sujet-{number}")
    for number in range(1, PICTURES + 1):
        Picture.objects.create(title=f"Image {number}", file=_drawing(number))


def _drawing(number: int) -> ContentFile[bytes]:
    buffer = BytesIO()
    Image.new("RGB", (1800, 1200), (40 * number, 90, 140)).save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name=f"image-{number}.jpg")


def _add_articles(numbers: range, world: World) -> None:
    pages, articles = _pages_of(numbers, world)
    Page.objects.bulk_create(pages)
    for page, article in zip(pages, articles, strict=True):
        article.page_ptr_id = page.pk
    texts = [_chance.sample(world.paragraphs, PARAGRAPHS_EACH) for _ in articles]
    for article, paragraphs in zip(articles, texts, strict=True):
        article.body = _body(paragraphs)
    # Django refuses to insert rows of a child table in bulk; this is what it calls for a parent's.
    ArticlePage._base_manager.get_queryset()._batched_insert(
        articles, fields=ArticlePage._meta.local_concrete_fields, batch_size=100
    )
    _sign_and_tag(articles, world)
    _publish(pages, articles, texts)


def _pages_of(numbers: range, world: World) -> tuple[list[Page], list[ArticlePage]]:
    content_type = ContentType.objects.get_for_model(ArticlePage)
    pages, articles = [], []
    for number in numbers:
        language = "en" if number % ENGLISH_EVERY == 0 else "fr"
        section = world.sections[language][number % SECTIONS]
        # The number goes backwards in time: what is added later is older.
        published_at = world.newest - BETWEEN * (number - numbers.start + 1)
        title = f"Le conseil débat du sujet numéro {number}"
        page = Page(
            title=title,
            draft_title=title,
            slug=f"article-{number}",
            url_path=f"{section.url_path}article-{number}/",
            path=Page._get_path(section.path, section.depth + 1, number + 1),
            depth=section.depth + 1,
            content_type=content_type,
            locale=section.locale,
            translation_key=UUID(int=_chance.getrandbits(128), version=4),
            first_published_at=published_at,
            last_published_at=published_at,
        )
        pages.append(page)
        articles.append(
            ArticlePage(
                kicker=f"Rubrique {number % 20}",
                standfirst="Après deux ans d'attente, la décision est tombée hier soir.",
                label=Label.OPINION if number % 15 == 0 else Label.NEWS,
                picture_id=world.pictures[number % PICTURES].pk,
                section=section,
                language=language,
                published_at=published_at,
            )
        )
    return pages, articles


def _sign_and_tag(articles: list[ArticlePage], world: World) -> None:
    Byline.objects.bulk_create(
        Byline(article_id=article.page_ptr_id, author=author, sort_order=order)
        for article in articles
        for order, author in enumerate(_chance.sample(world.authors, 1 + article.page_ptr_id % 2))
    )
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object_id=article.page_ptr_id, tag=tag)
        for article in articles
        for tag in _chance.sample(world.tags, 2)
    )


def _body(paragraphs: list[Paragraph]) -> str:
    return json.dumps(
        [
            {"type": "paragraph", "value": f"<p>{each.text}</p>", "id": str(order)}
            for order, each in enumerate(paragraphs)
        ]
    )


def _publish(pages: list[Page], articles: list[ArticlePage], texts: list[list[Paragraph]]) -> None:
    publications, entries = [], []
    for page, article, paragraphs in zip(pages, articles, texts, strict=True):
        assert article.published_at is not None, "Every article of the bench is dated."
        headline = indexed_text([page.title], language=article.language)
        publications.append(
            Publication(
                page_id=page.pk,
                revision_id=FIRST_REVISION + page.pk,
                number=1,
                published_at=article.published_at,
                headline=page.title,
                lines=[article.standfirst, *(each.text for each in paragraphs)],
                is_substantive=True,
                digest="0" * 64,
            )
        )
        entries.append(
            SearchEntry(
                id=entry_key(published_at=article.published_at, page_id=page.pk),
                article_id=page.pk,
                language=article.language,
                section_id=article.section_id,
                headline=headline,
                text=" ".join([headline, *(each.stems for each in paragraphs)]),
            )
        )
    Publication.objects.bulk_create(publications, batch_size=100)
    SearchEntry.objects.bulk_create(entries, batch_size=100)


def _paragraph(words: list[str]) -> Paragraph:
    # Word frequencies fall as in any language (Zipf).
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    text = " ".join(_chance.choices(words, weights, k=WORDS_EACH)).capitalize() + "."
    return Paragraph(text=text, stems=indexed_text([text], language="fr"))


def _word() -> str:
    syllables = ["ba", "cher", "do", "fé", "gra", "lin", "mo", "neu", "pi", "ro", "sa", "tou", "vé"]
    return "".join(_chance.choices(syllables, k=_chance.randint(2, 4)))
