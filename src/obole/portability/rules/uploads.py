"""Attachments: where their files are, what they are, and which addresses mean the same one."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from obole.portability.rules.bodies import exact_address, picture_address
from obole.portability.rules.items import SourceItem
from obole.portability.rules.placing import value_of

PICTURE_EXTENSIONS = frozenset(("avif", "bmp", "gif", "jpeg", "jpg", "png", "tif", "tiff", "webp"))
MAX_PATH_CHARACTERS = 500

_UPLOADS = re.compile(r".*/(?:wp-content/uploads(?:/sites/\d+)?|wp-content/blogs\.dir/\d+/files)/")
# The part of WordPress's serialised data that names the photographer.
_CREDIT = re.compile(r's:6:"credit";s:\d+:"([^"]{1,250})"')
_CREDIT_FIELDS = ("_media_credit", "_credit", "credit", "media_credit", "_wp_attachment_credit")


@dataclass(frozen=True, slots=True)
class FileName:
    """Where a file is: its host, its path below the uploads folder, and the form of that path.

    All sizes and variants of one picture have the same form.
    """

    host: str
    path: str
    form: str

    @property
    def extension(self) -> str:
        """The end of its name, in small letters, without the dot."""
        return PurePosixPath(self.path).suffix.lower().removeprefix(".")

    @property
    def name(self) -> str:
        """Its name without folders."""
        return PurePosixPath(self.path).name

    @property
    def is_picture(self) -> bool:
        """Whether its name is that of a picture."""
        return is_picture_file(self.path)


def is_picture_file(path: str) -> bool:
    """Tell whether a path ends like that of a picture."""
    return PurePosixPath(path).suffix.lower().removeprefix(".") in PICTURE_EXTENSIONS


def file_name_of(url: str) -> FileName:
    """Return where the file of an address is; the path is empty for what is no address."""
    exact, form = (_below_uploads(address(url)) for address in (exact_address, picture_address))
    host = exact_address(url).partition("/")[0]
    return FileName(
        host=host[:255], path=exact[:MAX_PATH_CHARACTERS], form=form[:MAX_PATH_CHARACTERS]
    )


def file_of(item: SourceItem) -> FileName:
    """Return where the file of an attachment is."""
    found = file_name_of(item.attachment_url)
    attached = value_of(item, "_wp_attached_file").strip().lstrip("/")
    if attached and not attached.startswith(("http:", "https:")) and not found.path:
        return FileName(host=found.host, path=attached[:MAX_PATH_CHARACTERS], form=found.form)
    return found


def path_in_folder(url: str) -> str:
    """Return the path of an address below the uploads folder as the disk has it."""
    path = unquote(urlsplit(url).path)
    return _below_uploads(path)


def credit_of(item: SourceItem) -> str:
    """Return who made a picture, where a plugin or its file says so."""
    for name in _CREDIT_FIELDS:
        if credit := " ".join(value_of(item, name).split()):
            return credit[:250]
    found = _CREDIT.search(value_of(item, "_wp_attachment_metadata"))
    return " ".join(found[1].split()) if found else ""


def _below_uploads(address: str) -> str:
    uploads = _UPLOADS.match(address)
    if uploads is not None:
        return address[uploads.end() :]
    return address.partition("/")[2]
