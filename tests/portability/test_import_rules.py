"""What an import decides without a database."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.newsroom.models import ArticlePage
from obole.portability.rules import reasons
from obole.portability.rules.bodies import InnerLink, RawBlock, Surroundings, convert_body
from obole.portability.rules.items import (
    SourceAuthor,
    SourceComment,
    SourceItem,
    SourceTerm,
    SourceTermRef,
)
from obole.portability.rules.journal import DamagedJournal, entry_of, line_of
from obole.portability.rules.old_paths import normal_path, path_at, requests_of, site_key
from obole.portability.rules.placing import Place, place_of
from obole.portability.rules.publishing import publishing_of
from obole.portability.rules.standing import standing_blocks
from obole.portability.rules.threads import depths_of
from obole.portability.rules.uploads import credit_of, file_name_of
from obole.portability.rules.wording import slug_of, title_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)
WORDS = st.text(max_size=30)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
NUMBERS = st.integers(0, 2**62)
COMMENTS = st.builds(
    SourceComment,
    old_id=NUMBERS,
    parent_old_id=NUMBERS,
    author_name=WORDS,
    content=WORDS,
    written_at=MOMENTS,
    meta=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
)
ITEMS = st.builds(
    SourceItem,
    line=st.integers(1, 10**6),
    old_id=NUMBERS,
    kind=st.sampled_from(["post", "page", "attachment", ""]),
    title=WORDS,
    content=WORDS,
    published_at=MOMENTS,
    local_published_at=st.none() | st.datetimes(),
    terms=st.lists(st.builds(SourceTermRef, domain=WORDS, slug=WORDS, name=WORDS), max_size=2).map(
        tuple
    ),
    meta=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    comments=st.lists(COMMENTS, max_size=3).map(tuple),
)


@given(
    ITEMS
    | st.builds(SourceAuthor, login=WORDS)
    | st.builds(SourceTerm, kind=WORDS, slug=WORDS, name=WORDS)
)
def test_the_journal_gives_back_what_was_written(record):
    line = line_of(record)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert entry_of(line).record == record


def test_where_an_item_stands_and_what_others_say_of_it_is_not_what_it_says():
    first = SourceItem(line=1, old_id=5, kind="post", title="Port")
    moved = SourceItem(
        line=9, old_id=5, kind="post", title="Port", comments=(SourceComment(old_id=1),)
    )
    other = SourceItem(line=1, old_id=5, kind="post", title="Ville")

    digests = [entry_of(line_of(each)).digest for each in (first, moved, other)]

    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("line", [b"", b"{}", b"[]\n", b'["SourceItem","","",{},{},[]]', b"\xff"])
def test_a_damaged_journal_is_told(line):
    with pytest.raises(DamagedJournal):
        entry_of(line)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12))
def test_every_comment_has_a_depth_one_below_its_parent_or_none(pairs):
    comments = [SourceComment(old_id=number, parent_old_id=parent) for number, parent in pairs]

    depths = depths_of(comments)

    assert len(depths) == len(comments)
    by_number = {comment.old_id: comment for comment in comments if comment.old_id}
    known = {comment.old_id: depth for comment, depth in zip(comments, depths, strict=True)}
    for number, depth in known.items():
        if number and depth:
            assert known[by_number[number].parent_old_id] == depth - 1


def test_a_thread_of_thousands_is_as_deep_as_it_is():
    comments = [SourceComment(old_id=number, parent_old_id=number - 1) for number in range(1, 3001)]

    assert depths_of(comments) == list(range(3000))


@given(st.text(), st.text())
def test_any_address_may_be_asked_for(path, query):
    normal = normal_path(path)

    assert normal == normal_path(normal) or "%" in path
    assert normal.startswith("/")
    for request in requests_of(normal, query):
        assert request.value == request.value.strip("\n") or request.value


@given(st.text())
def test_any_text_may_be_an_address_of_the_site(url):
    path_at(url, key="old.example/journal")
    site_key(url)
    file_name_of(url)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://old.example/journal/un/", ("/un", "")),
        ("http://www.old.example/journal/?p=5", ("/", "p=5")),
        ("//old.example/journal//un", ("/un", "")),
        ("/journal/un?x=1", ("/un", "x=1")),
        ("https://old.example/un/", None),
        ("https://else.example/journal/un/", None),
        ("https://old.example.else.example/journal/", None),
        ("mailto:me@old.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_addresses_of_the_site_are_its_own(url, place):
    assert path_at(url, key="old.example/journal") == place


def item(*terms, **fields):
    refs = tuple(SourceTermRef(domain=domain, slug=slug, name=slug) for domain, slug in terms)
    return SourceItem(**{"line": 1, "old_id": 5, "kind": "post", "terms": refs, **fields})


def place(*terms, **fields):
    found = place_of(
        item(*terms, **fields),
        parents={"quais": "port", "port": "", "loop": "pool", "pool": "loop"},
        slugs_by_id={12: "quais"},
    )
    return found.section, [each.slug for each in found.tags]


def test_a_post_stands_below_the_top_of_its_first_category():
    town, quays = ("category", "ville"), ("category", "quais")

    assert place(quays, town, ("post_tag", "eau")) == ("port", ["eau", "quais", "ville"])
    assert place(("category", "port"), quays) == ("port", ["quais"])
    assert place(town, quays, meta=(("_yoast_wpseo_primary_category", "12"),)) == (
        "port",
        ["ville", "quais"],
    )
    assert place(("category", "uncategorized"), town) == ("ville", [])
    assert place(("category", "non-classe")) == ("", [])
    assert place(("category", "loop"))[0] in {"loop", "pool"}
    assert place_of(item(), parents={}, slugs_by_id={}) == Place(section="", tags=())


@given(st.text(max_size=300))
def test_a_slug_is_one_that_pages_can_have(text):
    slug = slug_of(text, "fallback")

    assert re.fullmatch(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?", slug)
    assert len(slug) <= ArticlePage._meta.get_field("slug").max_length


def test_a_slug_keeps_what_can_be_kept():
    assert slug_of("Démocratie à l’œuvre") == "democratie-a-l-oeuvre"
    assert slug_of("日本", "Πορτ", "article-5") == "article-5"


def test_what_has_no_title_is_called_by_its_first_words():
    assert title_of(item(content="<p>Le quai est fermé.</p>")) == "Le quai est fermé."
    assert title_of(item()) == ""


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "publish"}, ""),
        ({"status": "publish", "password": "enter"}, reasons.PASSWORD),
        ({"status": "draft"}, reasons.DRAFT),
        ({"status": "private"}, reasons.PRIVATE),
        ({"status": "trash"}, reasons.BINNED),
        ({"status": "odd"}, reasons.UNKNOWN_STATUS),
        ({"status": "future"}, reasons.SCHEDULED_IN_THE_PAST),
        ({"status": "future", "published_at": NOW + timedelta(days=1)}, reasons.SCHEDULED),
    ],
)
def test_only_what_anybody_could_read_is_published(fields, reason):
    said = {"published_at": NOW - timedelta(days=9), **fields}

    publishing = publishing_of(item(**said), now=NOW)

    assert publishing.reason == reason
    assert publishing.is_live == (not reason)
    assert publishing.go_live_at == (said["published_at"] if reason == reasons.SCHEDULED else None)


def test_a_text_that_was_never_changed_was_changed_last_when_it_was_published():
    published_at = NOW - timedelta(days=9)
    before = item(published_at=published_at, modified_at=published_at - timedelta(days=2))

    publishing = publishing_of(before, now=NOW)

    assert publishing.first_at == publishing.last_at == published_at


def test_blocks_that_a_standing_page_lacks_are_said_by_others():
    blocks = [
        RawBlock("quote", {"text": "Un\n\nDeux", "attribution": "<Z>", "source_url": ""}),
        RawBlock("code", {"language": "", "code": "a < b"}),
        RawBlock("gallery", [{"picture": 1, "alt": "", "caption": ""}]),
        RawBlock("embed", {"url": "https://x.example/a&b", "title": "A & B", "picture": None}),
        RawBlock("footnotes", ["<p>Note.</p>"]),
        RawBlock("heading", {"text": "Titre", "level": "2"}),
    ]

    assert [tuple(each) for each in standing_blocks(blocks)] == [
        ("imported_html", "<blockquote><p>Un</p><p>Deux</p><p>&lt;Z&gt;</p></blockquote>"),
        ("imported_html", "<pre><code>a &lt; b</code></pre>"),
        (
            "image",
            {"picture": 1, "alt": "", "caption": "", "decorative": False, "width": "text"},
        ),
        ("paragraph", '<p><a href="https://x.example/a&amp;b">A &amp; B</a></p>'),
        ("list", "<ol><li>Note.</li></ol>"),
        ("heading", {"text": "Titre", "level": "2"}),
    ]


def test_a_link_to_a_page_of_ours_names_the_page():
    body = convert_body(
        '<p><a href="/un/" linktype="page" id="99">un</a> <a href="/deux/">deux</a></p>',
        find_picture=lambda ref: None,
        rewrite_link=lambda url: url,
        around=Surroundings(find_inner={"/un/": InnerLink("page", 7)}.get),
    )

    [block] = body.blocks
    assert '<a linktype="page" id="7">un</a>' in block.value
    assert '<a href="/deux/">deux</a>' in block.value
    assert "99" not in block.value


@pytest.mark.parametrize(
    ("meta", "credit"),
    [
        ((("_media_credit", " Zoé  Roy "),), "Zoé Roy"),
        ((("_wp_attachment_metadata", 'a:1:{s:6:"credit";s:7:"Ana Ruiz";}'),), "Ana Ruiz"),
        ((("_wp_attachment_metadata", 's:6:"credit";s:0:"";'),), ""),
        ((), ""),
    ],
)
def test_who_made_a_picture_is_read_where_it_is_written(meta, credit):
    assert credit_of(item(meta=meta)) == credit
