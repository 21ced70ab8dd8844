"""The blocks that the body of an article and of a standing page are made of."""

from obole.newsroom.blocks.bodies import ARTICLE_BODY, STANDING_BODY

__all__ = ["ARTICLE_BODY", "STANDING_BODY"]
