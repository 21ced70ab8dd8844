"""What the rules of channels look at in an article."""

from obole.newsroom.models import ArticlePage, SectionPage
from obole.newsroom.queries.reading import bylines_of
from obole.social.rules.choosing import ArticleFacts


def facts_of(page: ArticlePage) -> ArticleFacts:
    """Return what rules look at, of the article as it is given: it may be a draft."""
    sections = frozenset(_sections(page))
    return ArticleFacts(
        page_type="article",
        language=page.locale.language_code,
        label=page.label,
        section=page.section_id,
        sections=sections | ({page.section_id} if page.section_id else frozenset()),
        tags=frozenset(tag.slug for tag in page.tags.all()),
        authors=frozenset(byline.author_id for byline in bylines_of(page)),
        is_corrected=bool(page.corrections.all()),
    )


def _sections(page: ArticlePage) -> list[int]:
    if not page.path:
        return []
    above = SectionPage.objects.ancestor_of(page)
    return list(above.order_by("path").values_list("pk", flat=True))
