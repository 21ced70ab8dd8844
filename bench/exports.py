"""Write a WordPress export of any size: `python -m bench.exports 10000 export.xml`.

The same numbers give the same file. It is written as it is made, so memory does not grow.
"""

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape

COMMENTS = 5
BODY_BYTES = 20_000
AUTHORS = 40
SECTIONS = 12
TAGS = 300
ADDRESS = "https://old.example"
NEWEST = datetime(2026, 11, 1, 12, tzinfo=UTC)
WRITTEN = "%Y-%m-%d %H:%M:%S"
# Bodies are drawn from this many paragraphs: to write each word anew would take hours.
PARAGRAPHS = 400
WORDS = (
    *("la", "ville", "conseil", "budget", "école", "rivière", "commune", "enquête", "chiffres"),
    *("habitants", "maire", "projet", "depuis", "selon", "années", "rapport", "public", "eau"),
    *("the", "town", "council", "figures", "residents", "report", "since", "according", "works"),
)


def write_export(
    stream: TextIO, *, posts: int, comments: int = COMMENTS, body_bytes: int = BODY_BYTES
) -> None:
    """Write WXR 1.2 with that many posts, each with that many comments and a body of that size."""
    writer = _Writer(comments=comments, body_bytes=body_bytes)
    stream.write(_beginning())
    stream.writelines(writer.post(number) for number in range(1, posts + 1))
    stream.write("</channel>\n</rss>\n")


class _Writer:
    def __init__(self, *, comments: int, body_bytes: int) -> None:
        self._random = random.Random(0)  # noqa: S311 - the same file each time
        self._comments = comments
        self._body_bytes = body_bytes
        self._paragraphs = [self._paragraph() for _ in range(PARAGRAPHS)]

    def _sentence(self, words: int) -> str:
        return " ".join(self._random.choices(WORDS, k=words)).capitalize()

    def _paragraph(self) -> str:
        text = ". ".join(self._sentence(14) for _ in range(5))
        return f"<!-- wp:paragraph -->\n<p>{text}.</p>\n<!-- /wp:paragraph -->\n\n"

    def _body(self, number: int) -> str:
        heading = f'<h2 class="wp-block-heading">{self._sentence(5)}</h2>'
        pieces = [f"<!-- wp:heading -->\n{heading}\n<!-- /wp:heading -->\n\n"]
        if number > 1:
            link = f'<a href="{_address(number - 1)}">{self._sentence(4)}</a>'
            pieces.append(f"<!-- wp:paragraph -->\n<p>{link}</p>\n<!-- /wp:paragraph -->\n\n")
        size = sum(len(piece.encode()) for piece in pieces)
        while size < self._body_bytes:
            pieces.append(self._random.choice(self._paragraphs))
            size += len(pieces[-1].encode())
        return "".join(pieces)

    def post(self, number: int) -> str:
        """Return the item of one post."""
        section, author = number % SECTIONS, number % AUTHORS
        date = _date(number)
        tags = "".join(
            f'<category domain="post_tag" nicename="tag-{tag}"><![CDATA[Tag {tag}]]></category>\n'
            for tag in sorted(self._random.sample(range(TAGS), 3))
        )
        return (
            f"<item>\n<title><![CDATA[{self._sentence(8)} {number}]]></title>\n"
            f"<link>{_address(number)}</link>\n"
            f"<dc:creator><![CDATA[author-{author}]]></dc:creator>\n"
            f'<guid isPermaLink="false">{ADDRESS}/?p={number}</guid>\n<description></description>\n'
            f"<content:encoded><![CDATA[{self._body(number)}]]></content:encoded>\n"
            f"<excerpt:encoded><![CDATA[{self._sentence(20)}.]]></excerpt:encoded>\n"
            f"<wp:post_id>{number}</wp:post_id>\n"
            f"<wp:post_date>{date + timedelta(hours=1):{WRITTEN}}</wp:post_date>\n"
            f"<wp:post_date_gmt>{date:{WRITTEN}}</wp:post_date_gmt>\n"
            f"<wp:post_modified_gmt>{date:{WRITTEN}}</wp:post_modified_gmt>\n"
            f"<wp:post_name>post-{number}</wp:post_name>\n<wp:status>publish</wp:status>\n"
            "<wp:post_parent>0</wp:post_parent>\n<wp:menu_order>0</wp:menu_order>\n"
            "<wp:post_type>post</wp:post_type>\n<wp:post_password></wp:post_password>\n"
            "<wp:is_sticky>0</wp:is_sticky>\n"
            f'<category domain="category" nicename="section-{section}">'
            f"<![CDATA[Section {section}]]></category>\n{tags}"
            f"{_meta('_edit_last', str(author))}{_meta('_yoast_wpseo_title', self._sentence(6))}"
            f"{''.join(self._thread(number, date))}</item>\n"
        )

    def _thread(self, number: int, date: datetime) -> Iterator[str]:
        first = number * self._comments
        for place in range(self._comments):
            parent = first + place - 1 if place % 2 else 0
            text = escape(self._sentence(30))
            written = date + timedelta(hours=place)
            yield (
                f"<wp:comment>\n<wp:comment_id>{first + place}</wp:comment_id>\n"
                f"<wp:comment_author><![CDATA[{self._sentence(2)}]]></wp:comment_author>\n"
                f"<wp:comment_author_email>reader-{place}@mail.example</wp:comment_author_email>\n"
                "<wp:comment_author_url></wp:comment_author_url>\n"
                "<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP>\n"
                f"<wp:comment_date_gmt>{written:{WRITTEN}}</wp:comment_date_gmt>\n"
                f"<wp:comment_content>{text}</wp:comment_content>\n"
                "<wp:comment_approved>1</wp:comment_approved>\n"
                "<wp:comment_type>comment</wp:comment_type>\n"
                f"<wp:comment_parent>{parent}</wp:comment_parent>\n"
                "<wp:comment_user_id>0</wp:comment_user_id>\n</wp:comment>\n"
            )


