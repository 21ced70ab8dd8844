"""The only module that listens to Wagtail's signals: it turns them into actions."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete  # noqa: TID251 - a page that is gone says so only here
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from obole.pages import actions
from obole.pages.models import PublicPage


def on_page_published(*, instance: Page, **_: Any) -> None:
    """Announce a page that went live."""
    if not isinstance(instance, PublicPage):
        return
    if instance.alias_of_id is not None:
        actions.announce_alias(page=instance, first_time=False)
    else:
        actions.announce_publication(page=instance)


def on_page_unpublished(*, instance: Page, **_: Any) -> None:
    """Announce a page that went away."""
    # Wagtail also sends this before it deletes a page: whoever looked then would still find it.
    is_gone = not Page.objects.filter(pk=instance.pk, live=True).exists()
    if is_gone and isinstance(instance, PublicPage):
        actions.announce_withdrawal(page=instance)


def on_deleted(*, instance: Model, **_: Any) -> None:
    """Announce a page that was live and is deleted."""
    if isinstance(instance, PublicPage) and instance.live:
        actions.announce_withdrawal(page=instance)


def on_page_moved(*, instance: Page, url_path_before: str, url_path_after: str, **_: Any) -> None:
    """Announce a page that was moved in the tree."""
    page = instance.specific
    if isinstance(page, PublicPage):
        actions.announce_move(page=page, old_url=url_path_before, new_url=url_path_after)


def on_slug_changed(*, instance: Page, instance_before: Page, **_: Any) -> None:
    """Announce a page whose address changed with its slug."""
    page = instance.specific
    if isinstance(page, PublicPage):
        actions.announce_move(
            page=page, old_url=instance_before.url_path, new_url=instance.url_path
        )


def connect() -> None:
    """Start listening; a second call changes nothing."""
    page_published.connect(on_page_published, dispatch_uid="obole.pages.published")
    post_delete.connect(on_deleted, dispatch_uid="obole.pages.deleted")
    page_unpublished.connect(on_page_unpublished, dispatch_uid="obole.pages.unpublished")
    post_page_move.connect(on_page_moved, dispatch_uid="obole.pages.moved")
    page_slug_changed.connect(on_slug_changed, dispatch_uid="obole.pages.slug")
