#!/bin/sh
# Finds nginx and Varnish with xkey, which tests of deploy/ start on loopback ports; on Debian as root, installs them.
# Without them those tests are skipped and say so.
set -eu
PATH="$PATH:/usr/sbin"
xkey=$(find /usr/lib /usr/local/lib -name 'libvmod_xkey.so' 2>/dev/null | head -n 1)
if command -v nginx >/dev/null && command -v varnishd >/dev/null && [ -n "$xkey" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's nginx and varnish for the tests of deploy/."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        nginx varnish varnish-modules >/dev/null
else
    echo "Tests of deploy/ want nginx and Varnish. On Debian: apt-get install nginx varnish varnish-modules" >&2
fi
