"""The words and elements of a body, one after the other, into blocks."""

from collections.abc import Callable, Sequence

from obole.portability.rules.bodies import galleries, pictures, quotes, recordings, textblocks
from obole.portability.rules.bodies.imported import keep_as_html
from obole.portability.rules.bodies.lines import BEYOND, MARKS
from obole.portability.rules.bodies.markup import CONTAINERS, Element, text_of
from obole.portability.rules.bodies.notes import note_reference
from obole.portability.rules.bodies.results import FlagKind, RawBlock
from obole.portability.rules.bodies.writing import Writer

Handler = Callable[[Writer, Element], None]
_EMPTY_BLOCKS = frozenset(("hr", "param", "source"))


def walk(writer: Writer, children: Sequence[Element | str]) -> None:
    """Write all of them; what is an inline run ends when a block begins."""
    for child in children:
        if isinstance(child, str):
            writer.write(child)
        elif child.name in MARKS or child.name in BEYOND:
            _mark(writer, child)
        else:
            _HANDLERS.get(child.name, _inside)(writer, child)


def blocks_of(writer: Writer, children: Sequence[Element | str]) -> list[RawBlock]:
    """Return the blocks that these make on their own."""
    inner = Writer(writer.source)
    inner.is_classic = writer.is_classic
    walk(inner, children)
    inner.end_paragraph()
    return inner.blocks


def _inside(writer: Writer, element: Element) -> None:
    walk(writer, element.children)


def _container(writer: Writer, element: Element) -> None:
    if galleries.is_gallery(element):
        galleries.write_gallery(writer, element)
        return
    writer.end_paragraph()
    if " wp-block-file " in element.classes:
        recordings.write_document(writer, element)
    else:
        walk(writer, element.children)
    writer.end_paragraph()


def _classic(writer: Writer, element: Element) -> None:
    before, writer.is_classic = writer.is_classic, True
    _container(writer, element)
    writer.is_classic = before


def _unknown(writer: Writer, element: Element) -> None:
    writer.end_paragraph()
    writer.source.flag(FlagKind.UNKNOWN_BLOCK, element.attributes.get("data-name", ""))
    _as_html(writer, element)


def _as_html(writer: Writer, element: Element) -> None:
    walk(writer, keep_as_html(writer, element))
    writer.end_paragraph()


def _mark(writer: Writer, element: Element) -> None:
    reference = note_reference(writer, element)
    if reference is not None:
        writer.write(reference)
        return
    name = MARKS.get(element.name) or BEYOND[element.name]
    opened = writer.line.open(name)
    walk(writer, element.children)
    if opened:
        writer.line.close()


def _note(writer: Writer, element: Element) -> None:
    reference = note_reference(writer, element)
    if reference is None:
        walk(writer, element.children)
    else:
        writer.write(reference)


def _link(writer: Writer, element: Element) -> None:
    if not text_of(element).strip() and element.first("img") is not None:
        walk(writer, element.children)
        if not any(map(pictures.smiley, element.all("img"))):
            pictures.write_picture_link(writer, element)
        return
    address = writer.source.link(element.attributes.get("href", ""))
    opened = address is not None and writer.line.open("a", address)
    walk(writer, element.children)
    if opened:
        writer.line.close()


def _quotation(writer: Writer, element: Element) -> None:
    writer.write("“")
    walk(writer, element.children)
    writer.write("”")


def _break(writer: Writer, _element: Element) -> None:
    writer.line.break_line()


def _rule(writer: Writer, _element: Element) -> None:
    writer.end_paragraph()


def _picture(writer: Writer, element: Element) -> None:
    character = pictures.smiley(element)
    if character is not None:
        writer.write(character)
    elif not pictures.is_tracker(element):
        pictures.write_picture(writer, pictures.shown(writer, element))


def _figure(writer: Writer, element: Element) -> None:
    writer.end_paragraph()
    first = element.first("table", "blockquote", "pre", "audio", "video", "x-frame", "img")
    if galleries.is_gallery(element):
        galleries.write_gallery(writer, element)
    elif "wp-block-embed" in element.classes:
        _embed(writer, element)
    elif " wp-block-pullquote " in element.classes:
        _pull_quote(writer, element)
    elif first is None:
        walk(writer, element.children)
    else:
        _framed(writer, element, first)
    writer.end_paragraph()


