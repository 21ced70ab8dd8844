#!/usr/bin/env bash
# Run one step of the build and say how long it took.
#
#   tools/step.sh "What it is" COMMAND...           a title, the command's own output, the time
#   tools/step.sh --quiet "What it is" COMMAND...   one line; the output only if it fails
set -euo pipefail

quiet=no
if [ "$1" = --quiet ]; then
    quiet=yes
    shift
fi
title=$1
shift
SECONDS=0

if [ "$quiet" = no ]; then
    printf '\n== %s\n' "$title"
    status=0
    "$@" || status=$?
    [ "$status" = 0 ] && outcome=done || outcome=FAILED
    printf '== %s: %s in %d s\n' "$title" "$outcome" "$SECONDS"
    exit "$status"
fi

output=$(mktemp)
trap 'rm -f "$output"' EXIT
if "$@" >"$output" 2>&1; then
    printf '%-34s ok %4d s\n' "$title" "$SECONDS"
else
    status=$?
    printf '%-34s FAILED\n' "$title"
    cat "$output"
    exit "$status"
fi
