"""What the reader of exports understands."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from made_exports import export, item, items, only_item, problems, read

from obole.portability.rules.items import (
    SourceAuthor,
    SourceComment,
    SourceItem,
    SourceSite,
    SourceTerm,
    SourceTermRef,
)
from obole.portability.rules.refusals import NotImportable

LANTERN = Path(__file__).with_name("fixtures") / "lantern.xml"
PARIS = ZoneInfo("Europe/Paris")


def test_the_site_comes_first():
    site, *_ = read(LANTERN.read_bytes())

    assert site == SourceSite(
        title="La Lanterne & Cie",
        link="https://lanterne.example/",
        blog_url="https://lanterne.example/journal",
        description="Le journal du canal",
        language="fr-FR",
        wxr_version="1.2",
    )


def test_authors_and_terms_are_read():
    declared = [
        record
        for record in read(LANTERN.read_bytes())
        if isinstance(record, SourceAuthor | SourceTerm)
    ]

    assert declared == [
        SourceAuthor(login="ines", name="Inès O'Brien", email="ines@lanterne.example", old_id=3),
        SourceAuthor(login="paul", name="Paul Rey", old_id=4),
        SourceTerm(
            kind="category",
            slug="eau",
            name="Eau & rivières",
            description="Le canal et le reste.",
            old_id=11,
        ),
        SourceTerm(kind="category", slug="ecluses", name="Écluses", parent_slug="eau", old_id=12),
        SourceTerm(kind="tag", slug="été", name="Été", old_id=21),
        SourceTerm(kind="term:nav_menu", slug="haut", name="Haut", old_id=31),
    ]


def test_everything_of_a_post_is_read():
    post, _ = items(read(LANTERN.read_bytes()))

    assert post == SourceItem(
        line=26,
        old_id=101,
        kind="post",
        title="L’écluse fermée : pourquoi ?",
        link="https://lanterne.example/journal/2024/04/ecluse-fermee/",
        guid="https://lanterne.example/?p=101",
        creator="ines",
        creator_as_written="ines",
        content="<!-- wp:paragraph --><p>Le canal &amp; son écluse.</p><!-- /wp:paragraph -->",
        excerpt="En bref.",
        published_at=datetime(2024, 4, 1, 22, 30, tzinfo=UTC),
        local_published_at=datetime(2024, 4, 2, 0, 30),
        modified_at=datetime(2024, 4, 3, 8, tzinfo=UTC),
        slug="ecluse-fermee",
        status="publish",
        menu_order=2,
        is_sticky=True,
        password="canal",
        terms=(
            SourceTermRef(domain="category", slug="eau", name="Eau & rivières"),
            SourceTermRef(domain="post_tag", slug="été", name="Été"),
            SourceTermRef(domain="author", slug="cap-paul", name="Paul Rey"),
            SourceTermRef(domain="author", slug="cap-ines", name="Inès O'Brien"),
        ),
        meta=(("_yoast_wpseo_title", "Pourquoi l’écluse"), ("_thumbnail_id", "102")),
        comments=(
            SourceComment(
                old_id=501,
                author_name="Zoé",
                author_email="zoe@mail.example",
                author_url="https://zoe.example/",
                author_ip="192.0.2.7",
                written_at=datetime(2024, 4, 2, 7, tzinfo=UTC),
                content="Enfin <b>!</b>",
                approved="0",
                meta=(("rating", "5"),),
            ),
            SourceComment(
                old_id=502,
                parent_old_id=501,
                author_name="Le Phare",
                written_at=datetime(2024, 4, 2, 7, 30, tzinfo=UTC),
                content="[…] l’écluse […]",
                kind="pingback",
                user_id=3,
            ),
        ),
    )


def test_line_ends_leave_the_address_of_an_attachment():
    _, attachment = items(read(LANTERN.read_bytes()))

    address = "https://lanterne.example/wp-content/uploads/2024/04/canal.jpg"
    assert attachment.attachment_url == address
    assert attachment.parent_old_id == 101
    assert attachment.published_at is None


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_each_version_is_read_in_each_namespace(version, scheme):
    text = export(
        item("<content:encoded>Body</content:encoded><excerpt:encoded>Short</excerpt:encoded>"),
        version=version,
        scheme=scheme,
    )

    site, post = read(text)

    assert site.wxr_version == version
    assert (post.content, post.excerpt) == ("Body", "Short")


def test_any_prefix_will_do():
    text = export(item()).replace("wp:", "w:").replace(":wp=", ":w=")

    [post] = items(read(text))

    assert post.old_id == 7


def test_elements_of_other_namespaces_are_passed_over():
    post = only_item('<x:post_id xmlns:x="https://other.example/">9</x:post_id>')

    assert post.old_id == 7


def test_the_version_of_the_namespace_counts_when_none_is_told():
    text = export(item()).replace("<wp:wxr_version>1.2</wp:wxr_version>", "")

    site, _ = read(text)

    assert site.wxr_version == "1.2"


@pytest.mark.parametrize("version", ["abc", "2.0", ""])
def test_an_unknown_version_is_refused(version):
    text = export(item(), version=version)

    with pytest.raises(NotImportable):
        read(text)


def test_an_export_without_items_is_a_site():
    [site] = read(export())

    assert site.title == "The Lantern"
    assert site.blog_url == "https://old.example"


@pytest.mark.parametrize(
    "zero", ["0000-00-00 00:00:00", "-0001-11-30 00:00:00", "", "yesterday", "2024-13-01 00:00:00"]
)
def test_a_date_of_zeros_is_none(zero):
    post = only_item(
        f"<wp:post_date>{zero}</wp:post_date><wp:post_date_gmt>{zero}</wp:post_date_gmt>"
    )

    assert (post.published_at, post.local_published_at, post.modified_at) == (None, None, None)


def test_a_date_without_its_twin_is_in_the_time_zone_of_the_site():
    post = only_item(
        "<pubDate>Wed, 30 Nov -0001 00:00:00 +0000</pubDate>"
        "<wp:post_date>2024-07-14 12:00:00</wp:post_date>"
        "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"
        "<wp:post_modified>2024-12-14 12:00:00</wp:post_modified>",
        time_zone=PARIS,
    )

    assert post.published_at == datetime(2024, 7, 14, 10, tzinfo=UTC)
    assert post.local_published_at == datetime(2024, 7, 14, 12)
    assert post.modified_at == datetime(2024, 12, 14, 11, tzinfo=UTC)


def test_the_date_of_the_feed_counts_when_the_others_are_missing():
    post = only_item("<pubDate>Sun, 14 Jul 2024 12:00:00 +0200</pubDate>")

    assert post.published_at == datetime(2024, 7, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_a_date_at_the_end_of_time_does_no_harm(year):
    post = only_item(f"<wp:post_date>{year} 23:59:59</wp:post_date>", time_zone=PARIS)

    assert post.local_published_at is not None


@pytest.mark.parametrize("creator", [">ines", "ines&gt;", " <![CDATA[ines\u200d\u202e]]>\n"])
def test_a_creator_loses_its_stray_characters(creator):
    post = only_item(f"<dc:creator>{creator}</dc:creator>")

    assert post.creator == "ines"


def test_what_cannot_be_seen_leaves_titles_slugs_and_names():
    hidden = "\u202e\u200b\u2060\ufeff&#x9f;"
    records = read(
        export(
            f"<wp:author><wp:author_login>i{hidden}nes</wp:author_login>"
            f"<wp:author_display_name>In{hidden}ès</wp:author_display_name></wp:author>",
            f"<wp:tag><wp:tag_slug>me{hidden}r%e2%80%ae</wp:tag_slug>"
            f"<wp:tag_name>M{hidden}er</wp:tag_name></wp:tag>",
            item(
                f"<wp:post_name>po{hidden}nt</wp:post_name><wp:comment>"
                f"<wp:comment_author>Z{hidden}oé</wp:comment_author></wp:comment>",
                title=f"Le {hidden}pont\n neuf<![CDATA[&#x202E;]]>",
            ),
        )
    )

    _, author, tag, post = records
    assert (author.login, author.name) == ("ines", "Inès")
    assert (tag.slug, tag.name) == ("mer", "Mer")
    assert (post.title, post.slug) == ("Le pont neuf", "pont")
    assert post.comments[0].author_name == "Zoé"


def test_the_spaces_of_french_printing_stay_in_titles():
    [post] = items(read(export(item(title="Où\u00a0? Là\u202f!"))))

    assert post.title == "Où\u00a0? Là\u202f!"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("<![CDATA[a < b && c > d]]>", "a < b && c > d"),
        ("<![CDATA[Say <b>so</b><br/>]]>", "Say so"),
        ("<![CDATA[<![foo[x]]]]>", "<![foo[x]]"),
        ("  ", ""),
    ],
)
def test_a_title_is_text(written, title):
    [post] = items(read(export(item(title=written))))

    assert post.title == title


def test_a_slug_with_other_percent_signs_is_left():
    assert only_item("<wp:post_name>100%-%ff</wp:post_name>").slug == "100%-%ff"


def test_cdata_in_pieces_is_one_text():
    post = only_item("<content:encoded><![CDATA[a]]]]><![CDATA[>b]]> &lt;c</content:encoded>")

    assert post.content == "a]]>b <c"


def test_an_item_without_a_type_or_number_is_told_as_it_is():
    [post] = items(read(export("<item><title>Bare</title></item>")))

    assert (post.title, post.kind, post.old_id, post.status) == ("Bare", "", 0, "publish")


@pytest.mark.parametrize("number", ["9" * 30, "1e3", "0x1F", "٣", "-", "9223372036854775808"])
def test_a_number_that_no_database_holds_is_none(number):
    assert only_item(f"<wp:post_parent>{number}</wp:post_parent>").parent_old_id == 0


def test_categories_without_slug_are_the_doubles_of_feeds():
    post = only_item(
        "<category>Water</category>"
        '<category domain="tag" nicename="mill">Mill</category>'
        '<category nicename="water">Water</category>'
    )

    assert post.terms == (
        SourceTermRef(domain="post_tag", slug="mill", name="Mill"),
        SourceTermRef(domain="category", slug="water", name="Water"),
    )


def test_a_sound_file_has_no_problems_when_recovering():
    data = LANTERN.read_bytes()

    assert read(data, recover=True) == read(data)
    assert problems(read(data, recover=True)) == []


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("ISO-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("iso-8859-15", "iso8859-15"),
        ("Shift_JIS", "shift_jis"),
    ],
)
def test_the_declared_encoding_is_read(declared, encoding):
    title = "海" if encoding == "shift_jis" else "L\u2019\u00e9t\u00e9"
    title = title.replace("\u2019", "'") if encoding == "iso8859-15" else title
    text = export(item(title=title), declaration=f'<?xml version="1.0" encoding="{declared}"?>\n')

    [post] = items(read(text.encode(encoding)))

    assert post.title == title
    assert post.line == 5


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised_by_its_first_bytes(encoding):
    text = export(item(title="Été"), declaration='<?xml version="1.0" encoding="UTF-16"?>\n')

    [post] = items(read(text.encode(encoding)))

    assert post.title == "Été"


def test_blank_lines_before_the_declaration_do_no_harm():
    [post] = items(read("\n \n" + export(item())))

    assert post.line == 7


def test_a_remark_after_the_end_does_no_harm():
    assert len(items(read(export(item()) + "\n<!-- Cached in 0.2 s -->\n"))) == 1
