"""MDN's HTTP Observatory looks at the demo behind TLS, on the real ports."""

import pytest
import tls_site
from checkers import observatory_scan
from demo_site import Demo, environment_of_a_site

pytestmark = pytest.mark.browser

# 100, and what the Observatory adds for more than it asks. 145 would need cookies, scripts with
# digests and a place in the browsers' list of preloaded hosts.
WANTED_SCORE = 130


@pytest.fixture
def secure_demo(demo: Demo, tmp_path):
    try:
        tls_site.require_ports()
    except tls_site.PortsUnavailable as reason:
        pytest.skip(str(reason))
    certificate = tls_site.make_certificate(folder=tmp_path)
    environment = environment_of_a_site() | {
        "OBOLE_SITE": str(demo.folder),
        "OBOLE_ADDRESS": f"https://{tls_site.HOST}",
    }
    with tls_site.served_over_tls(
        application="obole.project.wsgi:application",
        certificate=certificate,
        environment=environment,
        folder=tmp_path,
    ):
        yield certificate


def test_the_observatory_gives_reader_pages_the_best_grade(secure_demo):
    scan = observatory_scan(host=tls_site.HOST, authority=secure_demo.authority)

    assert scan.complaints == ()
    assert (scan.grade, scan.score >= WANTED_SCORE) == ("A+", True), scan
