# Finds or builds SWI-Prolog, and adds distribution packages. Sourced by setup.sh.
# shellcheck shell=bash

oldest_swipl=9.1.12
built_swipl=9.2.9

stop() {
    printf 'setup: %s\n' "$*" >&2
    exit 2
}

at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

swipl_version() { "$1" --version 2>/dev/null | sed -n 's/.*version \([0-9.]*\).*/\1/p'; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        stop "these need root: '$*'; run that command as root, then make again"
    fi
}

# Installs the Debian packages among the arguments that are not there yet; elsewhere does nothing.
add_packages() {
    command -v apt-get >/dev/null 2>&1 || return 0
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "distribution packages that are missing here: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# janus-swi is compiled: a compiler, and the headers of a Python that came from the distribution.
add_packages_for_janus() {
    command -v cc >/dev/null 2>&1 || add_packages build-essential
    if ! "$root/.venv/bin/python" -c 'import sysconfig, pathlib, sys
sys.exit(not (pathlib.Path(sysconfig.get_paths()["include"]) / "Python.h").exists())'; then
        add_packages "$("$root/.venv/bin/python" -c 'import sys; print("python%d.%d-dev" % sys.version_info[:2])')"
    fi
}

distribution() { ( . /etc/os-release 2>/dev/null && printf '%s' "${ID:-}" ); }

ensure_swipl() {
    local found
    found=$(command -v swipl || true)
    if [ -n "$found" ] && at_least "$(swipl_version "$found")" "$oldest_swipl" &&
        { [[ $found != "$root/.swipl/"* ]] || [ -f "$root/.swipl/complete" ]; }; then
        return
    fi
    if swipl_from_package_manager; then
        return
    fi
    if [ "$(distribution)" = debian ]; then
        build_swipl
        return
    fi
    stop "SWI-Prolog $oldest_swipl or newer is needed and this system's packages have none;" \
        "add it (Ubuntu: sudo add-apt-repository ppa:swi-prolog/stable && sudo apt install swi-prolog), then make again"
}

swipl_from_package_manager() {
    local candidate
    if command -v brew >/dev/null 2>&1; then
        say "SWI-Prolog from Homebrew"
        brew install swi-prolog
    elif [ -n "${CONDA_PREFIX:-}" ] && command -v conda >/dev/null 2>&1; then
        say "SWI-Prolog from conda-forge"
        conda install --yes --channel conda-forge swi-prolog
    elif command -v apt-cache >/dev/null 2>&1; then
        candidate=$(apt-cache policy swi-prolog-nox 2>/dev/null | sed -n 's/ *Candidate: \([0-9.]*\).*/\1/p')
        if [ -z "$candidate" ]; then
            as_root apt-get update -qq
            candidate=$(apt-cache policy swi-prolog-nox 2>/dev/null | sed -n 's/ *Candidate: \([0-9.]*\).*/\1/p')
        fi
        [ -n "$candidate" ] && at_least "$candidate" "$oldest_swipl" || return 1
        add_packages swi-prolog-nox
    else
        return 1
    fi
    hash -r
    command -v swipl >/dev/null 2>&1 && at_least "$(swipl_version swipl)" "$oldest_swipl"
}

# Address and keyring of Debian's archive as this machine knows them.
debian_archive() {
    local sources=/etc/apt/sources.list.d/debian.sources
    if [ -f "$sources" ]; then
        awk '/^URIs:/ && !u {u = $2} /^Signed-By:/ && !k {k = $2} END {print u, k}' "$sources"
    else
        awk '/^deb / && $0 !~ /cdrom:/ {for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; exit}}' \
            /etc/apt/sources.list
    fi
}

# Fetches Debian 13's source package with an apt of its own: the system's lists stay untouched.
fetch_swipl_source() {
    local work=$1 uri keyring
    read -r uri keyring < <(debian_archive; echo)
    [ -n "$uri" ] || stop "no Debian mirror in /etc/apt; add one, or put swipl $oldest_swipl or newer on PATH"
    mkdir -p "$work"/{lists/partial,cache/archives/partial,source}
    printf 'Types: deb-src\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' \
        "$uri" "${keyring:-/usr/share/keyrings/debian-archive-keyring.gpg}" >"$work/trixie.sources"
    local apt=(apt-get -q -o "Dir::Etc::sourcelist=$work/trixie.sources" -o Dir::Etc::sourceparts=-
        -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
    "${apt[@]}" update
    (cd "$work" && "${apt[@]}" source --tar-only swi-prolog)
    tar -xf "$work"/swi-prolog_*.orig.tar.* -C "$work/source" --strip-components=1
}

build_swipl() {
    local prefix=$root/.swipl work=$root/.swipl/work
    say "SWI-Prolog $built_swipl: building Debian 13's source package into .swipl (about a minute on two cores)"
    add_packages cmake ninja-build build-essential xz-utils libgmp-dev zlib1g-dev libssl-dev ca-certificates
    rm -rf "$prefix"
    fetch_swipl_source "$work"
    cmake -S "$work/source" -B "$work/build" -G Ninja -Wno-dev --log-level=WARNING \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$prefix" -DSWIPL_PACKAGES_X=OFF \
        "-DSWIPL_PACKAGE_LIST=clib;plunit;table;zlib;pengines;http;sgml;swipy" \
        -DINSTALL_DOCUMENTATION=OFF -DBUILD_TESTING=OFF >"$work/configure.log" 2>&1 ||
        stop "SWI-Prolog could not be configured; see $work/configure.log"
    ninja -C "$work/build"
    ninja -C "$work/build" install >"$work/install.log" 2>&1 ||
        stop "SWI-Prolog could not be installed; see $work/install.log"
    rm -rf "$work"
    touch "$prefix/complete"
    hash -r
    say "SWI-Prolog $(swipl_version "$prefix/bin/swipl") is ready"
}
