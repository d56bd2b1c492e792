#!/bin/sh
# Compiles requirements.lock from pyproject.toml: one file for all platforms and Python versions,
# names, versions and hashes only. --upgrade takes the newest versions; without it, versions stay
# where pyproject.toml lets them.
set -eu
cd "$(dirname "$0")/.."

UV=build/uv/bin/uv
if [ ! -x "$UV" ]; then
    echo "unrolled: installing uv into build/uv"
    .venv/bin/python -m venv build/uv
    build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
"$UV" pip compile pyproject.toml --extra dev \
    --universal --fork-strategy fewest --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    --quiet --output-file requirements.lock "$@"
echo "unrolled: requirements.lock is compiled; run make test"
