"""Why an export cannot be read: one sentence each, for the person who brought the file."""


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators; whoever shows it translates it."""
    return sentence


EMPTY = gettext_noop("The file is empty.")
ARCHIVE = gettext_noop("The file is an archive: unpack it, and import the XML file in it.")
NOT_XML = gettext_noop("The file is not XML, so it is not a WordPress export.")
WEB_PAGE = gettext_noop("The file is a web page, not a WordPress export.")
JSON = gettext_noop("The file is JSON, not a WordPress export.")
TOO_LARGE = gettext_noop("The file is too large: export the site in parts, by year for instance.")
UNKNOWN_ENCODING = gettext_noop("The file says that its text is in an encoding that is not known.")
WRONG_ENCODING = gettext_noop("The file holds bytes that are not text in the encoding it declares.")
READ_AS_WINDOWS = gettext_noop(
    "Some bytes are not text in the encoding that the file declares: read as Windows-1252."
)
NOT_WXR = gettext_noop("The file is XML, but not a WordPress export.")
FEED = gettext_noop("The file is a feed, not a WordPress export: use “Tools, Export” of WordPress.")
NO_CHANNEL = gettext_noop("The file begins like a WordPress export, but has no channel.")
UNKNOWN_VERSION = gettext_noop("The version of this WordPress export is not known.")
DOCUMENT_TYPE = gettext_noop("The file declares a document type, which no WordPress export does.")
MALFORMED = gettext_noop("The file is not well-formed XML.")
CUT_OFF = gettext_noop("The file is cut off: the end is missing.")
NESTED_ITEM = gettext_noop("The file is not well-formed: an item begins inside another.")
TOO_DEEP = gettext_noop("The elements of the file are nested too deeply.")
TOO_MANY_ATTRIBUTES = gettext_noop("An element has too many attributes.")
TOO_MANY_PARTS = gettext_noop("An item has too many fields, comments or terms.")
TOO_LONG_ELEMENT = gettext_noop("An element is too long.")
TOO_LONG_ITEM = gettext_noop("An item is too long, with its comments and fields.")
TOO_LONG_TAG = gettext_noop("A tag or a remark is too long.")
# Files of comments.
COMMENTS_ARCHIVE = gettext_noop("The file is an archive: unpack it, and import the file in it.")
COMMENTS_TOO_LARGE = gettext_noop("The file is too large.")
COMMENTS_WEB_PAGE = gettext_noop("The file is a web page, not an export of comments.")
NOT_DISQUS = gettext_noop("The file is not an export of Disqus, which is XML.")
NOT_ISSO = gettext_noop("The file is neither a database of Isso nor a list of threads in JSON.")
NOT_COMMENTO = gettext_noop("The file is not an export of Commento, which is JSON.")
NOT_REMARK42 = gettext_noop("The file is neither a backup of Remark42 nor its list of comments.")
UNKNOWN_COMMENTS_VERSION = gettext_noop("The version of this export is not known.")
MALFORMED_JSON = gettext_noop("The file is not well-formed JSON.")
NO_OBJECT = gettext_noop("A comment of the file is not as it should be.")
DAMAGED_DATABASE = gettext_noop("The database is damaged, or is not one of Isso.")
ISSO_IS_WRITING = gettext_noop(
    "Isso has not finished writing its database: stop it, and copy the database again."
)
NO_MAP_LINE = gettext_noop("A line of the map is not an old address, a comma and a new one.")
MAPPED_TWICE = gettext_noop("The map says twice where an old address leads.")
NO_MAPPED_PAGE = gettext_noop("No page here has the new address of a line of the map.")
TEXT_BEFORE_XML = gettext_noop("There is something before the XML begins.")
TOO_DAMAGED = gettext_noop("The file is too damaged to be read.")


class NotImportable(Exception):
    """The file, or a part of it, cannot be read."""

    def __init__(self, reason: str, *, line: int = 0, item: str = "", detail: str = "") -> None:
        """Say why; `line` is 0 when no line is to blame, and `detail` is not translated."""
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.item = item
        self.detail = detail

    def __str__(self) -> str:
        place = f"Line {self.line}" if self.line else ""
        place += f", in “{self.item}”" if self.item else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{place}{': ' if place else ''}{self.reason}{detail}"
