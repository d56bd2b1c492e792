#!/bin/sh
# Compiles requirements.lock from pyproject.toml: one file for all platforms and Python versions,
# names, versions and hashes only. doors.lock is the same with what `make test-doors` needs. --upgrade takes the newest versions; without it, versions stay
# where pyproject.toml lets them.
set -eu
cd "$(dirname "$0")/.."

UV=build/uv/bin/uv
if [ ! -x "$UV" ]; then
    echo "unrolled: installing uv into build/uv"
    .venv/bin/python -m venv build/uv
    build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
compile() {
    "$UV" pip compile pyproject.toml --universal --fork-strategy fewest --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
        --quiet "$@"
}
compile --extra dev --output-file requirements.lock "$@"
compile --extra dev --extra doors --constraint requirements.lock --output-file doors.lock
echo "unrolled: requirements.lock and doors.lock are compiled; run make test"
