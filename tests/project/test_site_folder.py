"""How a site's folder is laid out, and what happens when that is interrupted."""

import errno
import stat

import pytest

from obole.project import site_folder
from obole.project.refusals import Refusal


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_finished_site_has_settings_and_secrets_that_only_its_owner_reads(tmp_path):
    site = tmp_path / "site"

    with site_folder.site_being_made(site, settings={"language": "en"}):
        assert not site_folder.is_site(site)

    assert site_folder.is_site(site)
    assert 'language = "en"' in (site / "obole.toml").read_text()
    assert mode(site / "var/secrets") == 0o700
    assert mode(site / "var/secrets/secret-key") == 0o600
    assert len((site / "var/secrets/secret-key").read_text().strip()) >= 32


def interrupt_while_making(folder):
    with site_folder.site_being_made(folder, settings={}):
        (folder / "var/obole.sqlite3").write_text("half a database")
        (folder / "var/media").mkdir()
        raise KeyboardInterrupt


def test_after_an_interruption_the_next_call_starts_anew_with_the_same_secret(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        interrupt_while_making(tmp_path)
    assert not site_folder.is_site(tmp_path)
    with pytest.raises(Refusal, match="was interrupted: run the same obole init"):
        site_folder.refuse_unfinished(tmp_path)
    secret = (tmp_path / "var/secrets/secret-key").read_text()

    with site_folder.site_being_made(tmp_path, settings={"language": "en"}):
        assert not (tmp_path / "var/obole.sqlite3").exists()
        assert not (tmp_path / "var/media").exists()

    site_folder.refuse_unfinished(tmp_path)
    assert site_folder.is_site(tmp_path)
    assert (tmp_path / "var/secrets/secret-key").read_text() == secret


@pytest.mark.parametrize("name", ["obole.toml", "var"])
def test_a_folder_that_holds_something_of_somebody_else_is_left_alone(tmp_path, name):
    (tmp_path / name).mkdir()

    with (
        pytest.raises(Refusal, match="exists already"),
        site_folder.site_being_made(tmp_path, settings={}),
    ):
        pytest.fail("the site was made")

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    file = tmp_path / "site"
    file.write_text("a letter")

    with (
        pytest.raises(Refusal, match="is a file"),
        site_folder.site_being_made(file, settings={}),
    ):
        pytest.fail("the site was made")

    assert file.read_text() == "a letter"


def test_a_full_disk_leaves_no_half_settings(tmp_path, monkeypatch):
    written = site_folder.write_durably

    def write_until_full(path, chunks, **options):
        if path.name == "obole.toml":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        written(path, chunks, **options)

    monkeypatch.setattr(site_folder, "write_durably", write_until_full)

    with (
        pytest.raises(OSError, match="No space left"),
        site_folder.site_being_made(tmp_path, settings={}),
    ):
        pytest.fail("the site was made")

    assert not (tmp_path / "obole.toml").exists()
    assert not site_folder.is_site(tmp_path)
