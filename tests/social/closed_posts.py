"""Posts for the networks that cannot run here, and a sender that keeps the rules of delivery."""

from itertools import count

from obole.foundation import clock
from obole.social.rules.network import (
    Card,
    Image,
    Marker,
    NotSent,
    Post,
    PreparedLost,
    Uncertain,
)
from obole.social.rules.vocabulary import Method

NUMBERS = count(1)
TRIES = 30


def a_marker():
    """Return a marker of a delivery of its own."""
    key = f"k{next(NUMBERS):025d}"
    return Marker(key=key, url=f"https://obole.example/s/{key}", made_at=clock.now())


def an_image():
    """Return a picture."""
    return Image(
        content=b"\xff\xd8jpeg",
        content_type="image/jpeg",
        width=1200,
        height=630,
        alt_text="Une digue (rompue)",
        url="https://obole.example/media/digue.jpg",
    )


def a_post(marker, *, kind="", images=0, text="La digue <a cédé> (hier) & l’eau_monte", **changed):
    """Return a post that the network takes, with the marker's address at its end."""
    images = images or (1 if kind == "instagram" else 0)
    method = (Method.TEXT, Method.IMAGE)[images] if images < 2 else Method.IMAGES
    card = Card(url=marker.url, title="La digue", description="Récit", image=an_image())
    values = {
        "text": f"{text} {marker.url}",
        "language": "fr",
        "method": method if images else Method.LINK,
        "url": marker.url,
        "card": None if images else card,
        "images": tuple(an_image() for _ in range(images)),
    }
    return Post(**{**values, **changed})


def deliver(network, post, marker):
    """Send as delivery does: what is open is looked for, never repeated blindly.

    Return where it stands, or "needs a human".
    """
    kept = {"prepared": None, "open": False}
    for _ in range(TRIES):
        try:
            return _step(network, post, marker, kept)
        except PreparedLost:
            kept["prepared"] = None
        except NotSent:
            continue
        except Uncertain:
            if not network.abilities.can_find:
                return "needs a human"
            kept["open"] = True
    raise AssertionError("It was tried for ever.")


def _step(network, post, marker, kept):
    if kept["open"]:
        found = _looked_for(network, post, marker, kept["prepared"])
        kept["open"] = False
        if found is not None:
            return found
    if kept["prepared"] is None:
        kept["prepared"] = network.prepare(post, marker=marker)
    return network.create(post, kept["prepared"], marker=marker)


def _looked_for(network, post, marker, prepared):
    for _ in range(TRIES):
        try:
            return network.find(post, marker=marker, prepared=prepared)
        except NotSent:
            continue
    raise AssertionError("It was looked for for ever.")
