"""Every address of the old site answers, hides no page, and leads nowhere else."""

import pytest
from factories import make_article, make_section
from moving_in import ADDRESS, attachment, bring_in, counts, file_of, meta, page_of, post, term
from test_import_files import jpeg
from wagtail.contrib.redirects.models import Redirect

from obole.portability.rules import reasons

pytestmark = pytest.mark.usefixtures("newsroom")

CATEGORY = (
    "<wp:category><wp:term_id>11</wp:term_id><wp:category_nicename>port</wp:category_nicename>"
    "<wp:cat_name>Port</wp:cat_name></wp:category>"
    "<wp:category><wp:term_id>12</wp:term_id><wp:category_nicename>quais</wp:category_nicename>"
    "<wp:category_parent>port</wp:category_parent><wp:cat_name>Quais</wp:cat_name></wp:category>"
    "<wp:category><wp:term_id>13</wp:term_id><wp:category_nicename>vide</wp:category_nicename>"
    "<wp:cat_name>Vide</wp:cat_name></wp:category>"
)
AUTHOR = (
    "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ines</wp:author_login>"
    "<wp:author_display_name>Inès Roy</wp:author_display_name></wp:author>"
)
PERMALINK = "/2020/05/04/post-1/"


@pytest.fixture
def site(tmp_path, newsroom):
    uploads = tmp_path / "uploads/2020/05"
    uploads.mkdir(parents=True)
    (uploads / "place.jpg").write_bytes(jpeg())
    (uploads / "rapport.pdf").write_bytes(b"%PDF-1.4")
    terms = term("category", "quais") + term("post_tag", "ete", "Été")
    link = f'<a href="{ADDRESS}{PERMALINK}#comment-7">avant</a>'
    export = file_of(
        tmp_path,
        CATEGORY,
        AUTHOR,
        post(1, inside=terms + meta("_wp_old_slug", "ancien")),
        post(2, content=f"<p>Voir {link}.</p>", inside=terms),
        post(3, status="draft", link=f"{ADDRESS}/?p=3"),
        post(4, kind="page", link=f"{ADDRESS}/a-propos/equipe/", post_name="equipe"),
        attachment(5, "2020/05/place.jpg", parent=1),
        attachment(6, "2020/05/rapport.pdf"),
        attachment(7, "2020/05/place.jpg"),
    )
    return bring_in(export, language="fr", uploads=tmp_path / "uploads")


ARTICLE = "/port/post-1/"
SEARCH = "/recherche/?q=quai"
ANSWERS = {
    PERMALINK: ARTICLE,
    "/2020/05/04/post-1": ARTICLE,
    "/2020/05/04/post-1/?replytocom=7": ARTICLE,
    "/2020/05/04/post-1/amp/": ARTICLE,
    "/2020/05/04/post-1/embed/": ARTICLE,
    "/2020/05/04/post-1/feed/": ARTICLE,
    "/2020/05/04/post-1/comment-page-2/": ARTICLE,
    "/2020/05/04/post-1/2/": ARTICLE,
    "/2020/05/04/ancien/": ARTICLE,
    "/index.php/2020/05/04/post-1/": ARTICLE,
    "/?p=1": ARTICLE,
    "/?page_id=4": "/equipe/",
    "/?attachment_id=5": ARTICLE,
    "/a-propos/equipe/": "/equipe/",
    "/?cat=11": "/port/",
    "/?cat=12": "/themes/quais/",
    "/category/port/": "/port/",
    "/category/port/page/3/": "/port/",
    "/category/port/feed/": "/port/feed.xml",
    "/category/port/quais/": "/themes/quais/",
    "/category/vide/": "/",
    "/?tag=ete": "/themes/ete/",
    "/tag/ete/": "/themes/ete/",
    "/tag/ete/feed/atom/": "/themes/ete/feed.xml",
    "/?author=3": "/auteurs/ines-roy/",
    "/?author_name=ines": "/auteurs/ines-roy/",
    "/author/ines/": "/auteurs/ines-roy/",
    "/author/ines/page/2/": "/auteurs/ines-roy/",
    "/author/ines/feed/": "/auteurs/ines-roy/feed.xml",
    "/2020/05/": "/archives/2020/05/",
    "/2020/05/04/": "/archives/2020/05/",
    "/2020/05/page/2/": "/archives/2020/05/",
    "/2020/05/feed/": "/archives/2020/05/",
    "/2020/": "/archives/",
    "/1999/12/": "/archives/",
    "/?m=202005": "/archives/2020/05/",
    "/feed/": "/feed.xml",
    "/feed/rss2/": "/feed.xml",
    "/?feed=rss2": "/feed.xml",
    "/page/2/": "/",
    "/?s=quai": SEARCH,
}


def test_every_old_address_answers_after_one_redirect(client, site):
    found = {}
    for address in ANSWERS:
        response = client.get(address)
        # Without its last slash Django adds it, and Wagtail's redirects know both.
        found[address] = response.headers.get("Location", response.status_code)
    assert found == ANSWERS

    # The search has an index of its own, and tests of its own.
    for target in set(ANSWERS.values()) - {SEARCH}:
        assert client.get(target).status_code == 200, target


