"""The pictures of the demonstration. They were made for it, so they are copied as they are."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images.models import Filter

from obole.newsroom.rules.renditions import RENDITIONS, Use
from obole.pages.models import Picture, PictureRendition
from obole.project.demo.content import PICTURES, Table

CREDIT = "L’Estuaire"
LICENCE = "CC BY-SA 4.0"


def make_picture(*, name: str, description: str) -> Picture:
    """Put one picture of `pictures/` into the library."""
    path = _path(name)
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


@dataclass(frozen=True)
class EncodedPicture:
    """A rendition that no row tells of yet."""

    specification: str
    name: str
    content: bytes


class CardEncoding:
    """Makes the small pictures of lists in another process, while this one makes the site.

    Encoding takes as long as the databases or the articles, and needs neither.
    """

    def __init__(self, *, names: Sequence[str], pool: Executor) -> None:
        self._encoded = {name: pool.submit(encode_card, name) for name in names}

    def keep(self, name: str, picture: Picture) -> None:
        """Wait until the picture is encoded, and save what came of it."""
        for encoded in self._encoded[name].result():
            PictureRendition.objects.create(
                image=picture,
                filter_spec=encoded.specification,
                focal_point_key=Filter(spec=encoded.specification).get_cache_key(picture),
                file=ContentFile(encoded.content, name=encoded.name),
            )


def encode_card(name: str) -> list[EncodedPicture]:
    """Encode one picture of `pictures/` as lists show it, without a database."""
    path = _path(name)
    original = path.read_bytes()
    with Image.open(path) as opened:
        width, height = opened.size
    # It is never saved; what is given here spares questions to the database and the storage.
    picture = Picture(collection_id=0, file=path.name, width=width, height=height)
    made = []
    for specification in RENDITIONS[Use.CARD].all():
        file = picture.generate_rendition_file(
            Filter(spec=specification), source=File(BytesIO(original), name=path.name)
        )
        file.seek(0)
        assert file.name is not None, "Wagtail names what it makes"
        made.append(EncodedPicture(specification, file.name, file.read()))
    return made


def leading(*, articles: Sequence[Table]) -> list[str]:
    """Return the names of the pictures that lead a published article, each once."""
    published = (article for article in articles if article["state"] == "published")
    return list(dict.fromkeys(each["picture"] for each in published if "picture" in each))


def descriptions(*, articles: Sequence[Table], authors: Sequence[Table]) -> dict[str, str]:
    """Return what each picture shows, in the words of the first text that uses it."""
    found: dict[str, str] = {}
    for name, text in _uses(articles, authors):
        if text:
            found.setdefault(name, text)
    return found


def _path(name: str) -> Path:
    return next(path for path in PICTURES.iterdir() if path.stem == name)


def _uses(articles: Sequence[Table], authors: Sequence[Table]) -> Iterator[tuple[str, str]]:
    for author in authors:
        yield author.get("portrait", ""), author["name"]
    for article in articles:
        yield article.get("picture", ""), article.get("picture_alt", "")
        for block in article["body"]:
            for each in [block, *block.get("images", [])]:
                if "picture" in each:
                    yield each["picture"], each.get("alt", "")
