"""Bodies from before the block editor: line feeds, shortcodes, notes of plugins."""

import pytest
from converting import FILE, OTHER_PICTURE, PICTURE, UPLOADS, blocks, converted, image

from obole.portability.rules.bodies import PictureRef, excerpt_from


def test_blank_lines_end_paragraphs_and_line_feeds_break_lines() -> None:
    content = (
        "Un mot\r\net deux.\r\n\r\n<strong>Trois\n\nquatre</strong>\n"
        "<h2>Titre</h2>\nCinq<br />\nsix"
    )

    assert blocks(content) == [
        ("paragraph", "<p>Un mot<br/>et deux.</p>"),
        ("paragraph", "<p><b>Trois</b></p>"),
        ("paragraph", "<p><b>quatre</b></p>"),
        ("heading", {"text": "Titre", "level": "2"}),
        ("paragraph", "<p>Cinq<br/>six</p>"),
    ]


def test_line_feeds_of_code_stay() -> None:
    assert blocks("a\n\n<pre>x\n\ny</pre>") == [
        ("paragraph", "<p>a</p>"),
        ("code", {"language": "", "code": "x\n\ny"}),
    ]


def test_line_feeds_between_items_are_not_breaks() -> None:
    assert blocks(
        "<ul>\n\t<li>a</li>\n\t<li>b\nc</li>\n</ul>\n<blockquote>d\n\ne</blockquote>"
    ) == [
        ("list", "<ul><li>a</li><li>b<br/>c</li></ul>"),
        ("quote", {"text": "d\n\ne", "attribution": "", "source_url": ""}),
    ]


def test_a_picture_inside_of_a_paragraph_stands_between_two() -> None:
    picture = f'<img src="{UPLOADS}place-150x150.jpg" alt="P" />'
    content = f'Avant <a href="{UPLOADS}place.jpg">{picture}</a> après'

    assert blocks(content) == [
        ("paragraph", "<p>Avant</p>"),
        image(alt="P"),
        ("paragraph", "<p>après</p>"),
    ]


def test_smileys_are_characters_and_trackers_are_nothing() -> None:
    content = (
        'Bien <img class="wp-smiley" alt="🙂" src="https://s.w.org/1f642.svg">'
        '<img width="1" height="1" src="https://t.example/p.gif">'
    )

    assert blocks(content) == [("paragraph", "<p>Bien 🙂</p>")]


@pytest.mark.parametrize(
    "content",
    [
        (
            f'[caption id="attachment_5" align="alignleft"]<a href="{UPLOADS}place.jpg">'
            f'<img class="wp-image-5" src="{UPLOADS}place-300x200.jpg" alt="" /></a>'
            " Le <em>marché</em>[/caption]"
        ),
        f'[caption width="300" caption="Le marché"]<img src="{UPLOADS}place.jpg" />[/caption]',
        f'[wp_caption caption=“Le marché”]<img src="{UPLOADS}place.jpg" />[/wp_caption]',
    ],
)
def test_captions_of_all_ages(content: str) -> None:
    assert blocks(content) == [image(caption="Le marché")]


BOTH = [
    {"picture": PICTURE, "alt": "", "caption": ""},
    {"picture": OTHER_PICTURE, "alt": "", "caption": ""},
]


def test_a_gallery_names_its_pictures() -> None:
    assert blocks('Avant\n[gallery columns="2" ids="5, 6"]') == [
        ("paragraph", "<p>Avant</p>"),
        ("gallery", BOTH),
    ]


def test_a_gallery_without_ids_shows_what_is_attached() -> None:
    attached = [PictureRef("", 5), PictureRef(f"{UPLOADS}mairie-scaled.jpg")]

    assert blocks("[gallery]", attached_pictures=lambda: attached) == [("gallery", BOTH)]


def test_recordings() -> None:
    content = (
        f'[audio mp3="{UPLOADS}a.mp3"][/audio]\n[video width="9" mp4="{UPLOADS}a.mp4"]\n'
        '[playlist ids="7,8"]'
    )

    body = converted(content)

    assert [kind for kind, _ in body.blocks] == ["audio", "video", "audio"]
    assert {value["file"] for _, value in body.blocks} == {FILE}
    assert body.flags == ["missing-file: attachment 8"]


