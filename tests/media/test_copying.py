"""`obole media copy`: whole, again and again, and nothing is lost."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from held import Held

from obole.foundation.storage import KEPT_FOR_EVER
from obole.project.command_line.invocation import Invocation
from obole.project.command_line.media import command
from obole.project.refusals import Refusal

FILES = {
    "original_images/port.jpg": b"original",
    "images/port.width-800.webp": b"rendition",
    "documents/été.pdf": b"document" * 20_000,
}


@pytest.fixture
def folder(bucket: Held) -> Path:
    folder = Path(settings.MEDIA_ROOT)
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "documents/.0123.unfinished").write_bytes(b"half")
    return folder


@pytest.fixture
def copy(monkeypatch: pytest.MonkeyPatch):
    # Django runs already, with the settings of the test.
    monkeypatch.setattr(Invocation, "load_django", lambda _: None)

    def run() -> str:
        invocation = Invocation(site=Path("/"))
        with invocation.console.capture() as said:
            CliRunner().invoke(command, ["copy"], obj=invocation, catch_exceptions=False)
        return said.get()

    return run


def contents(bucket: Held) -> dict[str, bytes]:
    return {name: bucket.content(name) for name in bucket.names()}


def test_everything_is_copied_and_nothing_deleted(bucket: Held, folder: Path, copy) -> None:
    said = copy()

    assert contents(bucket) == FILES
    assert "3 of 3 files are new" in said
    assert bucket.head("images/port.width-800.webp")["CacheControl"] == KEPT_FOR_EVER
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


def test_the_second_time_only_what_is_new_is_copied(bucket: Held, folder: Path, copy) -> None:
    copy()
    (folder / "documents/new.pdf").write_bytes(b"new")

    said = copy()

    assert "1 of 4 files are new" in said
    assert contents(bucket) == FILES | {"documents/new.pdf": b"new"}


def test_a_file_that_differs_is_told_and_left_alone(bucket: Held, folder: Path, copy) -> None:
    name = "original_images/port.jpg"
    bucket.client.put_object(Bucket=bucket.name, Key=name, Body=b"another!")

    with pytest.raises(Refusal, match="1 files differ"):
        copy()

    assert contents(bucket) == FILES | {name: b"another!"}


def test_without_a_bucket_there_is_nowhere_to_copy_to(copy) -> None:
    with pytest.raises(Refusal, match="media_url"):
        copy()
