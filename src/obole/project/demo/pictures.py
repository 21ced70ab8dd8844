"""The pictures of the demonstration. They were made for it, so they are copied as they are."""

from collections.abc import Iterator, Sequence

from django.core.files.images import ImageFile

from obole.pages.models import Picture
from obole.project.demo.content import PICTURES, Table

CREDIT = "L’Estuaire"
LICENCE = "CC BY-SA 4.0"


def make_picture(*, name: str, description: str) -> Picture:
    """Put one picture of `pictures/` into the library."""
    path = next(path for path in PICTURES.iterdir() if path.stem == name)
    with path.open("rb") as file:
        picture = Picture(
            title=description or name,
            description=description,
            file=ImageFile(file, name=path.name),
            credit=CREDIT,
            licence=LICENCE,
        )
        picture._set_image_file_metadata()
        picture.save()
    return picture


def descriptions(*, articles: Sequence[Table], authors: Sequence[Table]) -> dict[str, str]:
    """Return what each picture shows, in the words of the first text that uses it."""
    found: dict[str, str] = {}
    for name, text in _uses(articles, authors):
        if text:
            found.setdefault(name, text)
    return found


def _uses(articles: Sequence[Table], authors: Sequence[Table]) -> Iterator[tuple[str, str]]:
    for author in authors:
        yield author.get("portrait", ""), author["name"]
    for article in articles:
        yield article.get("picture", ""), article.get("picture_alt", "")
        for block in article["body"]:
            for each in [block, *block.get("images", [])]:
                if "picture" in each:
                    yield each["picture"], each.get("alt", "")