@pytest.mark.parametrize(
    "content",
    [
        "https://www.youtube.com/watch?v=abc",
        "[embed]https://www.youtube.com/watch?v=abc[/embed]",
        "[youtube https://www.youtube.com/watch?v=abc]",
        "[youtube=https://www.youtube.com/watch?v=abc]",
        "[youtube abc]",
        '<iframe width="560" src="//www.youtube.com/watch?v=abc"></iframe>',
        '<object><param name="movie" value="https://www.youtube.com/watch?v=abc"></object>',
    ],
)
def test_embeds_of_all_ages(content: str) -> None:
    body = converted(content)

    assert [(kind, value["url"]) for kind, value in body.blocks] == [
        ("embed", "https://www.youtube.com/watch?v=abc")
    ]


def test_an_address_in_a_sentence_stays_words() -> None:
    content = "Voir https://www.youtube.com/watch?v=abc !\n\nhttps://a.example/page"

    assert [kind for kind, _ in blocks(content)] == ["paragraph", "paragraph"]


def test_unknown_shortcodes_stay_and_are_flagged_but_brackets_are_not() -> None:
    content = '[contact-form id="3"] Il a dit « [sic] » et [[gallery]]. [acme]x[/acme]'

    body = converted(content)

    assert body.blocks == [
        (
            "paragraph",
            '<p>[contact-form id="3"] Il a dit « [sic] » et [gallery]. [acme]x[/acme]</p>',
        )
    ]
    assert body.flags == ["unknown-shortcode: contact-form", "unknown-shortcode: acme"]


def test_a_shortcode_in_an_attribute_is_left_alone() -> None:
    assert blocks('<p title="[gallery]">a</p>') == [("paragraph", "<p>a</p>")]


def test_notes_of_plugins_become_footnotes() -> None:
    assert blocks("Un fait[efn_note]Voir <em>là</em>.[/efn_note], un autre[ref]Ici[/ref].") == [
        ("paragraph", "<p>Un fait[^1], un autre[^2].</p>"),
        ("footnotes", ["<p>Voir <i>là</i>.</p>", "<p>Ici</p>"]),
    ]


def test_more_and_nextpage_leave_nothing() -> None:
    assert blocks("a\n\n<!--more Lire la suite-->\n\nb\n<!--nextpage-->\nc") == [
        ("paragraph", "<p>a</p>"),
        ("paragraph", "<p>b</p>"),
        ("paragraph", "<p>c</p>"),
    ]


def test_a_tweet_is_a_quote_with_its_address() -> None:
    content = (
        '<blockquote class="twitter-tweet"><p>Nous votons. <a href="https://t.co/x">t.co/x</a></p>'
        '— Mairie (@mairie) <a href="https://twitter.com/mairie/status/1">3 mai</a></blockquote>'
    )

    [(kind, value)] = blocks(content)

    assert kind == "quote"
    assert value["source_url"] == "https://twitter.com/mairie/status/1"
    assert "@mairie" in value["text"]


def test_classic_parts_of_a_body_with_blocks_count_their_lines_unless_they_have_paragraphs() -> (
    None
):
    block = "<!-- wp:paragraph --><p>c</p><!-- /wp:paragraph -->"

    assert blocks(f"a\n\nb{block}<p>d\ne</p>") == [
        ("paragraph", "<p>a</p>"),
        ("paragraph", "<p>b</p>"),
        ("paragraph", "<p>c</p>"),
        ("paragraph", "<p>d e</p>"),
    ]


def test_an_excerpt_ends_at_the_more_mark() -> None:
    assert excerpt_from("Un <b>mot</b> &amp; deux.<!--more-->Trois.") == "Un mot & deux."


def test_an_excerpt_ends_with_a_sentence_or_after_a_word() -> None:
    sentences = "Une phrase entière. " * 30

    assert excerpt_from(sentences, limit=50) == "Une phrase entière. Une phrase entière."
    assert excerpt_from("mot " * 30, limit=11) == "mot mot…"


def test_an_excerpt_is_words_without_captions_shortcodes_and_scripts() -> None:
    content = (
        '[gallery ids="1"]<script>x()</script>'
        "<!-- wp:image --><figure><figcaption>Photo</figcaption></figure><!-- /wp:image -->"
        "<!-- wp:paragraph --><p>Le vote<br>a lieu.</p><!-- /wp:paragraph -->"
    )

    assert excerpt_from(content) == "Le vote a lieu."