def _date(number: int) -> datetime:
    return NEWEST - timedelta(hours=number)


def _address(number: int) -> str:
    return f"{ADDRESS}/{_date(number) + timedelta(hours=1):%Y/%m/%d}/post-{number}/"


def _meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta>\n<wp:meta_key>{key}</wp:meta_key>\n"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value>\n</wp:postmeta>\n"
    )


def _beginning() -> str:
    authors = "".join(
        f"<wp:author><wp:author_id>{number}</wp:author_id>"
        f"<wp:author_login>author-{number}</wp:author_login>"
        f"<wp:author_email>author-{number}@old.example</wp:author_email>"
        f"<wp:author_display_name>Author {number}</wp:author_display_name></wp:author>\n"
        for number in range(AUTHORS)
    )
    sections = "".join(
        f"<wp:category><wp:term_id>{number + 1}</wp:term_id>"
        f"<wp:category_nicename>section-{number}</wp:category_nicename>"
        f"<wp:category_parent></wp:category_parent>"
        f"<wp:cat_name>Section {number}</wp:cat_name></wp:category>\n"
        for number in range(SECTIONS)
    )
    tags = "".join(
        f"<wp:tag><wp:term_id>{number + 1000}</wp:term_id><wp:tag_slug>tag-{number}</wp:tag_slug>"
        f"<wp:tag_name>Tag {number}</wp:tag_name></wp:tag>\n"
        for number in range(TAGS)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"\n'
        ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"\n'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        ' xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>\n'
        f"<title>The old site</title>\n<link>{ADDRESS}</link>\n<description></description>\n"
        "<language>fr-FR</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
        f"<wp:base_site_url>{ADDRESS}</wp:base_site_url>\n"
        f"<wp:base_blog_url>{ADDRESS}</wp:base_blog_url>\n{authors}{sections}{tags}"
    )


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("posts", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--comments", type=int, default=COMMENTS, help="for each post")
    parser.add_argument("--body-bytes", type=int, default=BODY_BYTES)
    options = parser.parse_args()
    with options.file.open("w", encoding="utf-8") as stream:
        write_export(
            stream,
            posts=options.posts,
            comments=options.comments,
            body_bytes=options.body_bytes,
        )


if __name__ == "__main__":
    main()
