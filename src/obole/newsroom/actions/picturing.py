"""Making pictures ready before readers ask for them."""

from wagtail.images.models import SourceImageIOError

from obole.foundation.storage import MediaOutOfReach
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.pictures import ShownPicture, pictures_of_article


def prepare_pictures(*, page_id: int) -> int:
    """Make the renditions of an article's pictures that are not made yet; return how many exist.

    A page also makes what it lacks, but then a reader waits for it. Raise MediaOutOfReach when it
    can be tried again later.
    """
    article = ArticlePage.objects.select_related("picture").filter(pk=page_id).first()
    if article is None:
        return 0
    return sum(prepare_picture(shown=shown) for shown in pictures_of_article(article=article))


def prepare_picture(*, shown: ShownPicture) -> int:
    """Make the renditions of one picture that are not made yet; return how many exist.

    A picture whose file is lost is passed over, as pages do. Raise MediaOutOfReach.
    """
    try:
        return len(shown.picture.get_renditions(*shown.specifications))
    except MediaOutOfReach:
        raise
    except SourceImageIOError:
        return 0
