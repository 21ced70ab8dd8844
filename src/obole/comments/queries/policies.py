"""Which rules hold for the comments of a page: its own, those above it, the site's."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wagtail.models import Page, Site

from obole.comments.models import CommentSettings, ThreadRules
from obole.comments.rules.policies import ThreadPolicy
from obole.comments.rules.states import Mode
from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.pages.rules import SITE


def rules_of(page: Page) -> ThreadPolicy:
    """Return the rules of a page's comments; of each, the nearest that says something counts.

    What is sensitive is so with all that stands below it.
    """
    site = _site_of(page)
    settings = _settings_of(site)
    rules = _rules_above(page) if _some_page_has_rules() else ()
    modes = [Mode(each.mode) for each in rules if each.mode]
    days = [each.closes_after_days for each in rules if each.closes_after_days is not None]
    return ThreadPolicy(
        mode=modes[0] if modes else Mode(settings.mode),
        closes_at=_closes_at(page, days=days[0] if days else settings.closes_after_days),
        is_sensitive=any(each.is_sensitive for each in rules),
        longest_body=settings.longest_body,
        night_from=settings.night_from,
        night_until=settings.night_until,
        approvals_for_trust=settings.approvals_for_trust,
        reports_that_hide=settings.reports_that_hide,
        reserved_names=tuple(
            name.strip()
            for name in (site.site_name, *settings.reserved_names.splitlines())
            if name.strip()
        ),
    )


def authority_address(page: Page) -> str:
    """Return where threats to somebody's life are mailed to; empty if the newsroom has not said."""
    return _settings_of(_site_of(page)).authority_email


def _site_of(page: Page) -> Site:
    """Return the site of a page, with its settings of comments. Change nothing of it."""
    where = page.get_url_parts()
    wanted = {"is_default_site": True} if where is None else {"pk": where[0]}

    def ask() -> Site:
        use(SITE)
        site: Site = Site.objects.select_related("commentsettings").get(**wanted)
        return site

    return remembered(("rules of comments", *wanted.items()), ask)


def _some_page_has_rules() -> bool:
    """Tell whether any page has rules of its own; most sites have none, which is known."""

    def ask() -> bool:
        use(SITE)
        return ThreadRules.objects.exists()

    return remembered("some page has rules of comments", ask)


def _rules_above(page: Page) -> Sequence[ThreadRules]:
    """Return the rules of the page and of those above it, the nearest first."""
    step = Page.steplen
    paths = [page.path[:end] for end in range(step, len(page.path) + 1, step)]
    return list(ThreadRules.objects.filter(page__path__in=paths).order_by("-page__path"))


def _settings_of(site: Site) -> CommentSettings:
    # Reading makes no row: what is saved takes baked pages away.
    stored: CommentSettings | None = getattr(site, "commentsettings", None)
    return stored or CommentSettings(site=site)


def _closes_at(page: Page, *, days: int) -> datetime | None:
    if not days or page.first_published_at is None:
        return None
    closes_at: datetime = page.first_published_at + timedelta(days=days)
    return closes_at
