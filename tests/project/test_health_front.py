"""What health says of nginx: that it is there is one thing, that it stands in front another."""

import os
import socket

import pytest

from obole.foundation import clock
from obole.project.environment import Environment
from obole.project.health import front
from obole.project.health.findings import Verdict
from obole.project.web_servers.connections import prepared_socket


@pytest.fixture
def environment(tmp_path, monkeypatch):
    monkeypatch.setattr(front, "find_program", lambda: "/usr/sbin/nginx")
    (tmp_path / "var").mkdir()
    return Environment(site=tmp_path, secret_key="x" * 50)


def verdict(environment):
    (finding,) = front.nginx(environment, clock.now())
    return finding.verdict


def test_a_socket_that_answers_is_not_yet_nginx(environment):
    place = prepared_socket(environment)
    with socket.socket(socket.AF_UNIX) as obole:
        obole.bind(str(place))
        obole.listen()
        assert verdict(environment) is Verdict.WARN

        place.with_name("nginx.pid").write_text(f"{os.getpid()}\n")
        assert verdict(environment) is Verdict.OK

    assert verdict(environment) is Verdict.WARN
