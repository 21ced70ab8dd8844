"""What we replace of Wagtail because it runs inline scripts is what we think it is."""

import inspect
import re
from hashlib import sha256
from pathlib import Path

import pytest
import wagtail.admin
from wagtail.admin.widgets.chooser import BaseChooser

import obole.newsroom

ORIGINALS = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin"
OURS = Path(obole.newsroom.__file__).parent / "templates/wagtailadmin"

# Of Wagtail 8.0.1. When one changes, compare it with the one before, bring ours up to date, and
# write the beginning of its new digest here.
FOLLOWED = {
    "widgets/date_input.html": "2557f7a4fd543d7cd6f192a97fdd0c12",
    "widgets/time_input.html": "536917c544a135631e8683866e8351bd",
    "widgets/datetime_input.html": "479d8ddeaa73d2fdd33d584118d51b0c",
    "panels/inline_panel.html": "195bb0b199edb062dcf41a5a92ecabf5",
    "panels/multiple_chooser_panel.html": "673bc9b26ca95c0385e7ac8a5c81d244",
}
# Of `BaseChooser.render` and `render_js_init`, which obole.newsroom.wagtail_hooks.choosers follows.
CHOOSERS = "51e52ccdae68b5eca06caf35200760b8"


@pytest.mark.parametrize("name", FOLLOWED)
def test_wagtails_original_is_the_one_that_ours_follows(name: str) -> None:
    assert sha256((ORIGINALS / name).read_bytes()).hexdigest().startswith(FOLLOWED[name])


@pytest.mark.parametrize("name", FOLLOWED)
def test_ours_runs_nothing_inline(name: str) -> None:
    assert "<script" not in (OURS / name).read_text()


def test_choosers_leave_a_mark_in_place_of_wagtails_script() -> None:
    module = inspect.getsource(inspect.getmodule(BaseChooser))
    render, js_init = (
        re.search(rf"    def {name}\(.*?(?=\n    def |\n    @)", module, re.DOTALL)[0]
        for name in ("render", "render_js_init")
    )

    digest = sha256((render + js_init).encode()).hexdigest()
    assert digest.startswith(CHOOSERS)
    assert BaseChooser.render.__module__ == "obole.newsroom.wagtail_hooks.choosers"


def test_no_other_template_of_wagtail_runs_inline_scripts() -> None:
    package = Path(wagtail.admin.__file__).parents[1]
    found = {
        path.relative_to(ORIGINALS).as_posix()
        for path in package.rglob("templates/**/*.html")
        if "<script>" in path.read_text() and path.is_relative_to(ORIGINALS)
    }

    assert found == set(FOLLOWED)
