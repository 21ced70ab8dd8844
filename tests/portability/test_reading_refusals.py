"""What the reader of exports refuses, with one sentence and the place."""

import gzip
import io
import time
import zipfile

import pytest
from made_exports import export, item, read

from obole.portability.rules import elements, openings, refusals, salvage
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.wxr import read_export

MANY_ATTRIBUTES = " ".join(f'a{number}=""' for number in range(65))
DEEP = "<a>" * 200 + "</a>" * 200


def zipped(text):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("export.xml", text)
    return output.getvalue()


def refusal_of(text, *, recover=False):
    with pytest.raises(NotImportable) as refusal:
        read(text, recover=recover)
    return refusal.value


class CountedStream(io.RawIOBase):
    """A file of that size that begins like this and goes on with that; it counts what is read."""

    def __init__(self, *, head, filling, size):
        self.taken = 0
        self._head, self._filling, self._size = head, filling, size

    def readable(self):
        return True

    def readinto(self, buffer):
        length = min(len(buffer), self._size - self.taken)
        text = (self._head[self.taken :] + self._filling * length)[:length]
        buffer[:length] = text
        self.taken += length
        return length


@pytest.mark.parametrize("recover", [False, True])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", refusals.EMPTY),
        (b"\xef\xbb\xbf \r\n\t", refusals.EMPTY),
        (zipped(export()), refusals.ARCHIVE),
        (gzip.compress(export().encode()), refusals.ARCHIVE),
        (b'{"db": [{"meta": {"version": "6.65.0"}}]}', refusals.JSON),
        (b"<!DOCTYPE html><html><p>Sign in", refusals.WEB_PAGE),
        (
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'></html>",
            refusals.WEB_PAGE,
        ),
        (b"\x00" * 5000, refusals.NOT_XML),
        (b"title,date\nThe mill,2024", refusals.NOT_XML),
        (b"<urlset></urlset>", refusals.NOT_WXR),
        (b"<rss version='2.0'><channel><title>News</title></channel></rss>", refusals.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", refusals.FEED),
        (export().replace("<channel>", "<canal>").encode(), refusals.NO_CHANNEL),
        (export(version="3.0").encode(), refusals.UNKNOWN_VERSION),
        (b"<?xml version='1.0' encoding='rot13'?><rss/>", refusals.UNKNOWN_ENCODING),
        (b"<?xml version='1.0' encoding='utf-16'?><rss/>", refusals.UNKNOWN_ENCODING),
        (b"<?xml version='1.0' encoding='\xc3\xa9'?><rss/>", refusals.UNKNOWN_ENCODING),
        (b"<!DOCTYPE rss SYSTEM 'http://other.example/'><rss/>", refusals.DOCUMENT_TYPE),
        (b"<rss><", refusals.CUT_OFF),
    ],
)
def test_what_is_not_an_export_is_refused(data, reason, recover):
    refusal = refusal_of(data, recover=recover)

    assert refusal.reason == reason
    assert str(refusal).count("\n") == 0


@pytest.mark.parametrize(
    ("head", "filling", "reason"),
    [
        (b"", b"\x00", refusals.NOT_XML),
        (b"PK\x03\x04", b"x", refusals.ARCHIVE),
        (b"<", b"a", refusals.TOO_LONG_TAG),
        (b"<!--", b" ", refusals.TOO_LONG_TAG),
        (
            export().partition("<channel>")[0].encode() + b"<channel><title>",
            b"a",
            refusals.TOO_LONG_ELEMENT,
        ),
    ],
)
def test_five_gigabytes_of_nonsense_are_not_read(head, filling, reason):
    stream = CountedStream(head=head, filling=filling, size=5 * 1024**3)

    with pytest.raises(NotImportable) as refusal:
        list(read_export(stream))

    assert refusal.value.reason == reason
    assert stream.taken < 20_000_000


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(openings, "MAX_FILE_BYTES", 100)
    stream = io.BytesIO(export().encode())

    with pytest.raises(NotImportable) as refusal:
        list(read_export(stream))

    assert refusal.value.reason == refusals.TOO_LARGE
    assert stream.tell() == 0


