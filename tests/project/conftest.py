"""Sites that are made once for all tests that need real processes."""

import shutil

import pytest
from demo_site import served_demo
from running import PASSWORD, obole


@pytest.fixture(scope="session")
def made_site(tmp_path_factory):
    """Make a site as a script would; the answer of `obole init` lies beside it."""
    folder = tmp_path_factory.mktemp("made") / "site"
    options = ["--no-input", "--name", "La Gazette", "--email", "Eva@Example.org"]
    answer = obole("init", folder, *options, "--password-file", "-", stdin=PASSWORD + "\n")
    assert answer.returncode == 0, answer.stderr
    assert PASSWORD not in answer.stdout
    return folder


@pytest.fixture(scope="session")
def demo_behind_nginx(tmp_path_factory):
    """Give the demo newsroom, served by nginx and Obole, with every page baked."""
    with served_demo(place=tmp_path_factory.mktemp("nginx")) as demo:
        bake(demo)
        yield demo


@pytest.fixture(scope="session")
def accelerated_demo(demo_behind_nginx, tmp_path_factory):
    """Give a copy of it that Obole serves by itself."""
    place = tmp_path_factory.mktemp("accelerated")
    shutil.copytree(
        demo_behind_nginx.folder, place / "demo", ignore=shutil.ignore_patterns("nginx")
    )
    with served_demo(place=place, OBOLE_NGINX="false") as demo:
        bake(demo)
        yield demo


@pytest.fixture(scope="session")
def demo(demo_behind_nginx):
    """Give the demo newsroom as it is served on a machine with nginx."""
    return demo_behind_nginx


def bake(demo):
    """Bake every page of it."""
    baked = obole("--quiet", "--site", demo.folder, "edition", "bake", OBOLE_ADDRESS=demo.address)
    assert baked.returncode == 0, baked.stderr
