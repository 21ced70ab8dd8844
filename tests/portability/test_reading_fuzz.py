"""Whatever the bytes, the reader reads or refuses; and memory does not grow with the file."""

import importlib.util
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_exports import item, items

from obole.portability.rules.items import SourceSite
from obole.portability.rules.refusals import NotImportable
from obole.portability.rules.wxr import read_export

LANTERN = (Path(__file__).with_name("fixtures") / "lantern.xml").read_bytes()
GENERATOR = Path(__file__).parents[2] / "bench/exports.py"
MEGABYTE = 1_000_000
MARKUP = [
    *(b"<item>", b"</item>", b"<item ", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x", b"?>"),
    *(b"&", b"&#0;", b"&lt;", b"<", b">", b'"', b"\x00", b"\xff", b"\xc3", b"\r", b"\xef\xbf\xbe"),
    *(b"<!DOCTYPE a [", b"<!ENTITY a 'b'>", b"</rss>", b"</channel>", b" xmlns='urn:x'"),
]

edits = st.lists(
    st.tuples(
        st.integers(0, len(LANTERN)),
        st.integers(0, 300),
        st.one_of(st.sampled_from(MARKUP), st.binary(max_size=4)),
    ),
    min_size=1,
    max_size=6,
)


def edited(data, changes):
    for start, length, replacement in changes:
        data = data[:start] + replacement + data[start + length :]
    return data


def check_reading(data, *, recover):
    records = []
    try:
        records.extend(read_export(io.BytesIO(data), recover=recover))
    except NotImportable as refusal:
        assert refusal.reason  # noqa: PT017 - the refusal is one of two good ends
        return
    assert isinstance(records[0], SourceSite)
    assert sum(isinstance(record, SourceSite) for record in records) == 1


@given(changes=edits, recover=st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_export_is_read_or_refused(changes, recover):
    check_reading(edited(LANTERN, changes), recover=recover)


@given(data=st.binary(max_size=300), recover=st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(data, recover):
    check_reading(data, recover=recover)


@given(changes=edits)
@settings(max_examples=100, deadline=None)
def test_recovering_finds_what_comes_after_the_damage(changes):
    end = LANTERN.rindex(b"</channel>")
    last = item(number=9).encode()
    # What closes whatever the damage has left open, as a file of many items has somewhere.
    tail = b"]]>-->?>\"'>" + last + b"</channel></rss>"
    try:
        records = list(read_export(io.BytesIO(edited(LANTERN[:end], changes) + tail), recover=True))
    except NotImportable:
        return

    assert [found.old_id for found in items(records)][-1:] == [9]


@pytest.fixture(scope="module")
def write_export():
    specification = importlib.util.spec_from_file_location("exports", GENERATOR)
    generator = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(generator)
    return generator.write_export


def peak_bytes(path, *, recover):
    tracemalloc.start()
    try:
        with path.open("rb") as stream:
            count = sum(1 for _ in read_export(stream, recover=recover))
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("recover", [False, True])
def test_memory_does_not_grow_with_the_file(recover, write_export, tmp_path):
    small, large = tmp_path / "small.xml", tmp_path / "large.xml"
    for path, posts in ((small, 20), (large, 200)):
        with path.open("w", encoding="utf-8") as stream:
            write_export(stream, posts=posts, comments=1, body_bytes=100_000)

    few, small_peak = peak_bytes(small, recover=recover)
    many, large_peak = peak_bytes(large, recover=recover)

    assert large.stat().st_size > 20 * MEGABYTE
    assert many - few == 180
    assert large_peak < small_peak + 0.5 * MEGABYTE
    assert large_peak < 3 * MEGABYTE
