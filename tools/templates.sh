#!/usr/bin/env bash
# Format every template; with --check only say which are not formatted.
#
#   tools/templates.sh [--check]
set -euo pipefail

find src -path '*/templates/*' -name '*.html' -print0 |
    xargs --null --no-run-if-empty .venv/bin/djade "$@"
