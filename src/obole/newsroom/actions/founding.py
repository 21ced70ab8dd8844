"""A newsroom's first day: its languages, front pages, site and settings."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    PageLogEntry,
    Site,
    Workflow,
)

from obole.newsroom.models import HomePage, LegalSettings, NewsroomSettings, StandingPage

# Pages that every newsroom needs; they are drafts until somebody has written them.
FIRST_PAGES = [
    StandingPage.Purpose.ABOUT,
    StandingPage.Purpose.CONTACT,
    StandingPage.Purpose.ETHICS,
    StandingPage.Purpose.LEGAL,
    StandingPage.Purpose.PRIVACY,
    StandingPage.Purpose.ACCESSIBILITY,
]


# What Wagtail calls the page above all pages, and the collection above all others.
ROOT = "Root"


@transaction.atomic
def set_up_site(*, name: str, language: str, host: str, port: int, legal_name: str) -> Site:
    """Make the site with a front page in each language; return the site.

    `language` is the one at "/". A second call adds what is missing and keeps what the desk has
    changed since. The welcome page and the review that Wagtail's migrations make are removed.
    """
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code, _ in settings.LANGUAGES
    }
    main = _front_page(locale=locales[language], name=name, original=None)
    for code, locale in locales.items():
        if code != language:
            _front_page(locale=locale, name=name, original=main)
    site = _site(root=main, name=name, host=host, port=port)
    _remove_what_wagtail_made()
    root_collection()
    _name_roots(language=language)
    NewsroomSettings.objects.get_or_create(site=site, defaults={"name": name})
    LegalSettings.objects.get_or_create(site=site, defaults={"legal_name": legal_name})
    return site


@transaction.atomic
def set_up_standing_pages() -> None:
    """Give each front page drafts of the pages that every newsroom needs, where it has none.

    Call it after `set_up_site`. The legal notice goes live at once: the law asks for it, and its
    facts come from the settings.
    """
    homes = HomePage.objects.select_related("locale").order_by("path")
    for purpose in FIRST_PAGES:
        original: StandingPage | None = None
        for home in homes:
            made = StandingPage.objects.child_of(home).filter(purpose=purpose).first()
            original = original or made
            if made is None:
                made = _standing_page(home=home, purpose=purpose, original=original)
                original = original or made


def root_of_pages() -> Page:
    """Return the root of all pages, made if the database is new."""
    root: Page = Page.get_first_root_node() or Page.add_root(
        instance=Page(
            title=ROOT,
            slug="root",
            locale=Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0],
        )
    )
    return root


def root_collection() -> Collection:
    """Return the collection that contains all others, made if the database is new."""
    root: Collection = Collection.get_first_root_node() or Collection.add_root(name=ROOT)
    return root


def _front_page(*, locale: Locale, name: str, original: HomePage | None) -> HomePage:
    found = HomePage.objects.filter(locale=locale).order_by("path").first()
    if found is not None:
        return found
    page = HomePage(title=name, slug=locale.language_code, locale=locale, live=False)
    if original is not None:
        page.translation_key = original.translation_key
    root_of_pages().add_child(instance=page)
    page.save_revision().publish()
    return page


def _standing_page(
    *, home: HomePage, purpose: StandingPage.Purpose, original: StandingPage | None
) -> StandingPage:
    with translation.override(home.locale.language_code):
        title = str(purpose.label)
    page = StandingPage(
        title=title, slug=slugify(title), purpose=purpose, locale=home.locale, live=False
    )
    if original is not None:
        page.translation_key = original.translation_key
    home.add_child(instance=page)
    revision = page.save_revision()
    if purpose == StandingPage.Purpose.LEGAL:
        revision.publish()
    return page


def _site(*, root: HomePage, name: str, host: str, port: int) -> Site:
    known: Site | None = Site.objects.filter(is_default_site=True).first()
    if known is not None and known.root_page_id == root.pk:
        return known
    site = known or Site(is_default_site=True)
    site.root_page = root.page_ptr
    site.hostname, site.port, site.site_name = host, port, name
    site.save()
    return site


def _name_roots(*, language: str) -> None:
    with translation.override(language):
        pages, files = gettext("All pages"), gettext("Library")
    Page.objects.filter(depth=1, title=ROOT).update(title=pages, draft_title=pages)
    Collection.objects.filter(depth=1, name=ROOT).update(name=files)


def _remove_what_wagtail_made() -> None:
    plain_page = ContentType.objects.get_for_model(Page)
    for page in Page.objects.filter(depth=2, content_type=plain_page, numchild=0):
        page_id = page.pk
        page.delete()
        # The desk's history begins with the newsroom.
        PageLogEntry.objects.filter(page=page_id).delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states=None).delete()
    GroupApprovalTask.objects.filter(name="Moderators approval", task_states=None).delete()
