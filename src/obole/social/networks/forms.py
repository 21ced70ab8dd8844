"""Forms with several files (RFC 7578)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class UploadedFile:
    """One file of a form."""

    name: str
    file_name: str
    content: bytes = field(repr=False)
    content_type: str


def form_of(fields: Mapping[str, str], files: list[UploadedFile]) -> tuple[dict[str, str], bytes]:
    """Return the headers and the content of a form. Names are ours: nothing in them is escaped."""
    boundary = secrets.token_hex(16)
    opening = f"--{boundary}\r\nContent-Disposition: form-data"
    parts: list[bytes] = []
    for name, value in fields.items():
        parts.append(f'{opening}; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for each in files:
        head = f'{opening}; name="{each.name}"; filename="{each.file_name}"'
        parts.append(f"{head}\r\nContent-Type: {each.content_type}\r\n\r\n".encode())
        parts.append(each.content + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, b"".join(parts)
