"""IndexNow: search engines are told which address is new, changed or gone.

https://www.indexnow.org/documentation. One engine that is told tells the others. A key, which we
serve at /<key>.txt, shows that the site itself asks. Telling twice is harmless.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.addresses import own_address, site_root
from obole.social.networks.calling import Call, ask
from obole.social.networks.connected import connection_of
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES
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

KIND: Final = "indexnow"
LABEL: Final = _("IndexNow (search engines at once)")
FIELDS: Final = (
    ConnectField(
        name="key",
        label=_("Key"),
        help=_(
            "8 to 128 letters, digits and dashes that you make up, hard to guess. Obole shows "
            "it at an address of the site; it is no secret after that."
        ),
    ),
)
ENDPOINT: Final = "https://api.indexnow.org/indexnow"
KEY: Final = re.compile(r"[a-zA-Z0-9-]{8,128}")
LIMITS: Final = Limits(text=500)
FORBIDDEN: Final = 403
REFUSED: Final = frozenset({400, 422})


class IndexNow:
    """The search engines that take part, for the addresses of this site."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        repeats_safely=True,
        known_by_key=True,
        methods=(Method.LINK,),
    )

    def __init__(self, channel: Channel) -> None:
        self._key = connection_of(channel).get("key", "")

    def check(self) -> Identity:
        """Look at the key; engines fetch it from the site only when they are told of a page."""
        if not KEY.fullmatch(self._key):
            raise WrongCredentials(gettext_noop("A key is 8 to 128 letters, digits and dashes."))
        return Identity(
            name="IndexNow",
            handle=urlsplit(site_root()).netloc,
            url=f"{site_root()}/{self._key}.txt",
            limits=LIMITS,
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Tell that an address is new."""
        url = own_address(marker=marker, otherwise=post.url)
        self._submit([url])
        return Remote(id=marker.key, url=url)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Refuse: engines are told again instead, which is harmless."""
        raise NotOffered(gettext_noop("IndexNow is not asked, only told."))

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Tell that an address has changed; after a move, the old and the new one."""
        url = own_address(marker=marker, otherwise=remote.url or post.url)
        self._submit(list(dict.fromkeys([url, remote.url or url])))
        return Remote(id=remote.id, url=url)

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Tell that an address is gone: whoever fetches it finds out."""
        if remote.url:
            self._submit([remote.url])

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: there is nothing to answer."""
        raise NotOffered(gettext_noop("IndexNow has no comments."))

    def figures(self, remote: Remote) -> Figures:
        """Refuse: engines tell no figures here."""
        raise NotOffered(gettext_noop("IndexNow tells no figures."))

    def refreshed(self) -> Credentials | None:
        """Return nothing: a key does not end."""
        return None

    def _submit(self, urls: list[str]) -> None:
        root = site_root()
        answer = ask(
            Call(
                method="POST",
                url=ENDPOINT,
                changes=True,
                json={
                    "host": urlsplit(root).netloc,
                    "key": self._key,
                    "keyLocation": f"{root}/{self._key}.txt",
                    "urlList": urls,
                },
            )
        )
        if answer.status == FORBIDDEN:
            raise LoginLost(
                Reason(
                    gettext_noop("The search engines did not find the key at %(address)s."),
                    address=f"{root}/{self._key}.txt",
                )
            )
        if answer.status in REFUSED:
            raise Rejected(
                Reason(
                    gettext_noop("The search engines refuse (%(status)s): %(words)s"),
                    status=answer.status,
                    words=answer.text,
                )
            )
        if not answer.is_success:
            raise NotSent(
                Reason(
                    gettext_noop("The search engines answered %(status)s. %(words)s"),
                    status=answer.status,
                    words=answer.text,
                )
            )


FACTORIES[KIND] = IndexNow
