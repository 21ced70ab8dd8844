"""What comes out is what the desk can open, whatever came in."""

import re
from html import unescape
from typing import Any

import pytest
from converting import FILE, OTHER_PICTURE, PICTURE, UPLOADS, converted
from django.core.files.base import ContentFile
from factories import Newsroom, make_picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks import StreamBlock
from wagtail.documents import get_document_model

from obole.newsroom.blocks import ARTICLE_BODY
from obole.newsroom.blocks.text import INLINE_FEATURES, LIST_FEATURES
from obole.portability.rules.bodies import ConvertedBody

_FEATURES = {"paragraph": INLINE_FEATURES, "footnotes": INLINE_FEATURES}
_RICH_TEXT = ("paragraph", "list", "footnotes", "box")
_PICTURES = f'<figure><img src="{UPLOADS}place.jpg"><figcaption>x</figcaption></figure>'
_TAGS = """
<p> </p> <b> </b> <i> <em> </em> <a> </a> <ul> <ol> <li> </li> </ul> </ol> <br> <h2> </h2>
<blockquote> </blockquote> <cite> </cite> <table> <tr> <td> <th> </table> <pre> </pre>
<figure> </figure> <figcaption> <div> </div> <del> </del> <dl> <dt> <dd> <sup> <q> <ruby>
<details> <summary> </summary> </details> <iframe> <script> </script> <!-- --> <svg> [ ]
[caption] [/caption] [gallery] [ref] [/ref] [audio] [embed] [/embed] [x y=1] [[ ]] [^1]
"""
_FRAGMENTS = [
    *_TAGS.split(),
    '<a href="https://a.example/?a=1&b=<br>">',
    '<a href="javascript:alert(1)">',
    '<a href="http://[">',
    '<a href="#x">',
    '<blockquote cite="https://a.example/é">',
    '<td colspan="3" rowspan="2">',
    '<td colspan="999999">',
    '<ol start="3">',
    '<iframe src="https://a_b.example/x y">',
    '<iframe src="https://www.youtube.com/embed/a">',
    '<sup data-fn="u1">',
    '<div class="gallery">',
    '<figure class="wp-block-pullquote">',
    '<figure class="wp-block-embed">https://vimeo.com/1</figure>',
    f'<img src="{UPLOADS}place.jpg" alt="x" onerror="alert(1)">',
    f'<img src="{UPLOADS}mairie-1x1.jpg">',
    '<img src="https://b.example/x.jpg">',
    f'<audio src="{UPLOADS}a.mp3"></audio>',
    "<!-- wp:paragraph -->",
    "<!-- /wp:paragraph -->",
    '<!-- wp:list {"ordered":true} -->',
    "<!-- /wp:list -->",
    '<!-- wp:cover {"url":"https://b.example/y.jpg","id":5} -->',
    "<!-- wp:acme/box -->",
    "<!-- wp:footnotes /-->",
    "<!-- wp:embed {",
    "\n\n",
    "\n",
    " ",
    "\x00",
    "\xa0",
    "&lt;script&gt;",
    "&amp;",
    "“",
    "mot",
]
_BODIES = st.lists(st.one_of(st.sampled_from(_FRAGMENTS), st.text(max_size=8)), max_size=40).map(
    "".join
)


@pytest.fixture
def library(newsroom: Newsroom) -> None:
    make_picture(pk=PICTURE)
    make_picture(pk=OTHER_PICTURE)
    file = ContentFile(b"x", name="a.mp3")
    get_document_model().objects.create(pk=FILE, title="a", file=file)


def check(body: ConvertedBody) -> None:
    """Read the blocks as the database gives them, and clean them as the desk's form does."""
    stream = StreamBlock(ARTICLE_BODY, required=False)
    raw = [{"type": kind, "value": value} for kind, value in body.blocks]
    value = stream.to_python(raw)
    assert len(value) == len(raw)
    stream.clean(value)
    for kind, raw_value in body.blocks:
        for html in rich_texts(kind, raw_value):
            open_in_draftail(html, features=_FEATURES.get(kind, LIST_FEATURES))


def rich_texts(kind: str, value: Any) -> list[str]:
    if kind not in _RICH_TEXT:
        return []
    if isinstance(value, list):
        return value
    return [value["content"] if kind == "box" else value]


def open_in_draftail(html: str, *, features: list[str]) -> None:
    converter = ContentstateConverter(features)
    saved = converter.to_database_format(converter.from_database_format(html))
    assert words(saved) == words(html)


def words(html: str) -> list[str]:
    return unescape(re.sub(r"<(?:/?(?:p|li|ul|ol)\b|br)[^>]*>|<[^>]*>", _space, html)).split()


def _space(tag: re.Match[str]) -> str:
    return " " if re.match(r"</?(?:p|li|ul|ol|br)\b", tag.group()) else ""


@pytest.mark.django_db
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=_BODIES, footnotes=st.sampled_from(["", '[{"id":"u1","content":"<p>a</p><hr>"}]', "7"])
)
def test_whatever_comes_in_valid_blocks_come_out(
    library: None, content: str, footnotes: str
) -> None:
    check(converted(content, footnotes=footnotes))


def test_blocks_of_every_kind_are_valid(library: None) -> None:
    content = f"""
<p>Un <a href="https://a.example/?a=1&amp;b=2">lien</a><br><b><i>x</i></b>[ref]Note[/ref]</p>
<h3>Titre</h3>{_PICTURES}
<div class="gallery"><img src="{UPLOADS}place.jpg"><img src="{UPLOADS}mairie.jpg"></div>
<blockquote>Mot<cite>Elle</cite></blockquote>
<figure class="wp-block-pullquote"><blockquote>lien</blockquote></figure>
<ol><li>a<ul><li>b<br>c</li></ul></li></ol>
<table><tr><th>a</th><td rowspan="2">b</td></tr><tr><th>c</th></tr></table>
<pre>code</pre><iframe src="https://vimeo.com/1" title="Film"></iframe>
<audio src="{UPLOADS}a.mp3"></audio><video src="{UPLOADS}a.mp4"></video>
<div class="wp-block-file"><a href="{UPLOADS}a.pdf">PDF</a></div>
<details><summary>Méthode</summary><p>a</p><ul><li>b</li></ul></details>
<dl><dt>a</dt><dd>b</dd></dl>
"""

    body = converted(content)

    check(body)
    # Nothing that comes in speaks of a campaign of ours.
    ours = {"campaign_appeal", "campaign_meter", "donor_wall", "give_button"}
    assert {kind for kind, _ in body.blocks} == {kind for kind, _ in ARTICLE_BODY} - ours
