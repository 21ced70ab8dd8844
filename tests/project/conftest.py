"""A site that was made by `obole init`, once for all tests that need real processes."""

import pytest
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
