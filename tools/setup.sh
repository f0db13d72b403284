#!/usr/bin/env bash
# Sets up everything that neurosym needs, in .venv/ and .swipl/ of this checkout.
#
#   tools/setup.sh runtime    Python packages, SWI-Prolog, janus-swi
#   tools/setup.sh dev        the same, and the packages that the tests need
#
# Safe to repeat (a finished step is skipped) and to interrupt (an unfinished one starts again).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
goal=${1:-runtime}
venv=$root/.venv
# shellcheck source=tools/machine.sh
source tools/machine.sh

say() { printf '[setup] %s\n' "$*"; }

choose_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c \
            'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    stop "no Python 3.11, 3.12 or 3.13 on PATH; install one, or name it: make PYTHON=/path/to/python3.11"
}

make_venv() {
    if [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    local python
    python=$(choose_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        add_packages "$(basename "$(readlink -f "$python")")-venv"
    fi
    say "Python environment in .venv ($("$python" --version))"
    "$python" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --upgrade 'pip>=25.1'
}

# A step's stamp holds a fingerprint of what it depends on.
done_before() { [ -f "$venv/.step-$1" ] && [ "$(cat "$venv/.step-$1")" = "$2" ]; }
mark_done() { printf '%s' "$2" >"$venv/.step-$1"; }
fingerprint() { cat pyproject.toml constraints.txt | cksum; printf '%s' "${TORCH_INDEX:-} $root"; }

install_python_packages() {
    local print
    print=$(fingerprint)
    if ! done_before runtime "$print"; then
        say "torch, pinned in constraints.txt${TORCH_INDEX:+ from TORCH_INDEX}"
        "$venv/bin/python" -m pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} -c constraints.txt torch
        say "neurosym and what it stands on (pgmpy, Pyro, networkx, PySDD ...)"
        "$venv/bin/python" -m pip install -c constraints.txt --editable .
        mark_done runtime "$print"
    fi
    if [ "$goal" = dev ] && ! done_before dev "$print"; then
        say "what the tests need (pytest, mypy, ruff, hypothesis ...)"
        "$venv/bin/python" -m pip install -c constraints.txt --group dev
        mark_done dev "$print"
    fi
}

install_janus() {
    local swipl print
    swipl=$(command -v swipl)
    print="$(swipl --version) $swipl $(fingerprint)"
    if done_before janus "$print"; then
        return
    fi
    say "janus-swi, built against $swipl"
    add_packages_for_janus
    # pip caches the built wheel with the run path of the SWI-Prolog it was built against.
    "$venv/bin/python" -m pip install --no-cache-dir --force-reinstall --no-deps -c constraints.txt janus-swi
    "$venv/bin/python" -c 'import janus_swi; assert janus_swi.query_once("true")["truth"]'
    mark_done janus "$print"
}

make_venv
install_python_packages
ensure_swipl
install_janus
