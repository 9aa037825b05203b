#!/bin/sh
# Finds the browsers that tests use: Chromium, and its shell, which takes less of the machine. On Debian as root, installs them.
set -eu
found() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}
if found && command -v chromium-headless-shell >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's chromium for the browser tests."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium chromium-headless-shell fonts-liberation >/dev/null || found
elif ! found; then
    echo "Browser tests need Chromium. On Debian: apt-get install chromium chromium-headless-shell" >&2
    exit 1
fi
