"""The samples for nginx and Caddy, run for real in front of the demo newsroom."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest
from behind_nginx import ask
from running import obole

from obole.edition.rules.addresses import can_be_baked
from obole.project.web_servers.configurations import WRITTEN
from obole.project.web_servers.nginx import find_program

PATIENCE_SECONDS = 60
# Caddy writes no Content-Language and Content-Type otherwise; what is said here must be the same.
# Not the length: the bytes are compared, and Caddy sends packed twins in chunks.
COMPARED = (
    "cache-control",
    "content-language",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "permissions-policy",
    "referrer-policy",
    "tdm-reservation",
    "vary",
    "x-content-type-options",
    "x-frame-options",
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sample(demo, server):
    printed = obole(
        "--site",
        demo.folder,
        "proxy-config",
        server,
        OBOLE_ADDRESS=demo.address,
        OBOLE_BIND=f"127.0.0.1:{demo.port}",
    )
    assert printed.returncode == 0, printed.stderr
    return printed.stdout


@contextmanager
def running(command, port):
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def assert_it_stands_in_front(demo, port):
    host = f"localhost:{demo.port}"
    for path in ("/", "/en/", "/mentions-legales/", "/?utm_source=a"):
        for coding in ("br", "gzip", ""):
            here = ask(port, path, Host=host, Accept_Encoding=coding)
            there = ask(demo.port, path, Host=host, Accept_Encoding=coding)
            assert here.status == there.status == 200
            packings = [each.headers.get("content-encoding") for each in (here, there)]
            if packings[0] == packings[1]:
                assert here.body == there.body, (path, coding)
                for name in COMPARED:
                    assert here.headers.get(name) == there.headers.get(name), (path, name)
        etag = ask(port, path, Host=host, Accept_Encoding="gzip").headers["etag"]
        known = ask(port, path, Host=host, Accept_Encoding="gzip", If_None_Match=etag)
        assert known.status == 304
    assert "last-modified" not in ask(port, "/", Host=host).headers
    assert ask(port, "/nowhere/", Host=host).status == 404
    assert ask(port, "/recherche/?q=conseil", Host=host).status == 200
    assert ask(port, "/feed.xml", Host=host).body == ask(demo.port, "/feed.xml", Host=host).body
    assert ask(port, "/?id=1", Host=host).status == 200
    assert ask(port, "/a/../en/", Host=host).status == ask(demo.port, "/a/../en/").status
    assert ask(port, "/", Host=host, method="HEAD").body == b""


def assert_a_page_taken_away_is_gone(demo, port):
    page = demo.folder / "var/edition/pages/localhost/en/index.html"
    about = demo.folder / "var/edition/about/localhost/en/index.html.json"
    host = f"localhost:{demo.port}"
    kept = ask(port, "/en/", Host=host, Accept_Encoding="gzip").body
    for file in page.parent.glob("index.html*"):
        file.unlink()
    about.unlink()

    assert ask(port, "/en/", Host=host, Accept_Encoding="gzip").body == kept
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not page.exists():
        assert time.monotonic() < deadline, "Obole was not asked."
        time.sleep(0.05)


@pytest.mark.skipif(find_program() is None, reason="nginx is not installed: make test-tools.")
def test_nginx_takes_the_sample(demo, tmp_path):
    port, plain = free_port(), free_port()
    text = sample(demo, "nginx")
    assert "ssl_certificate /etc/letsencrypt/live/localhost/fullchain.pem;" in text
    # Ports that anybody may open, and no certificate.
    text = re.sub(r"listen \[::\].*\n", "", text).replace(
        "listen 80;", f"listen 127.0.0.1:{plain};"
    )
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"(ssl|error_log)_?.*\n", "", text)
    temporary = "".join(
        f"{each}_temp_path {tmp_path}/{each};"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "site.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; user root; pid {tmp_path}/pid; error_log stderr; events {{ }}\n"
        f"http {{ {temporary} access_log off; include {tmp_path}/site.conf; }}\n"
    )
    command = [find_program(), "-e", "stderr", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]

    with running(command, port):
        assert_it_stands_in_front(demo, port)
        assert_a_page_taken_away_is_gone(demo, port)
        redirect = ask(plain, "/en/?a=b", Host="localhost")
        assert (redirect.status, redirect.headers["location"]) == (301, "https://localhost/en/?a=b")


@pytest.mark.skipif(
    shutil.which("caddy") is None, reason="Caddy is not installed: make test-tools."
)
def test_caddy_takes_the_sample(demo, tmp_path, monkeypatch):
    port = free_port()
    text = sample(demo, "caddy")
    assert "\nlocalhost {\n" in text
    # A port that anybody may open, and no certificate.
    text = text.replace("\nlocalhost {\n", f"\nhttp://127.0.0.1:{port}, http://:{port} {{\n")
    (tmp_path / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]

    with running(command, port):
        assert_it_stands_in_front(demo, port)
        assert_a_page_taken_away_is_gone(demo, port)


def test_only_these_two_are_known(made_site):
    answer = obole("--site", made_site, "proxy-config", "apache")

    assert answer.returncode == 2
    assert "'nginx', 'caddy'" in answer.stderr


def test_what_stands_for_no_file_is_where_no_page_can_lie():
    """A folder there would have nginx redirect every request that is Obole's to answer."""
    places = re.findall(r"default (/\S+);", (WRITTEN / "maps.conf").read_text())

    assert places
    assert not any(can_be_baked(f"{place}/") for place in places)
