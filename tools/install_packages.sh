#!/usr/bin/env bash
# Install the Debian packages that the given tools come from; nothing when they are all there.
#
#   tools/install_packages.sh TOOL...    with TOOL one of the names below
set -euo pipefail

postgresql_is_there() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
package_of() {
    case $1 in
    brotli-for-nginx) echo libnginx-mod-http-brotli-static ;;
    caddy) echo caddy ;;
    chromium) echo chromium ;;
    gettext) echo gettext ;;
    hledger) echo hledger ;;
    java) echo default-jre-headless ;;
    nginx) echo nginx ;;
    openssl) echo openssl ;;
    pango) echo libpangoft2-1.0-0 ;;
    pdftotext) echo poppler-utils ;;
    postgresql) echo postgresql ;;
    snac) echo snac2 ;;
    wrk) echo wrk ;;
    zbarimg) echo zbar-tools ;;
    *) echo "install_packages.sh: no package is known for $1." >&2 && return 1 ;;
    esac
}
is_there() {
    case $1 in
    brotli-for-nginx) [ -f /usr/lib/nginx/modules/ngx_http_brotli_static_module.so ] ;;
    nginx) [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null ;;
    gettext) command -v xgettext >/dev/null && command -v msgfmt >/dev/null ;;
    pango) ldconfig -p | grep -q libpangoft2-1.0.so ;;
    postgresql) postgresql_is_there ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

packages=()
for tool in "$@"; do
    package=$(package_of "$tool")
    is_there "$tool" || packages+=("$package")
done
[ ${#packages[@]} -gt 0 ] || exit 0

refuse() {
    echo "Please install ${packages[*]} ($1), then run this again." >&2
    exit 1
}
command -v apt-get >/dev/null || refuse "this machine has no apt-get"
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || refuse "it needs root, and there is no sudo"
    as_root=(sudo)
fi
echo "Installing ${packages[*]} with apt-get"
log=$(mktemp)
# Web servers that a package starts by itself would take ports 80 and 443 from whoever uses them.
policy=/usr/sbin/policy-rc.d
forbid_starting() {
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
    made_policy=1
}
allow_starting() { [ -z "${made_policy:-}" ] || "${as_root[@]}" rm -f "$policy"; }
trap 'rm -f "$log"; allow_starting' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >"$log" 2>&1; }
apt update || { tail -n 5 "$log" >&2; refuse "apt-get update failed"; }
# Debian 12 has it among its backports only; later ones in their main section.
add_backports() {
    local codename list=/etc/apt/sources.list.d/obole-backports.sources
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ "$codename" = bookworm ] || return 0
    ! apt-cache policy snac2 | grep -q 'Candidate: [0-9]' || return 0
    printf '%s\n' 'Types: deb' 'URIs: http://deb.debian.org/debian' \
        "Suites: $codename-backports" 'Components: main' \
        'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' |
        "${as_root[@]}" tee "$list" >/dev/null
    apt update || { "${as_root[@]}" rm -f "$list"; refuse "$codename-backports cannot be had"; }
}
[[ " ${packages[*]} " != *" snac2 "* ]] || add_backports
forbid_starting
apt install --no-install-recommends "${packages[@]}" ||
    { tail -n 15 "$log" >&2; refuse "apt-get install failed"; }
