"""Every block of WordPress' editor, and what becomes of it."""

import json

import pytest
from converting import FILE, OTHER_PICTURE, PICTURE, UPLOADS, blocks, converted, image

FIGURE = (
    f'<figure class="wp-block-image"><img src="{UPLOADS}place-300x200.jpg" alt="La place" '
    'class="wp-image-5"/><figcaption>La place, <em>samedi</em></figcaption></figure>'
)


def block(name: str, html: str, **attributes: object) -> str:
    written = f" {json.dumps(attributes)}" if attributes else ""
    return f"<!-- wp:{name}{written} -->\n{html}\n<!-- /wp:{name} -->\n"


def test_a_paragraph_keeps_what_rich_text_can_say() -> None:
    html = (
        '<p class="x" style="color:red">Un <strong>mot</strong>, <em>deux</em> '
        "<u>mots</u> : H<sub>2</sub>O &amp; x<br>y</p>"
    )

    assert blocks(block("paragraph", html)) == [
        ("paragraph", "<p>Un <b>mot</b>, <i>deux</i> mots : H<sub>2</sub>O &amp; x<br/>y</p>")
    ]


def test_a_link_to_an_old_address_is_rewritten() -> None:
    html = '<p><a href="https://journal.example/2019/05/budget/" onclick="x()">Le budget</a></p>'

    assert blocks(block("paragraph", html)) == [
        ("paragraph", '<p><a href="/politique/budget/">Le budget</a></p>')
    ]


def test_struck_words_stay_struck() -> None:
    body = converted(block("paragraph", "<p>Il y a <del>dix</del> <ins>onze</ins> voix.</p>"))

    assert body.blocks == [("imported_html", "<p>Il y a <del>dix</del> onze voix.</p>")]
    assert body.flags == ["imported-html: Il y a dix onze voix."]


@pytest.mark.parametrize(
    ("name", "level"),
    [("h1", "2"), ("h2", "2"), ("h3", "3"), ("h4", "4"), ("h5", "4"), ("h6", "4")],
)
def test_headings_fit_under_the_headline(name: str, level: str) -> None:
    html = f"<{name}>Le <em>vote</em></{name}>"

    assert blocks(block("heading", html)) == [("heading", {"text": "Le vote", "level": level})]


def test_a_heading_with_a_link_keeps_it_as_html() -> None:
    body = converted(block("heading", '<h1><a href="https://a.example/">Là</a></h1>'))

    assert body.blocks == [
        (
            "imported_html",
            '<h2><a href="https://a.example/" rel="noopener noreferrer">Là</a></h2>',
        )
    ]


def test_a_picture_is_found_by_its_id_with_its_caption() -> None:
    assert blocks(block("image", FIGURE, id=5)) == [
        image(alt="La place", caption="La place, samedi")
    ]


def test_a_wide_picture_is_wide() -> None:
    html = f'<figure class="wp-block-image alignfull"><img src="{UPLOADS}place.jpg"/></figure>'

    assert blocks(block("image", html)) == [image(width="wide")]


def test_a_missing_picture_becomes_a_link_and_no_request() -> None:
    html = (
        '<figure><img src="https://b.example/x.jpg" alt="Vue"><figcaption>Le '
        "port</figcaption></figure>"
    )

    body = converted(block("image", html))

    assert body.blocks == [
        ("paragraph", '<p><a href="https://b.example/x.jpg">Vue</a></p>'),
        ("paragraph", "<p>Le port</p>"),
    ]
    assert body.flags == ["missing-picture: https://b.example/x.jpg"]


def test_a_picture_that_is_a_link_elsewhere_keeps_it_after_itself() -> None:
    html = (
        f'<figure><a href="https://a.example/"><img src="{UPLOADS}place.jpg" '
        f'alt="Plan"></a></figure>'
    )

    assert blocks(block("image", html)) == [
        image(alt="Plan"),
        ("paragraph", '<p><a href="https://a.example/">Plan</a></p>'),
    ]


def test_a_caption_that_is_too_long_follows_its_picture() -> None:
    html = f'<figure><img src="{UPLOADS}place.jpg"><figcaption>{"mot " * 200}</figcaption></figure>'

    kinds = [(kind, value) for kind, value in blocks(block("image", html))]

    assert kinds == [image(), ("paragraph", f"<p>{('mot ' * 200).strip()}</p>")]


