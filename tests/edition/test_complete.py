"""No table is read for a page of readers without an ingredient that changes with it."""

import re
from typing import Any

import pytest
from django.db import connection
from everything import make_everything, pages_of_each_kind

from obole.edition.rendering import Rendered, render_afresh

TABLES = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')

LISTS = ("articles:", "every-article:", "corrections:")
ARTICLES = (*LISTS, "page:", "translations:")

# Each table that a page reads, and the ingredients one of which it then uses. Somebody marks them
# when a row changes: the facts of project/subscriptions.py for what is published with a page,
# edition/watched_rows.py for the rest.
COVERED: dict[str, tuple[str, ...]] = {
    # Published with an article, whose own name or list is marked.
    "newsroom_articlepage": (*ARTICLES, "site"),
    "newsroom_byline": ARTICLES,
    "newsroom_articletag": ("page:", "articles:tag:", "articles:"),
    "newsroom_correction": ("page:", "corrections:"),
    "newsroom_relatedarticle": ("page:",),
    "pages_publication": ("page:",),
    # Rows of their own, which many pages show.
    "newsroom_author": ("author:",),
    "newsroom_authorprofile": ("author:",),
    "newsroom_tag": ("tag:",),
    "pages_picture": ("picture:", "site"),
    "pages_picturerendition": ("picture:", "site"),
    "wagtaildocs_document": ("document:",),
    # What readers write below an article, and who may.
    "comments_comment": ("thread:",),
    "comments_thread": ("thread:",),
    "comments_threadrules": ("site",),
    "comments_commentsettings": ("site",),
    # Campaigns, and what they received: an entry in the books marks the figures of its fund.
    "donations_campaign": ("campaign:", "campaigns", "current-campaign"),
    "donations_campaigntext": ("campaign:",),
    "donations_campaignstep": ("campaign:",),
    "donations_campaignupdate": ("campaign:",),
    "donations_gift": ("campaign-figures:", "donor-wall:"),
    "ledger_line": ("campaign-figures:",),
    "ledger_daysum": ("campaign-figures:",),
    "ledger_entry": ("campaign-figures:",),
    # Which hub the feeds name.
    "social_socialsettings": ("hub",),
    # What stands around every page.
    "newsroom_frontpick": ("site",),
    "newsroom_frontstrip": ("site",),
    "newsroom_homepage": ("site",),
    "newsroom_sectionpage": ("site",),
    "newsroom_standingpage": ("site",),
    "newsroom_newsroomsettings": ("site",),
    "newsroom_legalsettings": ("site",),
    "newsroom_sociallink": ("site",),
    "wagtailcore_locale": ("site",),
    "wagtailcore_page": ("site",),
    "wagtailcore_pageviewrestriction": ("site",),
    "wagtailcore_site": ("site",),
}
# Tables that a rendering reads and that change nothing that readers see; each with its reason.
SEEN_BY_NOBODY = {
    "django_content_type": "the kind of a page is that of its row, and never changes",
    "edition_mark": "the edition's own: a document's size is noted when it is first shown",
    "edition_bakedpage": "as before",
    "edition_bakedingredient": "as before",
}


def tables_read(path: str) -> tuple[Rendered, set[str]]:
    """Render a page, and return the tables that it was rendered from."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        tables.update(TABLES.findall(sql))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        rendered = render_afresh(path)
    return rendered, tables


@pytest.mark.django_db(transaction=True)
def test_every_table_that_a_page_reads_is_an_ingredient_of_it() -> None:
    paths = pages_of_each_kind(make_everything())

    holes, read = [], set()
    for path in paths:
        rendered, tables = tables_read(path)
        assert not rendered.refusal, (path, rendered.refusal)
        read |= tables
        for table in tables - SEEN_BY_NOBODY.keys():
            # Whoever adds a query finds its table here, and says in the query what it uses.
            kinds = COVERED.get(table, ())
            if not any(name.startswith(kinds) for name in rendered.recipe.ingredients):
                holes.append((path, table))

    assert holes == []
    assert COVERED.keys() - read == set(), "no page reads these any more"


@pytest.mark.django_db(transaction=True)
def test_a_table_without_an_ingredient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    make_everything()
    monkeypatch.setattr("obole.newsroom.queries.corrections.use", lambda *names: None)

    rendered, tables = tables_read("/corrections/atom.xml")

    assert "newsroom_correction" in tables
    assert not any(
        name.startswith(COVERED["newsroom_correction"]) for name in rendered.recipe.ingredients
    )