def test_a_stream_that_does_not_say_its_size_is_refused_when_it_is_too_large(monkeypatch):
    monkeypatch.setattr(openings, "MAX_FILE_BYTES", 100_000)
    head = export().partition("</channel>")[0].encode()
    stream = CountedStream(head=head, filling=b" ", size=10_000_000)

    with pytest.raises(NotImportable) as refusal:
        list(read_export(stream))

    assert refusal.value.reason == refusals.TOO_LARGE


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<wp:post_name>a</wp:status>", refusals.MALFORMED),
        ("<content:encoded>Fish & chips</content:encoded>", refusals.MALFORMED),
        ("<content:encoded>one&nbsp;two</content:encoded>", refusals.MALFORMED),
        ("<content:encoded>]]></content:encoded>", refusals.MALFORMED),
        ("<content:encoded>\x0b</content:encoded>", refusals.MALFORMED),
        ("<other:element/>", refusals.MALFORMED),
        ("<item></item>", refusals.NESTED_ITEM),
        (DEEP, refusals.TOO_DEEP),
        (f"<a {MANY_ATTRIBUTES}/>", refusals.TOO_MANY_ATTRIBUTES),
    ],
)
def test_a_damaged_item_is_named_with_its_line(inside, reason):
    refusal = refusal_of(export(item(), item(inside, title="The &amp; lock"), item()))

    assert (refusal.reason, refusal.line, refusal.item) == (reason, 6, "The & lock")
    assert str(refusal).startswith("Line 6, in “The & lock”: ")


def test_an_item_without_a_title_is_named_by_its_number():
    refusal = refusal_of(export(item("<a></b>", title="", number=12)))

    assert refusal.item == "12"


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MAX_ELEMENT_CHARACTERS", 99, refusals.TOO_LONG_ELEMENT),
        ("MAX_ITEM_CHARACTERS", 1500, refusals.TOO_LONG_ITEM),
        ("MAX_PARTS", 3, refusals.TOO_MANY_PARTS),
    ],
)
def test_each_limit_of_an_item_is_kept(limit, value, reason, monkeypatch):
    meta = "<wp:postmeta><wp:meta_key>a</wp:meta_key></wp:postmeta>"
    text = export(item(), item(f"<content:encoded>{'é' * 100}</content:encoded>{meta}"))
    read(text)
    monkeypatch.setattr(elements, limit, value)

    refusal = refusal_of(text)

    assert (refusal.reason, refusal.line) == (reason, 6)
    assert str(value) in refusal.detail


def test_each_item_has_the_whole_limit_for_itself(monkeypatch):
    monkeypatch.setattr(elements, "MAX_ITEM_CHARACTERS", 2000)
    monkeypatch.setattr(elements, "MAX_ELEMENT_CHARACTERS", 100)
    body = f"<content:encoded>{'a' * 100}</content:encoded>"

    assert len(read(export(*[item(body)] * 10))) == 11


def test_namespaces_have_a_limit():
    many = " ".join(f'xmlns:n{number}="urn:{number}"' for number in range(100))

    refusal = refusal_of(export(item()).replace("<rss", f"<rss {many}"))

    assert refusal.reason == refusals.TOO_MANY_ATTRIBUTES


@pytest.mark.parametrize("end", [150, 400, 500, -1, -20])
def test_a_file_that_is_cut_off_is_recognised(end):
    text = export(item("<content:encoded><![CDATA[é" + "a" * 80 + "]]></content:encoded>"))

    assert refusal_of(text[:end]).reason == refusals.CUT_OFF


def test_a_file_that_is_cut_off_within_a_letter_is_recognised():
    start = export(item(title="É")).encode().partition(b"\x89")[0]

    refusal = refusal_of(start)

    assert (refusal.reason, refusal.line) == (refusals.CUT_OFF, 5)


def test_bytes_in_another_encoding_are_refused_with_their_line():
    refusal = refusal_of(export(item(), item("<a>\u00e9</a>")).encode("latin-1"))

    assert (refusal.reason, refusal.line, refusal.item) == (refusals.WRONG_ENCODING, 6, "The mill")


def test_entities_are_never_expanded():
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f"<!ENTITY {name} '{10 * f'&{before};'}'>"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    document_type = f"<!DOCTYPE rss [{entities}]>"
    text = export(item(title="&i;")).replace("<rss", f"{document_type}<rss")
    start = time.process_time()

    refusal = refusal_of(text)

    assert refusal.reason == refusals.DOCUMENT_TYPE
    assert time.process_time() - start < 1


def test_a_file_with_too_many_faults_is_given_up(monkeypatch):
    monkeypatch.setattr(salvage, "MAX_PROBLEMS", 5)

    refusal = refusal_of(export(*[item("<a></b>")] * 6), recover=True)

    assert refusal.reason == refusals.TOO_DAMAGED
