#!/bin/sh
# Makes .venv; on Debian as root, installs what Python needs for it.
set -eu
python=$1
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Stoppress needs Python 3.11 or newer." >&2; exit 1; }
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    else
        echo "python3 cannot make virtual environments here. On Debian: apt-get install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv .venv || { rm -rf .venv; exit 1; }
