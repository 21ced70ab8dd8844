"""The tab "Social networks" in the editor of an article: each channel, its words, its preview."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.forms import Media
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component

from obole.accounts.models import User
from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.newsroom.supplements import ARTICLE_SUPPLEMENTS
from obole.social.actions import drafting
from obole.social.forms.articles import Offered, PanelChannelForm, wish_of
from obole.social.networks.catalogue import label_of
from obole.social.queries.article_deliveries import Standing, standings_of
from obole.social.queries.material import material_of
from obole.social.queries.recordings import newest_recordings
from obole.social.queries.words import CHANNEL_STATES, DELIVERY_STATES, word
from obole.social.views.desk_permissions import CHOOSE
from obole.social.views.desk_previews import preview_with

# More stand folded up, so that they can be looked over.
OPEN_AT_MOST: Final = 3
# The number of no article; the script puts the right one in its place.
_NOT_SAVED: Final = 0


@dataclass(frozen=True)
class _Row:
    """A channel in the tab."""

    standing: Standing
    form: PanelChannelForm


class ChannelsSupplement(Component):
    """What an editor says of an article for its channels, saved with the article's draft."""

    template_name = "social/desk/editor.html"

    def __init__(self, *, data: Mapping[str, Any] | None, page: ArticlePage, user: User) -> None:
        self._page, self._user = page, user
        standings = standings_of(page.pk or _NOT_SAVED)
        offered = Offered(recordings=newest_recordings() if standings else [])
        self._rows = [_Row(each, _form(each, data, offered)) for each in standings]

    @property
    def is_empty(self) -> bool:
        """Whether there is no channel to say anything of."""
        return not self._rows

    @property
    def media(self) -> Media:
        """What the chooser of pictures needs in the browser."""
        return sum((row.form.media for row in self._rows[:1]), Media())

    def is_valid(self) -> bool:
        """Tell whether what was typed can be kept. Each channel is looked at, and says why."""
        return not [row for row in self._rows if row.form.is_bound and not row.form.is_valid()]

    def has_changed(self) -> bool:
        """Tell whether anything is said that was not."""
        return self.is_valid() and any(True for _row in self._said)

    def keep(self, *, page: ArticlePage) -> None:
        """Keep what was typed with the article's draft. Twice is once."""
        drafting.draft_choices(
            page=page,
            choices={row.standing.channel: row.form.choice for row in self._said},
            by=self._user,
            now=clock.now(),
        )

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        return {
            "page": self._page,
            "screen": reverse("social_article", args=[self._page.pk]) if self._page.pk else "",
            "rows": list(self._shown()),
            "is_public": drafting.is_public(page=self._page),
        }

    @cached_property
    def _bound(self) -> list[_Row]:
        return [row for row in self._rows if row.form.is_bound]

    @property
    def _said(self) -> Iterator[_Row]:
        """What this person says: what differs from when they came, or from what they typed since.

        A page that saves itself keeps a word, and has to take it back when it is typed away.
        """
        for row in self._bound:
            last = row.standing.said_last
            is_own = last is not None and last.changed_by_id == self._user.pk
            if row.form.is_touched or (is_own and row.form.is_typed):
                yield row

    def _shown(self) -> Iterator[dict[str, Any]]:
        now = clock.now()
        material = material_of(self._page, now=now) if self._page.pk else None
        number = self._page.pk or _NOT_SAVED
        for row in self._rows:
            standing, form = row.standing, row.form
            channel, creation = standing.channel, standing.creation
            is_said = standing.said_last is not None or bool(form.errors)
            is_folded = len(self._rows) > OPEN_AT_MOST and not is_said
            yield {
                "channel": channel,
                "network": label_of(channel.network),
                "channel_state": word(CHANNEL_STATES, channel.state),
                "creation": creation,
                "state": word(DELIVERY_STATES, creation.state) if creation else "",
                "form": form,
                "draft": standing.draft,
                "said": wish_of(standing.said_last),
                "is_folded": is_folded,
                "preview_url": reverse("social_preview", args=[number, channel.pk]),
                # The script asks for those that are folded up when somebody opens them.
                "preview": material
                and not is_folded
                and preview_with(
                    article=self._page,
                    channel=channel,
                    choice=standing.said_last,
                    said=form.choice if form.is_bound and form.is_valid() else None,
                    now=now,
                    material=material,
                ),
            }


def _form(standing: Standing, data: Mapping[str, Any] | None, offered: Offered) -> PanelChannelForm:
    offer: dict[str, Any] = {
        "channel": standing.channel,
        "choice": standing.said_last,
        "offered": offered,
    }
    form = PanelChannelForm(data, **offer)
    # A channel that was connected since the page was loaded has nothing to say yet.
    return form if form.is_sent else PanelChannelForm(**offer)


@hooks.register(ARTICLE_SUPPLEMENTS)
def channels_of_article(
    *, data: Mapping[str, Any] | None, page: ArticlePage, user: User
) -> ChannelsSupplement | None:
    """Return the channels, for those who may choose where articles go."""
    if not user.has_perm(CHOOSE):
        return None
    supplement = ChannelsSupplement(data=data, page=page, user=user)
    return None if supplement.is_empty else supplement
