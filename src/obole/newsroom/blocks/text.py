"""Blocks made of words."""

from typing import Any

import nh3
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

# What an editor may do inside a paragraph; a journalist's tool box, not a designer's.
INLINE_FEATURES = ["bold", "italic", "link", "document-link", "superscript", "subscript", "code"]
LIST_FEATURES = [*INLINE_FEATURES, "ol", "ul"]

HEADING_LEVELS = [("2", _("Heading")), ("3", _("Subheading")), ("4", _("Minor heading"))]

# Tags and attributes that survive in imported HTML: reading matter only.
IMPORTED_TAGS = nh3.ALLOWED_TAGS - {"svg", "math", "style", "iframe"} | {"figure", "figcaption"}


class ParagraphBlock(blocks.RichTextBlock):
    """A paragraph. `[^1]` in it refers to the first note of the footnotes block."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": INLINE_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "newsroom/blocks/paragraph.html"


class HeadingBlock(blocks.StructBlock):
    """A heading inside an article; the headline is level 1."""

    text = blocks.CharBlock(label=_("Text"), max_length=200)
    # What is searched, compared and digested is what was written, whatever language is spoken.
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=HEADING_LEVELS, default="2", search_index=False
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "newsroom/blocks/heading.html"


class ListBlock(blocks.RichTextBlock):
    """A bulleted or numbered list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": LIST_FEATURES, **kwargs})

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "newsroom/blocks/list.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's or some document's words."""

    text = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=250)
    source_url = blocks.URLBlock(label=_("Where it was said"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "newsroom/blocks/quote.html"


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the article, repeated large. Screen readers skip it."""

    text = blocks.TextBlock(label=_("Sentence"), max_length=300)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "newsroom/blocks/pull_quote.html"

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        """Return nothing: the sentence stands in the article already."""
        return []


class ArticleTableBlock(TableBlock):
    """A table, with its caption and headers."""

    class Meta:
        icon = "table"
        label = _("Table")
        template = "newsroom/blocks/table.html"


class CodeBlock(blocks.StructBlock):
    """Source code or raw data, shown as it is."""

    language = blocks.CharBlock(label=_("Language"), required=False, max_length=40)
    code = blocks.TextBlock(label=_("Code"), rows=10)

    class Meta:
        icon = "code"
        label = _("Code")
        template = "newsroom/blocks/code.html"


class BoxBlock(blocks.StructBlock):
    """A short text beside the article: key facts, method, who is who."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    content = blocks.RichTextBlock(label=_("Text"), features=LIST_FEATURES)

    class Meta:
        icon = "form"
        label = _("Box")
        template = "newsroom/blocks/box.html"


class FootnotesBlock(blocks.ListBlock):
    """The notes, in order. `[^1]` in a paragraph refers to the first of them."""

    def __init__(self, **kwargs: Any) -> None:
        note = blocks.RichTextBlock(label=_("Note"), features=INLINE_FEATURES)
        super().__init__(note, **kwargs)

    class Meta:
        icon = "order"
        label = _("Footnotes")
        template = "newsroom/blocks/footnotes.html"


class ImportedHtmlBlock(blocks.RawHTMLBlock):
    """HTML from another system, cleaned when it is stored; an editor should look at it."""

    # Every way in: the desk's form, Python code, and rows that somebody else has written.
    def clean(self, value: str) -> Any:
        """Return the HTML without anything that could run or fetch."""
        return super().clean(sanitise_imported_html(value or ""))

    def get_prep_value(self, value: str) -> str:
        """Return what is stored."""
        return sanitise_imported_html(value or "")

    def to_python(self, value: str) -> Any:
        """Return what was stored, in whatever way."""
        return super().to_python(sanitise_imported_html(value or ""))

    def get_searchable_content(self, value: str) -> list[str]:
        """Return the text without its tags."""
        return [nh3.clean(value or "", tags=set())]

    class Meta:
        icon = "code"
        label = _("Imported HTML")
        template = "newsroom/blocks/imported_html.html"


def sanitise_imported_html(html: str) -> str:
    """Return HTML fit for a page: no script, no handler, no style, no frame, safe addresses.

    It is the last step before storage: nothing may be transformed after it.
    """
    return nh3.clean(
        html,
        tags=IMPORTED_TAGS,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
