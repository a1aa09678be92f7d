#!/bin/sh
# Makes the virtual environment named first and installs the requirements files named after it.
# Called by make; says in one sentence what to do when something is missing.
set -u
venv=$1
shift

say() {
    echo "setup: $*" >&2
    exit 1
}

if [ ! -x "$venv/bin/python" ]; then
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            break
        fi
    done
    [ -n "${python:-}" ] || say "Python 3.11 or newer is needed: install it (python.org, or apt install python3) and repeat."
    "$python" -m venv "$venv" 2>/dev/null ||
        say "$python cannot make a virtual environment: install its venv package (apt install python3-venv) and repeat."
fi

for file in "$@"; do
    echo "setup: installing $file, about a minute the first time …"
    log=$("$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint constraints.txt --requirement "$file" 2>&1) || {
        echo "$log" >"$venv/setup.log"
        say "installing failed: check that this machine reaches the package index (network, proxy) and repeat; details are in $venv/setup.log."
    }
done
