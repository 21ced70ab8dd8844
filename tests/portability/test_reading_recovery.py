"""What can still be read of a damaged export."""

import io

import pytest
from made_exports import export, item, items, problems, read

from obole.portability.rules import openings, refusals
from obole.portability.rules.items import ReadingProblem, SourceSite
from obole.portability.rules.wxr import read_export

CLOSED_WRONGLY = "<wp:post_name>a</wp:status>"


def recovered(*children):
    return read(export(*children), recover=True)


def numbers(records):
    return [record.old_id for record in items(records)]


@pytest.mark.parametrize(
    "inside",
    [
        CLOSED_WRONGLY,
        "<content:encoded>Fish & chips</content:encoded>",
        "<content:encoded><![CDATA[a ]]> b]]></content:encoded>",
        "<content:encoded><![CDATA[a</content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>",
        "<content:encoded>",
        "<" * 5,
        "<a>" * 100,
        "<other:a/>",
    ],
)
def test_the_items_around_a_damaged_one_are_read(inside):
    records = recovered(
        item(number=1), item(inside, number=2, title="The lock"), item(number=3), item(number=4)
    )

    assert numbers(records) == [1, 3, 4]
    [problem] = problems(records)
    assert (problem.line, problem.item) == (6, "The lock")


def test_the_records_come_in_the_order_of_the_file():
    site, first, problem, last = recovered(
        item(number=1), item(CLOSED_WRONGLY, number=2), item(number=3)
    )

    assert isinstance(site, SourceSite)
    assert (first.old_id, last.old_id) == (1, 3)
    assert problem == ReadingProblem(
        line=6, item="The mill", reason=refusals.MALFORMED, detail="mismatched tag"
    )


def test_lines_are_those_of_the_file_after_a_fault():
    body = "<content:encoded>\n\n\r\n</content:encoded>"
    records = recovered(
        item(body + CLOSED_WRONGLY), item(body, number=2), item(CLOSED_WRONGLY), item(number=4)
    )

    assert [problem.line for problem in problems(records)] == [8, 13]
    assert [(post.old_id, post.line) for post in items(records)] == [(2, 9), (4, 14)]


def test_an_item_that_is_never_closed_costs_only_itself():
    records = recovered(item(number=1).removesuffix("</item>"), item(number=2), item(number=3))

    assert numbers(records) == [2, 3]
    assert [problem.reason for problem in problems(records)] == [refusals.NESTED_ITEM]


def test_a_remark_that_is_never_closed_costs_only_its_item():
    records = recovered(item(number=1), item("<!-- note", number=2), item(number=3))

    assert numbers(records) == [1, 3]


def test_a_fault_before_the_first_item_costs_no_item():
    records = recovered("<wp:author><wp:author_login>a</wp:author>", item(number=1))

    assert isinstance(records[0], SourceSite)
    assert numbers(records) == [1]
    assert [problem.item for problem in problems(records)] == [""]


def test_the_whole_items_of_a_file_that_is_cut_off_are_read():
    text = export(item(number=1), item(number=2), item(number=3, title="The lock"))

    records = read(text[: text.rindex("<wp:post_type>")], recover=True)

    assert numbers(records) == [1, 2]
    assert [(problem.reason, problem.item) for problem in problems(records)] == [
        (refusals.CUT_OFF, "The lock")
    ]


def test_what_follows_the_end_is_looked_through():
    records = read(export(item(number=1)) + export(item(number=2)), recover=True)

    assert numbers(records) == [1, 2]
    assert len(problems(records)) == 1


def test_characters_that_xml_forbids_are_left_out():
    [post] = items(recovered(item("<content:encoded>a\x0bb\x00c\ufffe</content:encoded>")))

    assert post.content == "abc"


def test_bytes_of_another_encoding_are_read_as_windows_1252_and_told():
    text = export(item("<content:encoded>Ünd ’s war</content:encoded>")).encode()
    text = text.replace("Ü".encode(), "Ü".encode("cp1252")).replace("’".encode(), b"\x92")

    records = read(text, recover=True)

    assert items(records)[0].content == "Ünd ’s war"
    assert [(problem.reason, problem.line) for problem in problems(records)] == [
        (refusals.READ_AS_WINDOWS, 5)
    ]


@pytest.mark.parametrize("piece_bytes", [1, 7, 64, 1000])
def test_the_size_of_the_pieces_changes_nothing(piece_bytes, monkeypatch):
    text = export(
        *[
            item(CLOSED_WRONGLY if n % 3 == 0 else "<dc:creator>é</dc:creator>", number=n)
            for n in range(9)
        ],
        item(number=9).removesuffix("</item>"),
        item("<!-- a", number=10),
        item(number=11),
    )
    whole = read(text, recover=True)
    monkeypatch.setattr(openings, "PIECE_BYTES", piece_bytes)
    monkeypatch.setattr(openings, "HEAD_BYTES", 60)

    in_pieces = list(read_export(io.BytesIO(text.encode()), recover=True))

    assert in_pieces == whole
    assert numbers(whole) == [1, 2, 4, 5, 7, 8, 11]


def test_an_unclosed_remark_as_long_as_the_rest_is_skipped_in_the_end(monkeypatch):
    monkeypatch.setattr("obole.portability.rules.salvage.MAX_TAG_BYTES", 2000)
    monkeypatch.setattr(openings, "PIECE_BYTES", 500)

    records = recovered(item("<!-- a", number=1), *[item(number=n) for n in range(2, 200)])

    assert numbers(records) == list(range(2, 200))
    assert [problem.reason for problem in problems(records)] == [refusals.TOO_LONG_TAG]
