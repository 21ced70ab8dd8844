"""The one style sheet of the reader pages, with the newsroom's colours and fonts in it.

It is a file of its own, and not a few lines in each page, because pages carry no inline style.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from wagtail.models import Site

from obole.foundation.ingredients import use
from obole.newsroom.models import NewsroomSettings
from obole.newsroom.models.settings import FontPair
from obole.newsroom.rules import ingredients as names

FOLDER = Path(__file__).parent / "static/obole"
SHEETS = (
    "ground.css",
    "shell.css",
    "front.css",
    "article.css",
    "lists.css",
    "comments.css",
    "give.css",
    "gifts.css",
    "campaigns.css",
    "board.css",
    "staff.css",
    "print.css",
)
FONT_SHEETS = {
    FontPair.SERIF: "fonts-serif.css",
    FontPair.SANS: "fonts-sans.css",
    FontPair.SYSTEM: "fonts-system.css",
}
PRELOADED_FONTS = {
    FontPair.SERIF: ("newsreader-roman.woff2", "public-sans.woff2"),
    FontPair.SANS: ("public-sans.woff2",),
    FontPair.SYSTEM: (),
}
# A newsroom's own rules, in its site folder, come last.
OWN_SHEET = "theme.css"

ONE_YEAR_SECONDS = 31_536_000

_FONT_URL = re.compile(r'url\("(fonts/[^"]+)"\)')


@dataclass(frozen=True)
class Stylesheet:
    """A style sheet and the digest of what is in it."""

    css: str
    digest: str

    @property
    def url(self) -> str:
        """The address, which is new when the content is."""
        return reverse("stylesheet", kwargs={"digest": self.digest})


def stylesheet(request: HttpRequest, *, digest: str) -> HttpResponse:
    """Answer with the style sheet as it is now; browsers keep it for good under its own digest."""
    site = Site.find_for_request(request) or Site.objects.get(is_default_site=True)
    sheet = stylesheet_of(NewsroomSettings.for_site(site))
    # A page that somebody kept may ask for an older digest: it gets the new sheet, for a minute.
    if digest == sheet.digest:
        use(names.SITE)
    kept = f"{ONE_YEAR_SECONDS}, immutable" if digest == sheet.digest else "60"
    return HttpResponse(
        sheet.css, content_type="text/css", headers={"Cache-Control": f"public, max-age={kept}"}
    )


def stylesheet_of(newsroom: NewsroomSettings) -> Stylesheet:
    """Return the style sheet with the newsroom's colours and fonts."""
    own = settings.ENVIRONMENT.site / OWN_SHEET
    changed = own.stat().st_mtime_ns if own.is_file() else 0
    return _stylesheet(
        accent=newsroom.accent,
        accent_dark=newsroom.accent_dark,
        fonts=FontPair(newsroom.fonts),
        own=own if changed else None,
        collected=static(f"obole/{SHEETS[0]}"),
        changed=changed,
    )


def preloaded_fonts(newsroom: NewsroomSettings) -> list[str]:
    """Return the addresses of the fonts that every page needs at once."""
    names = PRELOADED_FONTS[FontPair(newsroom.fonts)]
    return [static(f"obole/fonts/{name}") for name in names]


# The settings of the sites of one machine, and a few that were tried in the form.
@lru_cache(maxsize=8)
def _stylesheet(
    *,
    accent: str,
    accent_dark: str,
    fonts: FontPair,
    own: Path | None,
    changed: int,
    collected: str,
) -> Stylesheet:
    # They only tell versions of the newsroom's own file and of our fonts' names apart.
    del changed, collected
    colours = f":root{{--accent-by-day:{accent};--accent-by-night:{accent_dark}}}\n"
    sheets = [FOLDER / name for name in (FONT_SHEETS[fonts], *SHEETS)]
    css = colours + "\n".join(path.read_text(encoding="utf-8") for path in sheets)
    css = _FONT_URL.sub(lambda font: f'url("{static(f"obole/{font.group(1)}")}")', css)
    if own is not None:
        css += "\n" + own.read_text(encoding="utf-8")
    return Stylesheet(css=css, digest=hashlib.sha256(css.encode()).hexdigest()[:16])
