"""Wagtail's actions on pages, each made whole: what it changes and what announces it, or neither.

Wagtail saves a page and sends its signal afterwards, outside the transaction. A process that dies
in between would leave a page that is withdrawn or moved while nobody was told of it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from obole.pages import actions
from obole.pages.models import PublicPage

WHOLE: tuple[type[Any], ...] = (
    CopyPageAction,
    DeletePageAction,
    MovePageAction,
    PublishPageRevisionAction,
    UnpublishPageAction,
)


def connect() -> None:
    """Make the actions whole; a second call changes nothing."""
    for action in WHOLE:
        _replace(action, transaction.atomic)
    _replace(CreatePageAliasAction, _announced)


def _replace(action: type[Any], wrap: Callable[[Any], Any]) -> None:
    # Desk, commands and page methods all pass through here; Wagtail has no setting for it.
    if not hasattr(action.execute, "is_whole"):
        whole = wrap(action.execute)
        whole.is_whole = True
        action.execute = whole


def _announced(execute: Callable[..., Page]) -> Callable[..., Page]:
    @wraps(execute)
    @transaction.atomic
    def whole(*arguments: Any, **options: Any) -> Page:
        # Wagtail sends no signal for an alias that it makes.
        alias = execute(*arguments, **options)
        for page in alias.get_descendants(inclusive=True).live().specific():
            if isinstance(page, PublicPage):
                actions.announce_alias(page=page, first_time=True)
        return alias

    return whole
