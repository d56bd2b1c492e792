#!/bin/sh
# Makes .venv from requirements.lock and installs the project into it.
#
#   tools/bootstrap.sh              the Python environment
#   tools/bootstrap.sh --sandbox    and bubblewrap, which grading runs submissions in
#   tools/bootstrap.sh --doors      and what tests/doors needs: a browser, its driver, axe-core
#
# Done already, it costs a few hundredths of a second. An install that was interrupted is done
# again: the stamp in .venv is written last. PYTHON=/path/to/python3.12 chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
STAMP=$VENV/installed
LOG=build/install.log
AXE=4.14.1
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
unset PYTHONHOME PYTHONPATH || true

fail() {
    echo "unrolled: $*" >&2
    exit 2
}

say() {
    echo "unrolled: $*"
}

# What an install depends on: the lock, the project's own declaration, and where it stands
# (scripts in a virtual environment hold its path).
fingerprint() {
    { cat requirements.lock pyproject.toml && pwd -P; } | cksum
}

installed() {
    [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(fingerprint)" ] && [ -x "$VENV/bin/unrolled" ] &&
        [ -x "$VENV/bin/python" ]
}

# Runs a command with its output in the log. On failure, the log's last lines are shown.
logged() {
    if "$@" >>"$LOG" 2>&1; then
        return 0
    fi
    echo "--- the last lines of $LOG" >&2
    tail -n 15 "$LOG" >&2
    echo "---" >&2
    return 1
}

# Prints the prefix that gives root's rights ("" or "sudo -n"); 1 where there is none.
root_prefix() {
    if [ "$(id -u)" = 0 ]; then
        echo ""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then
        echo "sudo -n"
    else
        return 1
    fi
}

# apt_install PACKAGE: installs a system package if this user may; 1 otherwise.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    prefix=$(root_prefix) || return 1
    say "installing $1 with apt-get"
    # $prefix is one or two words, or none.
    # shellcheck disable=SC2086
    logged $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" \
        2>/dev/null && return 0
    # A fresh machine has no package lists yet.
    # shellcheck disable=SC2086
    logged $prefix apt-get update || return 1
    # shellcheck disable=SC2086
    logged $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"
}

# The one command that installs a package here, for somebody who may run it.
install_command() {
    if command -v apt-get >/dev/null 2>&1; then
        echo "sudo apt-get install $1"
    elif command -v dnf >/dev/null 2>&1; then
        echo "sudo dnf install $2"
    elif command -v pacman >/dev/null 2>&1; then
        echo "sudo pacman -S $2"
    else
        echo "install $2 with your system's package manager"
    fi
}

suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        suitable "$PYTHON" || fail "PYTHON is $PYTHON, which is not a Python 3.11, 3.12 or 3.13."
        echo "$PYTHON"
        return
    fi
    # What environment.yml gives students comes first: newer code than the grader's Python fails.
    for candidate in python3.12 python3 python3.13 python3.11 python; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if suitable "$path"; then
            echo "$path"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no python3")
    fail "this needs Python 3.11, 3.12 or 3.13 and found $found: install one" \
        "($(install_command python3 python3)), or name one with PYTHON=/path/to/python3 make ..."
}

make_venv() {
    python=$(find_python) || exit 2
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        apt_install "python$version-venv" ||
            fail "$python cannot make virtual environments: run" \
                "'$(install_command "python$version-venv" python3-pip)', then the same command again."
    fi
    say "making $VENV with $("$python" --version)"
    rm -rf "$VENV"
    logged "$python" -m venv "$VENV" || fail "$VENV could not be made; the reason is in $LOG."
}

venv_is_sound() {
    [ -x "$VENV/bin/python" ] && suitable "$VENV/bin/python" &&
        [ "$("$VENV/bin/python" -c 'import sys; print(sys.prefix)')" = "$(pwd -P)/$VENV" ] &&
        "$VENV/bin/python" -m pip --version >/dev/null 2>&1 &&
        { [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" -V)" = "$("$VENV/bin/python" -V)" ]; }
}

# Shows how far pip is, while it runs: a counter on a terminal, else a line now and then.
watch_pip() {
    seconds=0
    while kill -0 "$1" 2>/dev/null; do
        sleep 1
        seconds=$((seconds + 1))
        if [ -t 1 ]; then
            printf '\r  %s, %s s ' "$(pip_progress "$2")" "$seconds"
        elif [ $((seconds % 20)) = 0 ]; then
            echo "  $(pip_progress "$2"), $seconds s"
        fi
    done
    [ ! -t 1 ] || printf '\r%60s\r' ''
}

# What pip has told since line $1 of the log.
pip_progress() {
    told=$(tail -n "+$1" "$LOG")
    if echo "$told" | grep -q '^Installing collected'; then
        echo "all packages are here, unpacking them"
    else
        echo "$(echo "$told" | grep -c '^Collecting\|^Processing\|^Requirement already') of about" \
            "$(grep -c '^[a-z0-9].*==' requirements.lock) packages fetched"
    fi
}

install_lock() {
    say "installing the packages of requirements.lock (some minutes the first time; see $LOG)"
    from=$(($(wc -l <"$LOG") + 1))
    "$VENV/bin/python" -m pip install --require-hashes --no-deps -r requirements.lock \
        >>"$LOG" 2>&1 &
    pip=$!
    trap 'kill $pip 2>/dev/null; exit 130' INT TERM
    watch_pip $pip "$from"
    trap - INT TERM
    # The watching ends when pip does; this passes on how it ended.
    logged wait $pip ||
        fail "the packages could not be installed: read the lines above, see to the network and" \
            "the free disk space (3 GB), then run the same command again."
}

install_project() {
    say "installing unrolled"
    logged "$VENV/bin/python" -m pip install --no-deps --no-build-isolation -e . ||
        fail "the project itself could not be installed; the reason is in $LOG."
}

install_environment() {
    mkdir -p build
    : >"$LOG"
    rm -f "$STAMP"
    venv_is_sound || make_venv
    install_lock
    install_project
    fingerprint >"$STAMP.new"
    mv "$STAMP.new" "$STAMP"
    say "installed"
}

install_sandbox() {
    command -v bwrap >/dev/null 2>&1 && return
    if [ "$(uname -s)" != Linux ]; then
        say "submissions are graded in a sandbox that Linux alone has; everything else works here."
        return
    fi
    mkdir -p build
    touch "$LOG"
    apt_install bubblewrap ||
        say "bubblewrap is missing, so hostile submissions cannot be graded: run" \
            "'$(install_command bubblewrap bubblewrap)' once."
}

# program PACKAGE OTHER: has the program, or installs its package, or says how to.
need_program() {
    command -v "$1" >/dev/null 2>&1 || apt_install "$2" ||
        fail "$1 is missing: run '$(install_command "$2" "$3")', then the same command again."
}

install_doors() {
    mkdir -p build
    touch "$LOG"
    need_program chromium chromium chromium
    need_program chromedriver chromium-driver chromedriver
    need_program npm npm npm
    logged "$VENV/bin/python" -m pip install --require-hashes --no-deps -r doors.lock ||
        fail "the packages of doors.lock could not be installed; the reason is in $LOG."
    logged npm install --no-save --no-package-lock --prefix build/doors "axe-core@$AXE" ||
        fail "axe-core could not be installed; the reason is in $LOG."
}

installed || install_environment
case "${1:-}" in
    --sandbox) install_sandbox ;;
    --doors) install_sandbox && install_doors ;;
esac
