"""Where the address in a post leads, and how often it was followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.urls import reverse
from wagtail.models import Site

from obole.newsroom.models import ArticlePage
from obole.social.models import Channel, Delivery, LinkClicks, SocialSettings
from obole.social.rules.link_tags import WrongTags, read_tags, tagged


@dataclass(frozen=True, kw_only=True)
class Destination:
    """The post that a short address belongs to, and where it leads."""

    delivery: Delivery
    address: str
    """Empty: the article is withdrawn, or may not be read now."""
    language: str


def address_in_post(
    *, key: str, page: ArticlePage, channel: Channel, settings: SocialSettings | None = None
) -> str:
    """Return the address that a post carries: by it the post is known again.

    A short one of ours, which counts; or the article's own with the key among its parameters,
    where the newsroom does not count. `key` is that of the delivery that creates the post.
    Whoever asks for several channels gives `settings`.
    """
    settings = settings or settings_for(page=page)
    short = short_address(key=key, settings=settings)
    return short or _tagged_address(page, channel, settings=settings, key=key)


def short_address(*, key: str, settings: SocialSettings) -> str:
    """Return the short address of a post, whatever its channel; empty where nobody counts."""
    if not settings.tracks_clicks:
        return ""
    return f"{settings.site.root_url}{reverse('social_link', args=[key])}"


def destination_of(*, key: str) -> Destination | None:
    """Return where a short address leads; None when it was never ours.

    The key of a change leads where the post leads that it changed.
    """
    found = Delivery.objects.select_related("channel", "creation__channel").filter(key=key).first()
    if found is None:
        return None
    delivery = found.creation or found
    article = (
        ArticlePage.objects.readable().filter(pk=delivery.page_id).first()
        if delivery.page_id
        else None
    )
    address = ""
    if article is not None and not article.is_under_embargo():
        settings = settings_for(page=article)
        address = _tagged_address(article, delivery.channel, settings=settings)
    return Destination(delivery=delivery, address=address, language=delivery.language)


def clicks_of(*, deliveries: Iterable[int]) -> dict[int, int]:
    """Return how often the address of each of these deliveries was followed, where it was."""
    counted = (
        LinkClicks.objects.filter(link__delivery__in=list(deliveries))
        .order_by()
        .values_list("link__delivery")
        .annotate(total=Sum("count"))
    )
    return dict(counted)


def daily_clicks(
    *, until: date, days: int, channel: int | None = None, page: int | None = None
) -> Sequence[tuple[date, int]]:
    """Return how often addresses were followed on each day, zeros included, the earliest first."""
    first = until - timedelta(days=days - 1)
    rows = LinkClicks.objects.filter(day__gte=first, day__lte=until)
    if channel is not None:
        rows = rows.filter(link__delivery__channel=channel)
    if page is not None:
        rows = rows.filter(link__delivery__page_id_then=page)
    counted = dict(rows.order_by().values_list("day").annotate(total=Sum("count")))
    listed = [first + timedelta(days=number) for number in range(days)]
    return [(day, counted.get(day, 0)) for day in listed]


def _tagged_address(
    page: ArticlePage, channel: Channel, *, settings: SocialSettings, key: str = ""
) -> str:
    try:
        tags = read_tags(settings.campaign_tags)
    except WrongTags:
        # The form refuses them; an old row must not cost a reader the article.
        tags = ()
    if key:
        tags = (*tags, ("utm_content", key))
    values = {"network": channel.network, "channel": channel.name, "article": page.slug}
    return tagged(page.full_url or "", tags, values)


def settings_for(*, page: ArticlePage) -> SocialSettings:
    """Return what holds for all channels of the site on which an article stands, or will stand."""
    parts = page.get_url_parts()
    kept = SocialSettings.objects.select_related("site")
    found = kept.filter(site=parts[0]).first() if parts else None
    # Where nobody has said anything yet, the row is made.
    return found or settings_of(site=site_of(page=page))


def settings_of(*, site: Site) -> SocialSettings:
    """Return what holds for all channels of a site, with the site beside it."""
    settings: SocialSettings = SocialSettings.for_site(site)
    settings.site = site
    return settings


def site_of(*, page: ArticlePage) -> Site:
    """Return the site on which an article stands, or will stand."""
    site: Site | None = page.get_site()
    return site or Site.objects.get(is_default_site=True)
