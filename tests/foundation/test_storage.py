import errno
import os
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from obole.foundation import clock, storage
from obole.foundation.storage import DurableStorage, sweep_unfinished_files, write_durably


@pytest.fixture
def media(tmp_path):
    return DurableStorage(location=tmp_path / "media", base_url="/media/")


def files_in(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


class Disk:
    """Notes what is put on the disk, in order."""

    def __init__(self, monkeypatch):
        self.steps = []
        real_fsync, real_link = os.fsync, os.link

        def fsync(descriptor):
            kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
            self.steps.append(f"sync {kind}")
            real_fsync(descriptor)

        def link(source, target, **options):
            self.steps.append("name")
            real_link(source, target, **options)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "link", link)


def full_disk(monkeypatch, *, after):
    """Let the disk be full after so many bytes."""
    real_open = storage.Path.open

    def open_on_full_disk(path, mode="r", **options):
        file = real_open(path, mode, **options)
        if "x" not in mode:
            return file
        real_write, written = file.write, []

        class FullDisk:
            def __enter__(self):
                return self

            def __exit__(self, *failure):
                file.close()

            def __getattr__(self, name):
                return getattr(file, name)

            def write(self, chunk):
                written.append(len(chunk))
                if sum(written) > after:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return real_write(chunk)

        return FullDisk()

    monkeypatch.setattr(storage.Path, "open", open_on_full_disk)


def test_a_file_is_saved_and_read_back(media):
    name = media.save("2026/11/a.txt", ContentFile(b"hello"))

    assert name == "2026/11/a.txt"
    assert media.open(name).read() == b"hello"


def test_text_is_saved_too(media):
    assert media.open(media.save("a.txt", ContentFile("été"))).read() == "été".encode()


def test_the_file_is_on_the_disk_before_its_name_and_the_name_before_save_returns(
    media, monkeypatch
):
    media.save("folder/a.txt", ContentFile(b"hello"))
    disk = Disk(monkeypatch)

    media.save("folder/b.txt", ContentFile(b"hello"))

    assert disk.steps == ["sync file", "name", "sync folder"]


def test_new_folders_are_on_the_disk_too(media, monkeypatch):
    disk = Disk(monkeypatch)

    media.save("new/folder/a.txt", ContentFile(b"hello"))

    # media, new, folder: each is entered in the one above.
    assert disk.steps == ["sync folder"] * 3 + ["sync file", "name", "sync folder"]


def test_a_full_disk_leaves_no_partial_file(media, monkeypatch, tmp_path):
    full_disk(monkeypatch, after=100_000)

    with pytest.raises(OSError, match="No space left") as failure:
        media.save("folder/a.bin", ContentFile(b"x" * 300_000))

    assert failure.value.errno == errno.ENOSPC
    assert files_in(tmp_path) == []


def test_a_full_disk_leaves_the_file_that_was_there(monkeypatch, tmp_path):
    path = tmp_path / "page.html"
    write_durably(path, [b"before"])
    full_disk(monkeypatch, after=3)

    with pytest.raises(OSError, match="No space left"):
        write_durably(path, [b"after", b"more"])

    assert path.read_bytes() == b"before"
    assert files_in(tmp_path) == ["page.html"]


def test_content_that_fails_halfway_leaves_nothing(tmp_path):
    def chunks():
        yield b"half"
        raise ValueError("the upload broke off")

    with pytest.raises(ValueError, match="broke off"):
        write_durably(tmp_path / "a.bin", chunks())

    assert files_in(tmp_path) == []


def test_a_taken_name_gets_another(media):
    first = media.save("a.txt", ContentFile(b"one"))
    second = media.save("a.txt", ContentFile(b"two"))

    assert first != second
    assert (media.open(first).read(), media.open(second).read()) == (b"one", b"two")


def test_a_name_that_is_taken_between_choosing_and_writing_is_not_overwritten(media, monkeypatch):
    chosen = ["a.txt", "a_other.txt"]
    media.save("a.txt", ContentFile(b"one"))
    monkeypatch.setattr(media, "get_available_name", lambda name, max_length=None: chosen.pop(0))

    second = media.save("a.txt", ContentFile(b"two"))

    assert second == "a_other.txt"
    assert media.open("a.txt").read() == b"one"
    assert media.open(second).read() == b"two"


def test_many_at_once_lose_nothing(media):
    names = []

    def save(number):
        names.append(media.save("a.txt", ContentFile(b"%d" % number)))

    threads = [threading.Thread(target=save, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {media.open(name).read() for name in names} == {b"%d" % number for number in range(20)}


def test_a_folder_that_is_a_file_is_an_error_and_no_endless_search(media):
    media.save("a", ContentFile(b"one"))

    with pytest.raises(FileExistsError):
        media.save("a/b.txt", ContentFile(b"two"))


def test_the_permissions_of_the_settings_are_set(media, settings):
    settings.FILE_UPLOAD_PERMISSIONS = 0o640

    name = media.save("a.txt", ContentFile(b"one"))

    assert stat.S_IMODE(Path(media.path(name)).stat().st_mode) == 0o640


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "page.html"

    write_durably(path, [b"before"])
    write_durably(path, [b"af", b"ter"])

    assert path.read_bytes() == b"after"
    assert files_in(tmp_path) == ["page.html"]


def test_a_path_outside_the_media_folder_is_refused(media):
    with pytest.raises(Exception, match="path traversal"):
        media.save("../a.txt", ContentFile(b"one"))


def test_what_a_crash_left_half_written_is_deleted_after_a_day(tmp_path):
    now = clock.now()
    left, written, chosen = (
        tmp_path / "pictures" / name
        for name in (".0a1b.unfinished", ".2c3d.unfinished", "report.unfinished.pdf")
    )
    left.parent.mkdir()
    for file, age_hours in ((left, 25), (written, 23), (chosen, 99)):
        file.write_bytes(b"half")
        moment = (now - timedelta(hours=age_hours)).timestamp()
        os.utime(file, (moment, moment))

    deleted = sweep_unfinished_files(folder=tmp_path, now=now)

    assert deleted == 1
    assert files_in(tmp_path) == ["pictures/.2c3d.unfinished", "pictures/report.unfinished.pdf"]


def test_sweeping_a_folder_that_is_not_there_yet_does_nothing(tmp_path):
    assert sweep_unfinished_files(folder=tmp_path / "none", now=clock.now()) == 0
