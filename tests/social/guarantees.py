"""What is promised of each network: the table of docs/explanation/how-posts-go-out.md."""

from enum import StrEnum

from obole.social.rules.network import Abilities


class Promise(StrEnum):
    """How often a post stands, whatever is lost on the way."""

    ONCE = "Exactly once"
    ASKS = "At most once, then a person is asked"
    HARMLESS = "At least once, which is harmless"


def promise_of(abilities: Abilities) -> Promise:
    """Return what a network's abilities let us promise."""
    if abilities.can_find:
        return Promise.ONCE
    return Promise.HARMLESS if abilities.repeats_safely else Promise.ASKS


# kind: (the key it knows us by, how a post is looked for, the promise)
PROMISES = {
    "bluesky": ("a record key of ours", "under that key", Promise.ONCE),
    "matrix": ("a transaction of ours", "by our key in the room", Promise.ONCE),
    "noticeboard": ("our key", "by that key", Promise.ONCE),
    "instagram": ("a container", "whether it was released", Promise.ONCE),
    "threads": ("a container", "whether it was released", Promise.ONCE),
    "mastodon": ("a key, where the server keeps it", "by the address in the post", Promise.ONCE),
    "facebook": ("", "by the address in the post", Promise.ONCE),
    "linkedin": ("", "by the address in the post", Promise.ONCE),
    "x": ("", "by the address in the post", Promise.ONCE),
    "tumblr": ("", "by the address in the post", Promise.ONCE),
    "pinterest": ("", "by the link of the pin", Promise.ONCE),
    "discord": ("a nonce, for some minutes", "by the address in the post", Promise.ONCE),
    "telegram": ("", "", Promise.ASKS),
    "slack": ("", "", Promise.ASKS),
    "discord-webhook": ("", "", Promise.ASKS),
    "linkedin-person": ("", "", Promise.ASKS),
    "webhook": ("a message number of ours", "", Promise.HARMLESS),
    "websub": ("the feed", "", Promise.HARMLESS),
    "indexnow": ("the article's address", "", Promise.HARMLESS),
}
