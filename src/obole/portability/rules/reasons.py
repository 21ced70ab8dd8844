"""Why something of an export was skipped, or is not published: one sentence each."""

from obole.portability.rules.refusals import gettext_noop

# Imported, and not published.
DRAFT = gettext_noop("A draft there, and here.")
PENDING = gettext_noop("It waited for a review there: a draft here.")
PRIVATE = gettext_noop("Private there: a draft here.")
PASSWORD = gettext_noop("Behind a password there: a draft here.")
SCHEDULED = gettext_noop("Scheduled there, and here for the same time.")
SCHEDULED_IN_THE_PAST = gettext_noop("Scheduled there for a time that has passed: a draft here.")
BINNED = gettext_noop("In the bin there: a draft here.")
UNKNOWN_STATUS = gettext_noop("Its status there is not known: a draft here.")
UNPUBLISHED = (
    DRAFT,
    PENDING,
    PRIVATE,
    PASSWORD,
    SCHEDULED,
    SCHEDULED_IN_THE_PAST,
    BINNED,
    UNKNOWN_STATUS,
)

# Skipped.
CHANGED_HERE = gettext_noop("Changed here since it was imported: what changed there is left out.")
DELETED_HERE = gettext_noop("Deleted here since it was imported.")
SAME_NUMBER = gettext_noop("Another item of the file has the same number.")
SIGNS_NOTHING = gettext_noop("No post of the file is signed with this name.")
OTHER_SPELLING = gettext_noop("Another spelling of an author who is imported.")
NOTHING_IN_IT = gettext_noop("No post of the file is in it.")
OTHER_TAXONOMY = gettext_noop("A taxonomy that has no place here: kept as data.")
OTHER_KIND = gettext_noop("A kind of item that has no place here: kept as data.")
SAME_COMMENT = gettext_noop("Another comment of the site has the same number.")
PINGBACK = gettext_noop("A pingback or trackback, not a reader's comment: kept as data.")
OTHER_COMMENT = gettext_noop("Not a reader's comment, but something a plugin kept: kept as data.")
NO_PAGE_HERE = gettext_noop("What it is about is not a page here: kept as data.")
OTHER_PAGE = gettext_noop("It came below another page before, and stays there.")
DECIDED_HERE = gettext_noop("Decided or changed here since it was imported, so it stays as it is.")
COMMENT_DELETED_THERE = gettext_noop("Deleted there, and nobody answered it.")
NO_PAGE_AT_ADDRESS = gettext_noop("No page here has the address of its thread.")
THREAD_DELETED_THERE = gettext_noop("Its thread was deleted there.")
COMMENT_WITHOUT_TEXT = gettext_noop("There is no text in it, and nobody answered it.")

# Files that are missing.
NO_ADDRESS = gettext_noop("The export does not say where the file is.")
NOT_IN_UPLOADS = gettext_noop("The file is not in the uploads folder.")
OUTSIDE_UPLOADS = gettext_noop("The path leads out of the uploads folder.")
NOT_A_FILE = gettext_noop("There is no ordinary file at this path.")
NOT_FETCHED = gettext_noop("Nothing is fetched without a connection: give the uploads folder.")
NOT_FOUND = gettext_noop("The old site does not have the file any more.")
UNREACHABLE = gettext_noop("The old site does not answer.")
ADDRESS_REFUSED = gettext_noop("The address of the file is not a public one.")
TOO_LARGE = gettext_noop("The file is too large.")
KIND_NOT_KEPT = gettext_noop("Files of this kind are not published.")
PICTURE_REFUSED = gettext_noop("The picture cannot be used.")
EMPTY_FILE = gettext_noop("The file is empty.")

# Old addresses that lead nowhere.
LIVING_PAGE = gettext_noop("Another page has this address here.")
OTHER_REDIRECT = gettext_noop("A redirect that is not of this import begins there.")
NOTHING_PUBLISHED = gettext_noop("What stood there is not published here.")
