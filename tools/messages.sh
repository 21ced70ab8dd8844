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

# The plural forms are those of Wagtail's own French, to the letter: only among catalogues that count
# alike do our words come before those of others.
write_header() {
    printf '%s\n' 'msgid ""' 'msgstr ""' '"Project-Id-Version: Obole\n"' '"Language: fr\n"' \
        '"MIME-Version: 1.0\n"' '"Content-Type: text/plain; charset=UTF-8\n"' \
        '"Content-Transfer-Encoding: 8bit\n"' \
        '"Plural-Forms: nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % "' \
        '"1000000 == 0 ? 1 : 2;\n"'
}

for folder in "$source"/*/; do
    app=${folder%/}
    [ -f "$app/__init__.py" ] || continue
    messages=$app/locale/fr/LC_MESSAGES/django.po
    mkdir -p "${messages%/*}"
    [ -f "$messages" ] || write_header >"$messages"
    (cd "$app" && "$django_admin" makemessages --verbosity=0 --locale=fr --no-obsolete \
        --add-location=file)
    sed -i '/^"POT-Creation-Date:/d' "$messages"
    if [ "$(grep -c '^msgid ' "$messages")" -gt 1 ]; then
        msgfmt --check-format --output-file="${messages%.po}.mo" "$messages"
    else
        rm -r "$app/locale" # The app has no strings.
    fi
done
