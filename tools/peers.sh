#!/usr/bin/env bash
# The comparison with PyTorch, live: values and gradients at fresh draws, then the speeds.
# Makes build/peers, a Python environment of its own with torch and numpy; needs .venv.
#
# Exit codes: 0 all equal; 1 something differs; 3 PyTorch could not be had, and why.
# PEERS_LARGE=1 allows a build that brings gigabytes of GPU packages along.
# PEERS_SPEED=0 leaves the benchmark out.
set -eu
cd "$(dirname "$0")/.."

TORCH=2.13.0
SEEDS="1 2 3"
VENV=build/peers
BIN=.venv/bin

skip() {
    echo "peers: not run: $1" >&2
    exit 3
}

install() {
    "$BIN/python" -m venv "$VENV"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --dry-run \
        --report "$VENV/plan.json" "torch==$TORCH" numpy >"$VENV/pip.log" 2>&1 ||
        skip "pip finds no torch==$TORCH; see $VENV/pip.log"
    if [ "${PEERS_LARGE:-0}" != 1 ] && grep -Eq '"name": "(nvidia|cuda|triton)' "$VENV/plan.json"; then
        skip "torch==$TORCH would bring GPU packages; PEERS_LARGE=1 takes them"
    fi
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
        "torch==$TORCH" numpy >"$VENV/pip.log" 2>&1 ||
        skip "pip could not install torch==$TORCH; see $VENV/pip.log"
}

"$VENV/bin/python" -c "import torch; assert torch.__version__.startswith('$TORCH')" 2>/dev/null ||
    install

for dtype in float64 float32; do
    for seed in $SEEDS; do
        vectors=$PWD/build/peers/live-$dtype-$seed.npz
        "$VENV/bin/python" tests/golden/make_golden.py "$vectors" --seed "$seed" --dtype "$dtype"
        UNROLLED_GOLDEN=$vectors "$BIN/python" -m pytest -q --durations=0 --durations-min=60 \
            tests/ref/test_golden.py
    done
done

if [ "${PEERS_SPEED:-1}" != 0 ]; then
    "$BIN/python" benchmarks/cells.py --torch "$VENV/bin/python"
fi
