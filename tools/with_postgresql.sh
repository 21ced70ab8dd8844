#!/usr/bin/env bash
# Run a command with a private PostgreSQL behind OBOLE_DATABASE_URL; it is gone afterwards.
#
#   tools/with_postgresql.sh COMMAND...
#
# The cluster listens on a socket in a temporary folder and on no port. A crash may lose it all
# (fsync is off): nothing but tests runs on it.
set -euo pipefail

programs=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1) || {
    echo "PostgreSQL is not installed; please install the package postgresql." >&2
    exit 1
}
folder=$(mktemp -d /tmp/obole-postgresql.XXXXXX)

# The server refuses to run as root.
as_owner=()
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id -u "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$folder"
    as_owner=(runuser -u "$owner" --)
fi
run() { (cd "$folder" && "${as_owner[@]}" "$programs/$1" "${@:2}"); }

finish() {
    [ ! -f "$folder/data/postmaster.pid" ] ||
        run pg_ctl stop --silent --pgdata="$folder/data" --mode=immediate
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

run initdb --pgdata="$folder/data" --username=obole --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
settings="-c listen_addresses= -c unix_socket_directories=$folder -c max_connections=50"
settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
run pg_ctl start --silent --wait --pgdata="$folder/data" --log="$folder/data/server.log" \
    --options="$settings" || { cat "$folder/data/server.log" >&2; exit 1; }
run createdb --host="$folder" --username=obole obole
# Others must reach the socket, not the data.
[ "$(id -u)" != 0 ] || chmod 755 "$folder"

OBOLE_DATABASE_URL="postgresql://obole@/obole?host=$folder" "$@"