def _framed(writer: Writer, element: Element, first: Element) -> None:
    images = galleries.images_of(element)
    if first.name == "table":
        _table(writer, first, frame=element)
    elif first.name in {"audio", "video"}:
        recordings.write_recording(writer, first, frame=element)
    elif first.name == "x-frame":
        recordings.write_frame(writer, first, frame=element)
    elif first.name == "img" and len(images) == 1:
        _framed_picture(writer, element, images[0])
    else:
        walk(writer, element.children)


def _pull_quote(writer: Writer, figure: Element) -> None:
    walk(writer, figure.children)
    writer.end_paragraph()
    if writer.blocks and writer.blocks[-1].type == "quote":
        writer.blocks[-1] = RawBlock("pull_quote", writer.blocks[-1].value)


def _framed_picture(writer: Writer, frame: Element, image: Element) -> None:
    pictures.write_picture(writer, pictures.shown(writer, image, frame=frame))
    for link in frame.all("a"):
        if link.first("img") is image:
            pictures.write_picture_link(writer, link)
    caption = frame.first("figcaption")
    if " wp-caption " not in frame.classes:
        # What stands in a figure beside its picture and its caption.
        rest = frame.without(image, caption)
        walk(writer, rest.children)


def _embed(writer: Writer, element: Element) -> None:
    caption = element.first("figcaption")
    rest = element.without(caption)
    frame = rest.first("x-frame", "embed", "object")
    words = text_of(rest).split()
    title = text_of(caption) if caption is not None else ""
    if frame is not None and not words:
        recordings.write_frame(writer, frame, frame=element)
    elif len(words) == 1:
        recordings.write_embed(writer, words[0], words=title)
    else:
        walk(writer, element.children)


def _table(writer: Writer, table: Element, *, frame: Element | None = None) -> None:
    writer.end_paragraph()
    caption = table.first("caption")
    if caption is None and frame is not None:
        caption = frame.first("figcaption")
    if not textblocks.write_table(
        writer, table, caption=caption, read=lambda cell: blocks_of(writer, cell.children)
    ):
        _as_html(writer, frame if frame is not None else table)


def _plain_table(writer: Writer, table: Element) -> None:
    _table(writer, table)


def _heading(writer: Writer, element: Element) -> None:
    writer.end_paragraph()
    if not textblocks.write_heading(writer, element, blocks_of(writer, element.children)):
        _as_html(writer, element)


def _list(writer: Writer, element: Element) -> None:
    if galleries.is_gallery(element):
        galleries.write_gallery(writer, element)
        return
    writer.end_paragraph()
    html = textblocks.list_html(element, lambda item: blocks_of(writer, item.children))
    if html is None:
        _as_html(writer, element)
    elif html:
        writer.add("list", html)


def _quote(writer: Writer, element: Element) -> None:
    writer.end_paragraph()
    credit = quotes.credit_of(element)
    blocks = blocks_of(writer, element.without(credit).children)
    if not quotes.write_quote(writer, element, credit, blocks):
        _as_html(writer, element)


def _preformatted(writer: Writer, element: Element) -> None:
    writer.end_paragraph()
    if not textblocks.write_preformatted(writer, element):
        _as_html(writer, element)


def _details(writer: Writer, element: Element) -> None:
    writer.end_paragraph()
    summary = element.first("summary")
    title = " ".join(text_of(summary).split()) if summary is not None else ""
    textblocks.write_box(writer, title, blocks_of(writer, element.without(summary).children))


def _recording(writer: Writer, element: Element) -> None:
    recordings.write_recording(writer, element)


def _frame(writer: Writer, element: Element) -> None:
    recordings.write_frame(writer, element)


_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(CONTAINERS, _container),
    **dict.fromkeys(("p", "figcaption", "summary", "li", "dt", "dd"), _container),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    **dict.fromkeys(("x-frame", "embed", "object"), _frame),
    **dict.fromkeys(("audio", "video"), _recording),
    **dict.fromkeys(_EMPTY_BLOCKS, _rule),
    "x-classic": _classic,
    "x-block": _unknown,
    "x-gallery": galleries.write_listed_gallery,
    "x-playlist": recordings.write_playlist,
    "x-note": _note,
    "a": _link,
    "q": _quotation,
    "br": _break,
    "img": _picture,
    "figure": _figure,
    "table": _plain_table,
    "blockquote": _quote,
    "pre": _preformatted,
    "details": _details,
    "dl": _as_html,
}
