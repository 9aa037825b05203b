#!/bin/sh
# Locks the requirements with hashes and without any registry's address.
set -eu
compile() {
    uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-config pyproject.toml "$@"
}
unset PIP_FIND_LINKS UV_FIND_LINKS
compile -o requirements/run.txt
compile --group build -o requirements/build.txt
compile --group build --group dev -o requirements/dev.txt
# npm writes down where each package asks for money.
node -e 'const fs = require("fs"), file = "frontend/package-lock.json", lock = JSON.parse(fs.readFileSync(file));
for (const each of Object.values(lock.packages)) delete each.funding;
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);'
