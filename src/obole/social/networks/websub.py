"""WebSub: the hub is told that feeds have changed, and tells all who subscribed, at once.

https://www.w3.org/TR/websub/. How a publisher tells its hub is left to them; all public hubs
take a form with hub.mode=publish and hub.url, once for each feed. Telling twice is harmless.
"""

from typing import Final
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.addresses import feed_addresses, own_address
from obole.social.networks.calling import AddressNotAllowed, Answer, Call, ask
from obole.social.networks.registry import FACTORIES
from obole.social.queries.machines import websub_hub
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Rejected,
    Remote,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.vocabulary import Method

KIND: Final = "websub"
LABEL: Final = _("WebSub (feed readers at once)")
FIELDS: Final = ()
LIMITS: Final = Limits(text=500)
CLIENT_ERRORS: Final = range(400, 500)


class WebSub:
    """One hub, which is told of the feeds of the article's language."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        repeats_safely=True,
        known_by_key=True,
        methods=(Method.LINK,),
    )

    def __init__(self, channel: Channel) -> None:
        del channel  # The hub is the site's: its feeds name it.
        self._hub = websub_hub()

    def check(self) -> Identity:
        """Tell the hub of the feeds, changed or not. Raise WrongCredentials."""
        hub = self._hub
        if not hub:
            raise WrongCredentials(
                gettext_noop("First name a hub in the desk: Settings, Social networks, WebSub hub.")
            )
        try:
            self._publish(feed_addresses(), changes=False)
        except (AddressNotAllowed, Rejected) as failure:
            raise WrongCredentials(failure.reason) from None
        return Identity(name=urlsplit(hub).hostname or hub, handle=hub, url=hub, limits=LIMITS)

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Tell the hub that the feeds have a new article."""
        self._publish(feed_addresses(language=post.language, marker=marker))
        url = own_address(marker=marker, otherwise=post.url)
        return Remote(id=marker.key, url=url, revision=post.language)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Refuse: a hub is told again instead, which is harmless."""
        raise NotOffered(gettext_noop("A hub is not asked, only told."))

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Tell the hub that the feeds have changed."""
        self._publish(feed_addresses(language=post.language, marker=marker))
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Tell the hub that the feeds have changed."""
        self._publish(feed_addresses(language=remote.revision, marker=marker))

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: a hub has no comments."""
        raise NotOffered(gettext_noop("A hub has no comments."))

    def figures(self, remote: Remote) -> Figures:
        """Refuse: a hub tells no figures."""
        raise NotOffered(gettext_noop("A hub tells no figures."))

    def refreshed(self) -> Credentials | None:
        """Return nothing: there are no credentials."""
        return None

    def _publish(self, feeds: list[str], *, changes: bool = True) -> None:
        if not self._hub:
            raise LoginLost(gettext_noop("The site has no hub any more."))
        for feed in feeds:
            answer = self._tell(feed, changes=changes)
            if answer.status in CLIENT_ERRORS:
                raise Rejected(
                    Reason(
                        gettext_noop("The hub refuses %(feed)s (%(status)s). %(words)s"),
                        feed=feed,
                        status=answer.status,
                        words=answer.text,
                    )
                )
            if not answer.is_success:
                raise NotSent(
                    Reason(
                        gettext_noop("The hub answered %(status)s. %(words)s"),
                        status=answer.status,
                        words=answer.text,
                    )
                )

    def _tell(self, feed: str, *, changes: bool) -> Answer:
        return ask(
            Call(
                method="POST",
                url=self._hub,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                content=urlencode({"hub.mode": "publish", "hub.url": feed}).encode(),
                changes=changes,
            )
        )


FACTORIES[KIND] = WebSub
