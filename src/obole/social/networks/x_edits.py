"""Edits on X: for half an hour, five times, of accounts with X Premium. Each has a new number.

https://docs.x.com/x-api/fundamentals/edit-posts; https://docs.x.com/x-api/posts/create-or-edit-post,
`edit_options.previous_post_id`. Each version that is read costs half a cent.
"""

import html
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from obole.social.networks.connected import at, listed, text_at
from obole.social.networks.x_requests import Login, is_without_data
from obole.social.rules.counting import ADDRESS
from obole.social.rules.network import NotSent, Rejected

EDITABLE_SECONDS: Final = 30 * 60


@dataclass(frozen=True, kw_only=True)
class Version:
    """The newest version of a post, as X says it is."""

    number: str
    text: str
    controls: Any

    def says(self, text: str) -> bool:
        """Tell whether it says this already, whatever X made of its addresses."""
        return _words(self.text) == _words(text)

    def check_editable(self, now: datetime) -> None:
        """Raise Rejected where X edits it no more."""
        until = text_at(self.controls, "editable_until")
        is_over = bool(until) and datetime.fromisoformat(until) <= now
        is_barred = at(self.controls, "is_edit_eligible") is False
        if is_over or is_barred or at(self.controls, "edits_remaining") == 0:
            raise Rejected(_("X edits this post no more: it stays as it is."))


def newest_version(login: Login, number: str) -> Version:
    """Return the newest version of a post. Raise Rejected when it is gone."""
    data = _read(login, number)
    newest = str((listed(data, "edit_history_tweet_ids") or [number])[-1])
    if newest != number:
        data = _read(login, newest)
    return Version(number=newest, text=text_at(data, "text"), controls=at(data, "edit_controls"))


def _read(login: Login, number: str) -> Any:
    query = {"tweet.fields": "edit_controls,edit_history_tweet_ids"}
    answer = login.ask("GET", f"/2/tweets/{number}", query=query)
    if is_without_data(answer):
        raise Rejected(_("This post does not stand on X any more."))
    if not text_at(answer, "data", "id"):
        raise NotSent(_("X's answer cannot be read."))
    return at(answer, "data")


def _words(text: str) -> str:
    return "".join(ADDRESS.sub("", html.unescape(text)).split())
