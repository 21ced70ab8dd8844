"""What the desk's own forms save, and which ingredient of readers' pages it is. The one list.

Pages announce themselves (project/subscriptions.py). An author's name, a picture's caption or the
newsroom's colours are rows that Wagtail's forms save in a transaction of theirs, with no action of
ours in between: here the saved row itself is the fact (docs/decisions/0008).
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save  # noqa: TID251
from wagtail.documents import get_document_model
from wagtail.models import (
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    Site,
)

from obole.comments.models import CommentSettings, ThreadRules
from obole.donations.models import (
    Campaign,
    CampaignStep,
    CampaignText,
    CampaignUpdate,
    DonationSettings,
    PaymentAccount,
)
from obole.donations.rules import ingredients as giving
from obole.edition.actions.marking import mark
from obole.newsroom.models import (
    Author,
    AuthorProfile,
    LegalSettings,
    NewsroomSettings,
    SocialLink,
    Tag,
)
from obole.newsroom.rules import ingredients as names
from obole.pages.models import Picture, PictureRendition
from obole.social.models import SocialSettings


def _site(_row: Model) -> Collection[str]:
    return (names.SITE,)


def _campaign(campaign_id: int) -> Collection[str]:
    return (giving.campaign(campaign_id), giving.CAMPAIGNS, giving.CURRENT_CAMPAIGN)


WATCHED: dict[type[Model], Callable[[Any], Collection[str]]] = {
    Author: lambda author: (names.author(author.pk),),
    AuthorProfile: lambda profile: (names.author(profile.author_id),),
    Picture: lambda picture: (names.picture(picture.pk),),
    get_document_model(): lambda document: (names.document(document.pk),),
    Tag: lambda tag: (names.tag(tag.pk),),
    # These stand around every page, or decide who may read what.
    NewsroomSettings: _site,
    SocialLink: _site,
    LegalSettings: _site,
    # They say whether readers may write, below every article.
    CommentSettings: _site,
    ThreadRules: _site,
    Campaign: lambda campaign: _campaign(campaign.pk),
    CampaignText: lambda text: _campaign(text.campaign_id),
    CampaignStep: lambda step: _campaign(step.campaign_id),
    CampaignUpdate: lambda update: _campaign(update.campaign_id),
    # How gifts are taken stands on the pages of giving, and may offer a means on any.
    DonationSettings: _site,
    PageViewRestriction: _site,
    CollectionViewRestriction: _site,
    # What the giving form offers.
    PaymentAccount: lambda _account: (giving.GIVING,),
    # Feeds name the hub that is told of them.
    SocialSettings: lambda _settings: (names.HUB,),
    Site: _site,
    Locale: _site,
}


# A rendition is made while a page is rendered, and is always the same. When it goes, its picture
# has got another file or another focal point, perhaps after the picture's own row was saved.
WATCHED_WHEN_DELETED: dict[type[Model], Callable[[Any], Collection[str]]] = {
    PictureRendition: lambda rendition: (names.picture(rendition.image_id),),
}


def mark_row(*, sender: type[Model], instance: Model, **_: Any) -> None:
    """Mark what the row is. Saved outside a transaction, the mark has one of its own."""
    names_of = (WATCHED | WATCHED_WHEN_DELETED)[sender]
    with transaction.atomic():
        mark(ingredients=names_of(instance), reason=f"{sender.__name__} {instance.pk}")


def mark_groups(*, instance: Model, **_: Any) -> None:
    """Mark the site: who may read something behind a restriction was changed."""
    with transaction.atomic():
        mark(ingredients=(names.SITE,), reason=f"{type(instance).__name__} {instance.pk}")


def connect() -> None:
    """Begin to watch; a second call changes nothing."""
    for model in WATCHED:
        for signal in (post_save, post_delete):
            signal.connect(mark_row, sender=model, dispatch_uid=f"edition {model.__name__}")
    for model in WATCHED_WHEN_DELETED:
        post_delete.connect(mark_row, sender=model, dispatch_uid=f"edition {model.__name__}")
    for restriction in (PageViewRestriction, CollectionViewRestriction):
        m2m_changed.connect(
            mark_groups,
            sender=restriction.groups.through,
            dispatch_uid=f"edition {restriction.__name__} groups",
        )
