"""Forms with several files, and calls whose answer has no content."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of a form."""

    part: str
    name: str
    content_type: str
    content: bytes = field(repr=False)


def form_with_files(fields: Mapping[str, str], files: Sequence[File]) -> tuple[str, bytes]:
    """Return the content type and the content of a form with files (RFC 7578).

    The names of fields and files are ours, not from outside; nothing in them is escaped.
    """
    boundary = secrets.token_hex(16)
    opening = f"--{boundary}\r\nContent-Disposition: form-data"
    pieces = [f'{opening}; name="{name}"\r\n\r\n{fields[name]}\r\n'.encode() for name in fields]
    for file in files:
        about = f'{opening}; name="{file.part}"; filename="{file.name}"\r\n'
        pieces += [
            f"{about}Content-Type: {file.content_type}\r\n\r\n".encode(),
            file.content,
            b"\r\n",
        ]
    pieces.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces)


def name_of_file(number: int, content_type: str) -> str:
    """Return a name for the file of a picture: the network sees no name of ours."""
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
    return f"{number}.{ending.get(content_type, 'bin')}"