@pytest.mark.parametrize("span", [100, 3])
def test_a_table_has_no_column_in_which_no_cell_begins(span: int) -> None:
    html = (
        f"<table><tr><td colspan={span}>a</td></tr><tr><td colspan={span - 1}>b</td>"
        "<td>c</td></tr></table>"
    )

    [(_, table)] = blocks(html)

    assert table["data"] == [["a", ""], ["b", "c"]]
    assert table["mergeCells"] == [{"row": 0, "col": 0, "rowspan": 1, "colspan": 2}]
    assert table["cell"] == [{"row": 0, "col": 1, "hidden": True}]


GALLERY = [
    {"picture": PICTURE, "alt": "a", "caption": "un"},
    {"picture": OTHER_PICTURE, "alt": "b", "caption": ""},
]


def test_a_gallery_of_picture_blocks() -> None:
    inner = block(
        "image",
        f'<figure class="wp-block-image"><img src="{UPLOADS}place.jpg" alt="a"/>'
        "<figcaption>un</figcaption></figure>",
    ) + block(
        "image", f'<figure class="wp-block-image"><img src="{UPLOADS}mairie.jpg" alt="b"/></figure>'
    )
    html = (
        f'<figure class="wp-block-gallery has-nested-images">{inner}'
        '<figcaption class="blocks-gallery-caption">Le marché</figcaption></figure>'
    )

    assert blocks(block("gallery", html)) == [
        ("gallery", GALLERY),
        ("paragraph", "<p>Le marché</p>"),
    ]


def test_a_gallery_of_the_first_editors() -> None:
    html = (
        '<ul class="wp-block-gallery columns-2">'
        f'<li class="blocks-gallery-item"><figure><img data-id="5" alt="a" src="{UPLOADS}x.jpg"/>'
        "<figcaption>un</figcaption></figure></li>"
        f'<li class="blocks-gallery-item"><figure><img data-id="6" alt="b"/></figure></li></ul>'
    )

    assert blocks(block("gallery", html)) == [("gallery", GALLERY)]


def test_a_gallery_with_one_picture_left_is_a_picture() -> None:
    html = (
        f'<figure class="wp-block-gallery"><img src="{UPLOADS}place.jpg">'
        '<img src="https://b.example/x.jpg"></figure>'
    )

    body = converted(block("gallery", html))

    assert body.blocks[0] == image()
    assert body.flags == ["missing-picture: https://b.example/x.jpg"]


def test_a_quote_of_inner_paragraphs_with_its_author_and_source() -> None:
    inner = block("paragraph", "<p>Nous <b>votons</b>.</p>") + block("paragraph", "<p>Oui.</p>")
    html = (
        f'<blockquote class="wp-block-quote">{inner}'
        '<cite>La maire, <a href="https://a.example/v">au conseil</a></cite></blockquote>'
    )

    assert blocks(block("quote", html)) == [
        (
            "quote",
            {
                "text": "Nous votons.\n\nOui.",
                "attribution": "La maire, au conseil",
                "source_url": "https://a.example/v",
            },
        )
    ]


