#!/usr/bin/env bash
# Install the real servers that the tests of social publishing post to, into .servers/: a Bluesky
# server (npm, two minutes), Synapse (PyPI, a minute) and snac2 (Debian, seconds).
#
#   tools/install_servers.sh     again: nothing happens when they are all there
#
# A server that cannot be had is left out with a word: its tests are skipped with the reason.
set -uo pipefail

uv=$PWD/.uv/bin/uv
servers=$PWD/.servers
mkdir -p "$servers"

install_bluesky() {
    local folder=$servers/bluesky-pds source=tests/social/servers/bluesky-pds
    [ "$folder/.obole" -nt "$source/package-lock.json" ] && return 0
    echo "Installing a Bluesky server into .servers (about two minutes)"
    mkdir -p "$folder" && cp "$source/package.json" "$source/package-lock.json" "$folder"
    # Scripts are off but for the one module that is compiled here.
    (cd "$folder" && npm ci --ignore-scripts --silent --no-progress --no-audit --no-fund &&
        npm rebuild better-sqlite3 --silent --foreground-scripts >/dev/null 2>rebuild.log &&
        node -e 'new (require("better-sqlite3"))(":memory:")') && touch "$folder/.obole"
}
install_synapse() {
    local folder=$servers/synapse source=tests/social/servers/synapse-requirements.txt
    [ "$folder/.obole" -nt "$source" ] && return 0
    echo "Installing Synapse into .servers"
    "$uv" venv --quiet --clear --python python3.11 "$folder" &&
        VIRTUAL_ENV=$folder "$uv" pip install --quiet --requirement "$source" &&
        touch "$folder/.obole"
}
install_snac() { tools/install_packages.sh snac; }

for server in bluesky synapse snac; do
    "install_$server" || echo "The tests that need it will be skipped: no $server." >&2
done
