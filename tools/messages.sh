#!/usr/bin/env bash
# Collect the strings of every app into its French .po file, and compile it.
#
#   tools/messages.sh [FOLDER]    the folder that holds the apps, src/obole unless given
#
# English is the language of the source. Files name no line and no date, so that moving code or
# running this twice changes nothing.
set -euo pipefail

django_admin=$PWD/.venv/bin/django-admin
source=${1:-src/obole}

for app in "$source"/*/; do
    messages=$app/locale/fr/LC_MESSAGES/django.po
    mkdir -p "$app/locale"
    (cd "$app" && "$django_admin" makemessages --verbosity=0 --locale=fr --no-obsolete \
        --add-location=file)
    if [ -f "$messages" ]; then
        sed -i '/^"POT-Creation-Date:/d' "$messages"
        msgfmt --check --output-file="${messages%.po}.mo" "$messages"
    else
        rmdir "$app/locale" # The app has no strings.
    fi
done
