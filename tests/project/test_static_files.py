"""Style sheets and scripts: collected once, with digests in their names, kept for ever."""

import gzip
import json
import shutil
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.test import override_settings

from obole.project import static_files

HASHED_CSS = "body { background: url('paper.svg') }" + " " * 400


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "sources"
    (folder / "obole").mkdir(parents=True)
    (folder / "desk").mkdir()
    (folder / "obole/ground.css").write_text(HASHED_CSS)
    (folder / "obole/paper.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "desk/desk.css").write_text("p { color: red }" * 40)
    with override_settings(
        STATIC_ROOT=str(tmp_path / "var/static"),
        STATICFILES_DIRS=[folder],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        yield folder


@pytest.fixture
def collected(sources):
    assert static_files.collect()
    return sources.parent / "var/static"


def get(path, **headers):
    """Ask the application with its static files in front; what it leaves to Django is None."""
    answer = {}

    def start_response(status, response_headers):
        answer["status"] = status
        answer["headers"] = dict(response_headers)

    def django(environ, start_response):
        start_response("404 Not Found", [])
        return []

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = static_files.serve_static_files(django)(environ, start_response)
    return answer["status"], answer.get("headers"), b"".join(body)


def hashed(collected, name):
    manifest = json.loads((collected / "staticfiles.json").read_text())
    return manifest["paths"][name]


def test_files_are_collected_again_only_when_a_source_changed(sources, collected):
    assert not static_files.collect()
    assert static_files.is_collected()

    (sources / "obole/ground.css").write_text(HASHED_CSS + "p { margin: 0 }")

    assert not static_files.is_collected()
    assert static_files.collect()


def test_a_name_with_a_digest_is_kept_for_ever_and_a_plain_one_is_not(collected):
    status, headers, body = get(f"/static/{hashed(collected, 'obole/ground.css')}")

    assert status == "200 OK"
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert b"paper." in body
    assert b"'paper.svg'" not in body
    assert "immutable" not in get("/static/obole/ground.css")[1]["Cache-Control"]


def test_files_carry_the_security_headers(collected):
    _, headers, _ = get("/static/obole/ground.css")

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_readers_get_brotli_and_the_desk_gzip(collected):
    _, headers, body = get("/static/obole/ground.css", accept_encoding="gzip, br")
    _, desk_headers, desk_body = get("/static/desk/desk.css", accept_encoding="gzip, br")

    assert headers["Content-Encoding"] == "br"
    assert brotli.decompress(body).decode() == HASHED_CSS
    assert desk_headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(desk_body) == b"p { color: red }" * 40


@pytest.mark.parametrize("path", ["/", "/static/", "/static/no.css", "/static/../obole.toml"])
def test_everything_else_is_left_to_django(collected, path):
    assert get(path)[0] == "404 Not Found"


def test_templates_name_the_digest_once_collected_and_the_source_before(sources):
    staticfiles_storage._setup()
    assert static("obole/ground.css") == "/static/obole/ground.css"

    static_files.collect()
    staticfiles_storage._setup()

    name = static("obole/ground.css")
    assert name != "/static/obole/ground.css"
    assert (Path(sources.parent) / "var" / name.lstrip("/")).is_file()
    shutil.rmtree(sources.parent / "var")
    staticfiles_storage._setup()
