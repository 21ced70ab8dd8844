"""Which pictures a page shows, and in which sizes and formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wagtail.blocks import StreamValue

from obole.newsroom.models import ArticlePage, HomePage
from obole.newsroom.queries.front import front_page
from obole.newsroom.rules.renditions import LISTED, READ, RENDITIONS, SHARED, Use
from obole.pages.models import Picture


@dataclass(frozen=True)
class ShownPicture:
    """A picture and the filter specifications of all that is sent of it."""

    picture: Picture
    specifications: tuple[str, ...]


def pictures_of_article(*, article: ArticlePage) -> list[ShownPicture]:
    """Return what an article's page shows of its own, and what lists show of the article."""
    shown = [
        ShownPicture(picture, RENDITIONS[Use.ARTICLE].all())
        for picture in pictures_of_body(article.body)
    ]
    if article.picture is not None:
        shown.append(ShownPicture(article.picture, tuple(dict.fromkeys(READ + LISTED + SHARED))))
    shown += [
        ShownPicture(byline.author.portrait, RENDITIONS[Use.PORTRAIT].all())
        for byline in article.bylines.select_related("author__portrait")
        if byline.author.portrait is not None
    ]
    return shown


def pictures_of_front(*, home: HomePage, now: datetime) -> list[ShownPicture]:
    """Return what a front page shows."""
    front = front_page(home=home, now=now)
    listed = [*front.picks, *(article for strip in front.strips for article in strip.articles)]
    placed = [(article, Use.CARD) for article in listed]
    if front.lead is not None:
        placed.append((front.lead, Use.FRONT))
    return [
        ShownPicture(article.picture, RENDITIONS[use].all())
        for article, use in placed
        if article.picture is not None
    ]


def described_pictures(*, article: ArticlePage) -> Iterator[tuple[Picture, str]]:
    """Yield the article's pictures with what its author says that they show, the lead first.

    Those that only decorate, and those before a film or an embed, are left out.
    """
    if article.picture is not None:
        yield article.picture, article.picture_alt
    for block in article.body:
        if block.block_type == "image" and not block.value["decorative"]:
            shown = [block.value]
        elif block.block_type == "gallery":
            shown = list(block.value)
        else:
            continue
        for item in shown:
            if item["picture"]:
                yield item["picture"], item["alt"]


def pictures_of_body(body: StreamValue) -> Iterator[Picture]:
    """Yield the pictures that the body shows, in its order."""
    for block in body:
        match block.block_type:
            case "image":
                yield from filter(None, [block.value["picture"]])
            case "gallery":
                yield from (item["picture"] for item in block.value if item["picture"])
            case "video":
                yield from filter(None, [block.value["poster"]])
            case "embed":
                yield from filter(None, [block.value["picture"]])
