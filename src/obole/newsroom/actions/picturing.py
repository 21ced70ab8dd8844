"""Making pictures ready before readers ask for them."""

from wagtail.images.models import SourceImageIOError

from obole.foundation.storage import MediaOutOfReach
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.reading import pictures_of
from obole.newsroom.rules.renditions import LISTED, READ, RENDITIONS, SHARED, Use
from obole.pages.models import Picture


def prepare_pictures(*, page_id: int) -> int:
    """Make the renditions of an article's pictures that are not made yet; return how many exist.

    A page also makes what it lacks, but then a reader waits for it. A picture whose file is lost
    is passed over, as pages do. Raise MediaOutOfReach when it can be tried again later.
    """
    article = ArticlePage.objects.select_related("picture").filter(pk=page_id).first()
    if article is None:
        return 0
    wanted = [(picture, RENDITIONS[Use.ARTICLE].all()) for picture in pictures_of(article.body)]
    if article.picture is not None:
        wanted.append((article.picture, tuple({*READ, *LISTED, *SHARED})))
    wanted += [
        (byline.author.portrait, RENDITIONS[Use.PORTRAIT].all())
        for byline in article.bylines.select_related("author__portrait")
        if byline.author.portrait is not None
    ]
    return sum(
        _number_made(picture, specifications=specifications) for picture, specifications in wanted
    )


def _number_made(picture: Picture, *, specifications: tuple[str, ...]) -> int:
    try:
        return len(picture.get_renditions(*specifications))
    except MediaOutOfReach:
        raise
    except SourceImageIOError:
        return 0
