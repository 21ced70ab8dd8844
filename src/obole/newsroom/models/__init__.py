"""Articles, sections, authors, corrections and the newsroom's own facts."""

from obole.newsroom.models.articles import (
    ArticlePage,
    Byline,
    Correction,
    Label,
    RelatedArticle,
)
from obole.newsroom.models.authors import Author, AuthorProfile
from obole.newsroom.models.fronts import FrontPick, FrontStrip, HomePage, SectionPage, StandingPage
from obole.newsroom.models.searching import SearchEntry
from obole.newsroom.models.settings import LegalSettings, NewsroomSettings, SocialLink
from obole.newsroom.models.tags import ArticleTag, Tag

__all__ = [
    "ArticlePage",
    "ArticleTag",
    "Author",
    "AuthorProfile",
    "Byline",
    "Correction",
    "FrontPick",
    "FrontStrip",
    "HomePage",
    "Label",
    "LegalSettings",
    "NewsroomSettings",
    "RelatedArticle",
    "SearchEntry",
    "SectionPage",
    "SocialLink",
    "StandingPage",
    "Tag",
]