def test_a_quote_with_a_list_stays_whole() -> None:
    body = converted(block("quote", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"))

    assert body.blocks == [
        ("imported_html", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>")
    ]


PULL_QUOTE = (
    '<figure class="wp-block-pullquote"><blockquote><p>Nous votons.</p></blockquote></figure>'
)


def test_a_pull_quote_repeats_the_article() -> None:
    content = block("paragraph", "<p>Elle dit : nous votons.</p>") + block("pullquote", PULL_QUOTE)

    assert blocks(content)[1] == ("pull_quote", {"text": "Nous votons."})


def test_a_pull_quote_that_repeats_nothing_is_a_quote_for_every_reader() -> None:
    assert blocks(block("pullquote", PULL_QUOTE)) == [
        ("quote", {"text": "Nous votons.", "attribution": "", "source_url": ""})
    ]


def test_a_list_of_inner_items() -> None:
    inner = block("list-item", "<li>deux <b>x</b></li>")
    nested = block("list-item", f"<li>un{block('list', f'<ol>{inner}</ol>')}</li>")

    assert blocks(block("list", f"<ul>{nested}</ul>")) == [
        ("list", "<ul><li>un<ol><li>deux <b>x</b></li></ol></li></ul>")
    ]


@pytest.mark.parametrize(
    "html",
    ['<ol start="4"><li>d</li></ol>', "<ul><li>a<blockquote><p>b</p></blockquote></li></ul>"],
)
def test_a_list_that_rich_text_cannot_say_stays_html(html: str) -> None:
    body = converted(block("list", html))

    assert body.blocks == [("imported_html", html)]
    assert len(body.flags) == 1


def test_a_table_with_headers_caption_and_spans() -> None:
    html = (
        '<figure class="wp-block-table"><table><thead><tr><th>Nom</th><th>Voix</th></tr></thead>'
        '<tbody><tr><th>A</th><td>1</td></tr><tr><th colspan="2">B</th></tr></tbody></table>'
        "<figcaption>Le vote</figcaption></figure>"
    )

    [(kind, value)] = blocks(block("table", html))

    assert kind == "table"
    assert value == {
        "data": [["Nom", "Voix"], ["A", "1"], ["B", ""]],
        "cell": [{"row": 2, "col": 1, "hidden": True}],
        "mergeCells": [{"row": 2, "col": 0, "rowspan": 1, "colspan": 2}],
        "table_caption": "Le vote",
        "table_header_choice": "both",
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }


def test_a_table_with_links_stays_html() -> None:
    body = converted(block("table", '<table><tr><td><a href="/a">a</a></td></tr></table>'))

    assert [kind for kind, _ in body.blocks] == ["imported_html"]
    assert 'href="https://journal.example/a"' in body.blocks[0].value


def test_code_keeps_its_lines_and_says_its_language() -> None:
    html = (
        '<pre class="wp-block-code"><code class="language-python">if x:\n    '
        'y("[gallery]")</code></pre>'
    )

    assert blocks(block("code", html)) == [
        ("code", {"language": "python", "code": 'if x:\n    y("[gallery]")'})
    ]


def test_preformatted_text_is_shown_as_it_is() -> None:
    assert blocks(block("preformatted", "<pre>a  b<br>c</pre>")) == [
        ("code", {"language": "", "code": "a  b\nc"})
    ]


def test_verse_is_a_paragraph_with_its_lines() -> None:
    html = '<pre class="wp-block-verse">Un vers\n  un autre</pre>'

    assert blocks(block("verse", html)) == [
        ("paragraph", "<p>Un vers<br/>&nbsp;&nbsp;un autre</p>")
    ]


@pytest.mark.parametrize("name", ["embed", "core-embed/youtube"])
def test_an_embed_waits_for_a_click_under_its_caption(name: str) -> None:
    html = (
        '<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">\n'
        "https://www.youtube.com/watch?v=abc&amp;t=1\n</div>"
        "<figcaption>Le conseil</figcaption></figure>"
    )
    url = "https://www.youtube.com/watch?v=abc&t=1"

    assert blocks(block(name, html, url=url)) == [
        ("embed", {"url": url, "title": "Le conseil", "picture": None})
    ]


def test_an_embed_without_caption_is_flagged() -> None:
    body = converted('<!-- wp:embed {"url":"https://vimeo.com/1"} /-->')

    assert body.blocks[0].value["title"] == "vimeo.com"
    assert body.flags == ["untitled-embed: https://vimeo.com/1"]


def test_an_embedded_article_of_the_same_site_becomes_a_link() -> None:
    html = '<figure class="wp-block-embed">https://journal.example/2019/05/budget/</figure>'

    assert blocks(block("embed", html)) == [
        ("paragraph", '<p><a href="/politique/budget/">/politique/budget/</a></p>')
    ]


def test_sounds_films_and_documents_are_ours() -> None:
    content = (
        block(
            "audio",
            f'<figure><audio src="{UPLOADS}a.mp3"></audio><figcaption>Son</figcaption></figure>',
        )
        + block("video", f'<figure><video src="{UPLOADS}a.mp4"></video></figure>')
        + block(
            "file",
            f'<div class="wp-block-file"><a href="{UPLOADS}a.pdf">Budget</a>'
            f'<a href="{UPLOADS}a.pdf" class="wp-block-file__button">Télécharger</a></div>',
        )
    )

    assert blocks(content) == [
        ("audio", {"file": FILE, "title": "Son", "transcript": ""}),
        ("video", {"file": FILE, "title": "Conseil du 3 mai", "transcript": "", "poster": None}),
        ("document", {"document": FILE, "title": "Budget"}),
    ]


def test_a_missing_sound_becomes_a_link() -> None:
    body = converted(
        block("audio", '<figure><audio src="https://b.example/a.mp3"></audio></figure>')
    )

    assert body.blocks == [("paragraph", '<p><a href="https://b.example/a.mp3">a.mp3</a></p>')]
    assert body.flags == ["missing-file: https://b.example/a.mp3"]


def test_media_and_text_follow_each_other() -> None:
    html = (
        f'<div class="wp-block-media-text"><figure class="wp-block-media-text__media">'
        f'<img src="{UPLOADS}place.jpg"/></figure><div class="wp-block-media-text__content">'
        f"{block('paragraph', '<p>Texte</p>')}</div></div>"
    )

    assert blocks(block("media-text", html)) == [image(), ("paragraph", "<p>Texte</p>")]


def test_columns_and_groups_are_flattened() -> None:
    column = block("column", f'<div class="wp-block-column">{block("paragraph", "<p>a</p>")}</div>')
    html = f'<div class="wp-block-columns">{column}{column}</div>'

    assert blocks(block("group", f"<div>{block('columns', html)}</div>")) == [
        ("paragraph", "<p>a</p>"),
        ("paragraph", "<p>a</p>"),
    ]


def test_a_cover_of_the_first_editors_keeps_its_picture() -> None:
    url = f"{UPLOADS}place.jpg"
    html = f'<div class="wp-block-cover" style="background-image:url({url})"><p>Titre</p></div>'

    assert blocks(block("cover", html, url=url, id=5)) == [
        image(decorative=True),
        ("paragraph", "<p>Titre</p>"),
    ]


def test_buttons_become_links() -> None:
    html = (
        '<div class="wp-block-button"><a class="wp-block-button__link" '
        'href="https://a.example/don">Donner</a></div>'
    )

    assert blocks(block("buttons", f"<div>{block('button', html)}</div>")) == [
        ("paragraph", '<p><a href="https://a.example/don">Donner</a></p>')
    ]


@pytest.mark.parametrize(
    "content",
    [
        block("separator", '<hr class="wp-block-separator"/>'),
        block("spacer", '<div style="height:9px" class="wp-block-spacer"></div>'),
        block("more", "<!--more-->"),
        block("nextpage", "<!--nextpage-->"),
        "<!-- a note of the author -->",
    ],
)
def test_what_says_nothing_leaves_nothing(content: str) -> None:
    assert blocks(content) == []


def test_details_become_a_box() -> None:
    inner = block("paragraph", "<p>Nous avons lu.</p>")
    html = f"<details><summary>Méthode</summary>{inner}</details>"

    assert blocks(block("details", html)) == [
        ("box", {"title": "Méthode", "content": "<p>Nous avons lu.</p>"})
    ]


def test_html_is_read_and_its_scripts_are_named() -> None:
    html = '<div><p>Carte</p><script src="https://a.example/x.js"></script></div>'

    body = converted(block("html", html))

    assert body.blocks == [("paragraph", "<p>Carte</p>")]
    assert body.flags == ["removed-script: https://a.example/x.js"]


def test_footnotes_are_numbered_and_stand_at_the_end() -> None:
    notes = json.dumps([{"id": "u1", "content": "Voir <em>là</em>."}])
    content = (
        block(
            "paragraph",
            '<p>Un fait<sup data-fn="u1" class="fn"><a id="u1-link" href="#u1">1</a></sup>.</p>',
        )
        + "<!-- wp:footnotes /-->"
    )

    assert blocks(content, footnotes=notes) == [
        ("paragraph", "<p>Un fait[^1].</p>"),
        ("footnotes", ["<p>Voir <i>là</i>.</p>"]),
    ]


def test_a_reference_to_a_note_that_is_not_there_is_flagged() -> None:
    body = converted('<p>Un fait<sup data-fn="u9"><a href="#u9">1</a></sup>.</p>', footnotes="{")

    assert "missing-note: 1" in body.flags
    assert "damaged-block: footnotes" in body.flags


def test_an_unknown_block_is_kept_as_html_and_flagged() -> None:
    body = converted(block("acme/callout", '<div class="x"><p>Attention</p></div>'))

    assert body.blocks == [("imported_html", "<p>Attention</p>")]
    assert body.flags == ["unknown-block: acme/callout", "imported-html: Attention"]


def test_an_unknown_layout_around_known_blocks_is_opened() -> None:
    inner = block("paragraph", "<p>a</p>")

    body = converted(block("acme/row", f"<div>{inner}</div>"))

    assert body.blocks == [("paragraph", "<p>a</p>")]
    assert body.flags == ["unknown-block: acme/row"]


def test_a_reusable_block_is_put_in_and_cannot_contain_itself_for_ever() -> None:
    itself = '<!-- wp:block {"ref":9} /-->'

    body = converted(
        itself, find_pattern={9: f"<!-- wp:html --><p>a</p><!-- /wp:html -->{itself}"}.get
    )

    assert body.blocks == [("paragraph", "<p>a</p>")] * 4
    assert body.flags == ["missing-pattern: 9"]


def test_a_block_that_is_not_closed_loses_nothing() -> None:
    content = (
        "<!-- wp:group --><div><!-- wp:paragraph {bad} --><p>a</p></div><!-- /wp:list --><p>b</p>"
    )

    body = converted(content)

    assert body.blocks == [("paragraph", "<p>a</p>"), ("paragraph", "<p>b</p>")]
    assert body.flags == ["damaged-block: paragraph"]
