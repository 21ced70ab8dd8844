"""Posts and their markers, for tests of networks."""

import base64
import secrets
from datetime import timedelta

from obole.foundation import clock
from obole.social.models import Channel
from obole.social.networks.credentials import sealed_credentials
from obole.social.rules.network import Card, Image, Marker, Post
from obole.social.rules.vocabulary import Method

# One pixel, grey.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def make_marker(*, key=None):
    """Return a marker as a new delivery has one."""
    key = key or "".join(secrets.choice(ALPHABET) for _ in range(26))
    return Marker(key=key, url=f"https://news.example/s/{key}", made_at=clock.now())


def make_post(*, marker, title="L’eau monte à Saint-Omer", card=True, images=0, **changes):
    """Return a post that shows the marker's address."""
    values = {
        "text": f"{title} #Crues\n{marker.url}",
        "language": "fr",
        "method": Method.IMAGE if images else Method.LINK,
        "url": marker.url,
        "tags": ("Crues",),
        "card": Card(
            url=marker.url,
            title=title,
            description="Trois digues ont cédé.",
            image=make_image(),
        )
        if card
        else None,
        "images": tuple(make_image() for _ in range(images)),
    }
    return Post(**{**values, **changes})


def make_image():
    """Return the smallest picture there is."""
    return Image(
        content=PIXEL,
        content_type="image/png",
        width=1,
        height=1,
        alt_text="L’Aa déborde sur le quai",
        url="https://news.example/media/aa.png",
    )


def unsaved_channel(network, *, secrets, **options):
    """Return a channel of no database, connected with these secrets."""
    return Channel(
        network=network,
        name=network,
        options=options,
        sealed_credentials=sealed_credentials(secrets),
    )


def later(marker, *, seconds):
    """Return the moment so many seconds after the marker was made."""
    return marker.made_at + timedelta(seconds=seconds)
