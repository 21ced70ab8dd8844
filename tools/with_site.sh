#!/usr/bin/env bash
# Run a command on a throw-away copy of the test site, for tools that read Django's settings.
#
#   tools/with_site.sh COMMAND...
set -euo pipefail

OBOLE_SITE=$(mktemp -d)
trap 'rm -rf "$OBOLE_SITE"' EXIT
cp tests/site/obole.toml "$OBOLE_SITE"
mkdir -p "$OBOLE_SITE/var/secrets"
echo "only-for-tools-000000000000000000000000000000000000000000000000" \
    >"$OBOLE_SITE/var/secrets/secret-key"

export OBOLE_SITE DJANGO_SETTINGS_MODULE=obole.project.settings
"$@"
