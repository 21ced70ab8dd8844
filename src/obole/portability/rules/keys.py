"""What names a comment among all that came from one program."""

import hashlib

# As long as a column.
LONGEST_KEY = 200


def short_key(key: str) -> str:
    """Return a key that fits: itself, or its beginning and a digest."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}#{digest}"


def key_in(namespace: str, key: str) -> str:
    """Return the key of something that has a name in its site only; nothing for nothing."""
    return short_key(f"{namespace}:{key}") if key else ""
