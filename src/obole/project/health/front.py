"""The front: whether nginx stands there."""

from collections.abc import Iterator
from datetime import datetime

from obole.project.environment import Environment
from obole.project.health.findings import Finding, doubtful, well
from obole.project.web_servers.connections import socket_of
from obole.project.web_servers.nginx import find_program, is_in_front


def nginx(environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether nginx is on this machine, and whether `obole serve` has put it in front."""
    program = find_program()
    if not environment.nginx:
        yield well("nginx", "left out, as obole.toml says")
    elif program is None:
        yield well("nginx", "not on this machine; obole serve answers by itself")
    elif is_in_front(socket_of(environment)):
        yield well("nginx", f"{program} stands in front")
    else:
        yield doubtful(
            "nginx",
            f"{program} is there and does not stand in front",
            "Start the site, without --no-nginx; if it is served, its log says why nginx cannot.",
        )
