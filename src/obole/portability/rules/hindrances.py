"""What stops an import in the desk, one sentence each; nothing that was done is lost."""

from obole.portability.rules.refusals import gettext_noop

DISK_FULL = gettext_noop(
    "The disk of the server is full. Nothing is lost: when there is room again, go on."
)
FILE_GONE = gettext_noop("The file is not on the server any more: bring it again.")
FOLDER_GONE = gettext_noop("The folder of files is not on the server any more.")
NO_FRONT_PAGE = gettext_noop("There is no front page in this language.")
OTHER_LANGUAGE = gettext_noop("This site has moved in before, in another language.")
ABANDONED = gettext_noop("A newer export of the same site was begun: this import has ended.")

# Of the upload.
NO_ROOM = gettext_noop("The disk of the server has no room for this file.")
TOO_LARGE = gettext_noop("The file is larger than 4 GB: export the site in parts, by year.")
