"""Quotations: who said it and where, and which of them only repeat the article."""

from collections.abc import Sequence

from obole.portability.rules.bodies.addresses import web_address
from obole.portability.rules.bodies.lines import plain
from obole.portability.rules.bodies.markup import Element, text_of
from obole.portability.rules.bodies.results import RawBlock
from obole.portability.rules.bodies.textblocks import plain_paragraphs
from obole.portability.rules.bodies.writing import Writer

# What newsroom's blocks hold.
MAX_ATTRIBUTION_CHARACTERS = 250
MAX_PULL_QUOTE_CHARACTERS = 300

# What social networks give to paste: their last link is that of the message.
_POSTS = (" twitter-tweet ", " twitter-video ", " instagram-media ", " tiktok-embed ")


def credit_of(quote: Element) -> Element | None:
    """Return the element that says whose words these are: the last, or inside of the last."""
    last = next(
        (
            child
            for child in reversed(quote.children)
            if isinstance(child, Element) or child.strip()
        ),
        None,
    )
    if not isinstance(last, Element):
        return None
    if last.name in {"cite", "footer"}:
        return last
    if last.name == "p" and last.first("cite") is not None:
        cite = last.first("cite")
        is_all = cite is not None and text_of(cite).split() == text_of(last).split()
        return last if is_all else None
    return None


def write_quote(
    writer: Writer, quote: Element, credit: Element | None, blocks: Sequence[RawBlock]
) -> bool:
    """Add a quotation; False for one that holds more than words."""
    is_post = any(name in quote.classes for name in _POSTS)
    words = _post_words(blocks) if is_post else plain_paragraphs(blocks)
    if words is None:
        return False
    attribution = " ".join(text_of(credit).split()) if credit is not None else ""
    if len(attribution) > MAX_ATTRIBUTION_CHARACTERS:
        words, attribution = [*words, attribution], ""
    links = list((quote if is_post else credit or Element("")).all("a"))
    url = links[-1].attributes.get("href", "") if links else quote.attributes.get("cite", "")
    value = {
        "text": "\n\n".join(words),
        "attribution": attribution,
        "source_url": _source_url(writer, url),
    }
    if value["text"].strip():
        writer.add("quote", value)
    else:
        writer.paragraph(attribution)
    return True


def _source_url(writer: Writer, url: str) -> str:
    # The block wants a whole address; that of a page which moved in with the quote leads there.
    address = writer.source.link(url)
    return web_address(address or "") or (address and web_address(writer.source.address(url))) or ""


def settle_pull_quotes(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Return the blocks with every pull quote that repeats nothing as a quote.

    Screen readers skip a pull quote and the search does not see it: nobody may lose by that.
    """
    if all(block.type != "pull_quote" for block in blocks):
        return list(blocks)
    words = " ".join(_words(block) for block in blocks if block.type != "pull_quote")
    settled: list[RawBlock] = []
    for block in blocks:
        if block.type != "pull_quote":
            settled.append(block)
            continue
        text = block.value["text"]
        repeats = " ".join(text.split()).strip(" “”«»\"'.…").casefold() in words
        is_bare = not block.value["attribution"] and not block.value["source_url"]
        if repeats and is_bare and len(text) <= MAX_PULL_QUOTE_CHARACTERS:
            settled.append(RawBlock("pull_quote", {"text": text}))
        else:
            settled.append(RawBlock("quote", block.value))
    return settled


def _words(block: RawBlock) -> str:
    html = block.value if block.type in {"paragraph", "list"} else ""
    return " ".join(plain(html).split()).casefold()


def _post_words(blocks: Sequence[RawBlock]) -> list[str] | None:
    if any(block.type != "paragraph" for block in blocks):
        return None
    return [plain(block.value) for block in blocks]