def test_files_answer_under_their_old_addresses_in_every_size(client, site):
    for name in ("place.jpg", "place-300x200.jpg", "place-scaled.jpg"):
        response = client.get(f"/wp-content/uploads/2020/05/{name}")
        assert response.status_code == 301, name
        assert response.headers["Location"].startswith("/media/images/")
    document = client.get("/wp-content/uploads/2020/05/rapport.pdf")
    assert document.headers["Location"].startswith("/documents/")
    assert client.get("/?attachment_id=6").headers["Location"].startswith("/documents/")
    assert client.get("/?attachment_id=7").headers["Location"].startswith("/media/images/")


@pytest.mark.parametrize(
    "address",
    [
        "/?p=3",  # A draft.
        "/?p=999",
        "/?p=99999999999999999999",
        "/?p=-1",
        "/?utm_source=letter",
        "/?cat=999",
    ],
)
def test_the_front_page_answers_for_what_was_never_there(client, site, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/nowhere/", "/2020/05/04/nowhere/", "/category/nowhere/", "/wp-content/uploads/no.jpg"],
)
def test_what_was_never_there_is_not_found(client, site, address):
    assert client.get(address).status_code == 404


def test_a_living_page_is_never_hidden(client, newsroom, tmp_path):
    section = make_section(slug="port")
    living = make_article(section=section, slug="post-1")

    run = bring_in(
        file_of(
            tmp_path, post(1, title="L’ancien", link=f"{ADDRESS}/port/post-1/", post_name="vieux")
        ),
        language="fr",
    )

    response = client.get("/port/post-1/")
    assert response.status_code == 200
    assert living.title in response.content.decode()
    assert [each["reason"] for each in run.report["redirects"]["skipped"]] == [reasons.LIVING_PAGE]


def test_a_redirect_that_an_editor_made_stays(client, newsroom, tmp_path):
    Redirect.add_redirect(PERMALINK, redirect_to="/archives/")

    run = bring_in(file_of(tmp_path, post(1)), language="fr")

    assert counts(run, "redirects") == (1, 0, 0, 0, 1)
    assert client.get(PERMALINK).headers["Location"] == "/archives/"


def test_the_same_address_needs_no_redirect(client, newsroom, tmp_path):
    same = f"{ADDRESS}/port/post-1/"

    run = bring_in(
        file_of(tmp_path, post(1, link=same, inside=term("category", "port"))), language="fr"
    )

    assert counts(run, "redirects") == (1, 0, 0, 1, 0)
    assert not Redirect.objects.exists()
    assert client.get("/port/post-1/").status_code == 200
    assert client.get("/port/post-1/amp/").headers["Location"] == "/port/post-1/"


def test_an_old_address_follows_a_page_that_is_moved(client, site):
    page_of(1).move(make_section(slug="ville"), pos="last-child")

    assert client.get(PERMALINK).headers["Location"] == "/ville/post-1/"
    assert client.get("/?p=1").headers["Location"] == "/ville/post-1/"


def test_links_between_articles_are_links_to_pages(client, site):
    source = str(page_of(2).body[0].value.source)

    assert f'linktype="page" id="{page_of(1).pk}"' in source.replace(
        f'id="{page_of(1).pk}" linktype="page"', f'linktype="page" id="{page_of(1).pk}"'
    )
    assert f'href="{ARTICLE}"' in client.get("/port/post-2/").content.decode()


def test_links_that_lead_nowhere_are_told(newsroom, tmp_path):
    links = "".join(
        f'<p><a href="{ADDRESS}{path}">ici</a></p>'
        for path in ("/2020/05/04/post-2/", "/2020/05/04/never/", "/?p=1", "/")
    )

    run = bring_in(file_of(tmp_path, post(1, content=links), post(2, status="draft")))

    [broken] = run.report["broken_links"]
    assert broken["links"] == [f"{ADDRESS}/2020/05/04/never/", "Post 2"]


def test_a_site_in_a_folder_answers_there(client, newsroom, tmp_path):
    base = f"<wp:base_blog_url>{ADDRESS}/journal</wp:base_blog_url>"

    bring_in(file_of(tmp_path, base, post(1, link=f"{ADDRESS}/journal/un/")), language="fr")

    assert client.get("/journal/un/").headers["Location"] == page_of(1).url
    assert client.get("/journal/un/feed/").headers["Location"] == page_of(1).url
    assert client.get("/un/feed/").status_code == 404


def test_words_of_the_program_are_no_slugs(newsroom, client, tmp_path):
    bring_in(
        file_of(
            tmp_path,
            post(1, inside=term("category", "archives")),
            post(2, kind="page", post_name="auteurs", link=f"{ADDRESS}/auteurs/"),
            post(3, inside=term("category", "archives"), post_name="feed", link=f"{ADDRESS}/x/"),
        ),
        language="fr",
    )

    assert page_of(1).url == "/archives-2/post-1/"
    for page in (page_of(1), page_of(2, kind="page"), page_of(3)):
        response = client.get(page.url)
        assert response.status_code == 200
        assert page.title in response.content.decode()
