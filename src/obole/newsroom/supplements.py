"""What apps above keep with the draft of an article: fields in its editor, saved with it.

An app registers a function for the hook, as with `PAGE_NOTICES`. Wagtail's form, panel and
`save_revision` carry what it returns: it is checked with the article, saved in the transaction of
its draft, and refused with it while the article is locked.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from django.forms import Media
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel

ARTICLE_SUPPLEMENTS: Final = "article_supplements"
"""A function of `data` (what was posted, or None), `page` and `user`, named, that returns a
supplement, or nothing where this person has nothing to say."""


class Supplement(Protocol):
    """Fields below one tab of the article's editor. It is a component of Wagtail's too."""

    media: Media

    def is_valid(self) -> bool:
        """Tell whether what was typed can be kept; what is wrong is shown beside the fields."""

    def has_changed(self) -> bool:
        """Tell whether anything else was typed than what stood there."""

    def keep(self, *, page: Any) -> None:
        """Keep what was typed with the page, which has just been saved. Twice is once."""

    def render_html(self, parent_context: Any = None) -> str:
        """Return the fields."""


def supplements_of(*, data: Mapping[str, Any] | None, page: Any, user: Any) -> Sequence[Supplement]:
    """Return what apps above have for this person to fill in with an article."""
    if user is None:
        return ()
    offered = [
        offer(data=data, page=page, user=user) for offer in hooks.get_hooks(ARTICLE_SUPPLEMENTS)
    ]
    return tuple(each for each in offered if each is not None)


class ArticleForm(WagtailAdminPageForm):  # type: ignore[misc]
    """The form of an article, with what apps above keep beside it."""

    def __init__(self, data: Any = None, *arguments: Any, **named: Any) -> None:
        super().__init__(data, *arguments, **named)
        self.supplements = supplements_of(data=data, page=self.instance, user=self.for_user)

    def is_valid(self) -> bool:
        """Tell whether article and supplements can be kept; each is looked at, and says why."""
        refused = [each for each in self.supplements if not each.is_valid()]
        return bool(super().is_valid()) and not refused

    def has_changed(self) -> bool:
        """Tell whether the article changed, or anything beside it."""
        return bool(super().has_changed()) or any(each.has_changed() for each in self.supplements)

    def save(self, **options: Any) -> Any:
        """Fill the page, and let it take the supplements along until its revision is saved.

        Not here: a preview fills the page in the same way, and keeps nothing.
        """
        page = super().save(**options)
        page.supplements = self.supplements
        return page


class SupplementsPanel(Panel):  # type: ignore[misc]
    """Shows what apps above keep beside the article; nothing is shown where there is nothing."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """The panel for one article."""

        template_name = "newsroom/desk/supplements.html"

        @property
        def supplements(self) -> Sequence[Supplement]:
            """The components to show."""
            return self.form.supplements if self.form is not None else ()

        @property
        def media(self) -> Media:
            """What their fields need in the browser."""
            return sum((each.media for each in self.supplements), Media())

        def is_shown(self) -> bool:
            """Tell whether there is anything."""
            return bool(self.supplements)
