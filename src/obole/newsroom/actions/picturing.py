"""Making pictures ready before readers ask for them."""

from wagtail.images.shortcuts import get_renditions_or_not_found

from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.pictures import ShownPicture, pictures_of_article


def prepare_pictures(*, page_id: int) -> int:
    """Make the renditions of an article's pictures that are not made yet; return how many exist.

    A page also makes what it lacks, but then a reader waits for it.
    """
    article = ArticlePage.objects.select_related("picture").filter(pk=page_id).first()
    if article is None:
        return 0
    return sum(prepare_picture(shown=shown) for shown in pictures_of_article(article=article))


def prepare_picture(*, shown: ShownPicture) -> int:
    """Make the renditions of one picture that are not made yet; return how many exist.

    A picture whose file is lost is passed over, as pages do.
    """
    return len(get_renditions_or_not_found(shown.picture, shown.specifications))
