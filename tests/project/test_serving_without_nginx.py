"""`obole serve` where nginx is not there, is not wanted, or is broken."""

import os

import pytest
from test_serve import Server, running

pytestmark = pytest.mark.usefixtures("made_site")


def served(made_site, log, **variables):
    return running(made_site, log, **variables)


def test_a_broken_nginx_is_one_sentence_and_the_site_is_served(made_site, tmp_path):
    broken = tmp_path / "nginx"
    broken.write_text("#!/bin/sh\necho 'nginx: [emerg] it is broken' >&2\nexit 1\n")
    broken.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    with served(made_site, tmp_path / "log", PATH=path) as server:
        status, headers, _ = server.get("/")

        assert status == 200
        assert headers["Server"] == "obole"
        sentences = [line for line in server.log().splitlines() if "cannot stand in front" in line]
        assert len(sentences) == 1
        assert sentences[0].endswith(
            "nginx cannot stand in front: nginx: [emerg] it is broken; Obole serves without it."
        )


def test_nginx_can_be_left_out(made_site, tmp_path):
    with served(made_site, tmp_path / "log", OBOLE_NGINX="false") as server:
        assert server.get("/")[1]["Server"] == "obole"
        assert server.starts_of("nginx") == []


def test_the_option_leaves_nginx_out(made_site, tmp_path):
    server = Server(made_site, tmp_path / "log", "--no-nginx")
    try:
        server.wait_for(lambda: server.get("/"))
        assert server.get("/")[1]["Server"] == "obole"
    finally:
        assert server.stop() == 0
