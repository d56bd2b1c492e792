"""The set-up: quick when it is done, and one sentence where it cannot be."""

import os
import shutil
import subprocess

import pytest

from tests.repo.sources import ROOT, files

SCRIPTS = [p for p in files("*.sh", "postBuild", "run") if p.parts[0] != "autograde"]


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_script_is_executable_and_has_no_syntax_error(path):
    script = ROOT / path
    assert os.access(script, os.X_OK)
    shell = script.read_text(encoding="utf-8").splitlines()[0].split()[-1].rsplit("/", 1)[-1]
    subprocess.run([shell, "-n", script], check=True)


@pytest.fixture
def copy(tmp_path):
    """A copy of what the set-up reads, without a virtual environment."""
    (tmp_path / "tools").mkdir()
    for name in ("tools/bootstrap.sh", "requirements.lock", "pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def bootstrap(folder, **variables):
    """Runs the set-up there: the finished process."""
    return subprocess.run(
        ["sh", folder / "tools" / "bootstrap.sh"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def state_of(folder):
    """Every file, with the time at which it was last written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def fake_python(folder, version):
    """A program that is a Python of this version as far as the set-up asks."""
    program = folder / "python-fake"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo Python {version}\nexit 1\n')
    program.chmod(0o755)
    return program


def test_unsuitable_python_is_one_sentence(copy):
    done = bootstrap(copy, PYTHON=str(fake_python(copy, "3.10.1")))
    assert done.returncode == 2
    expected = (
        f"unrolled: PYTHON is {copy}/python-fake, which is not a Python 3.11, 3.12 or 3.13.\n"
    )
    assert done.stderr == expected
    assert not (copy / ".venv").exists()


def test_set_up_that_is_done_does_nothing(copy):
    """Is a finished install left as it is, and a changed lock noticed?"""
    venv = copy / ".venv" / "bin"
    venv.mkdir(parents=True)
    for name in ("python", "unrolled"):
        (venv / name).write_text("#!/bin/sh\n")
        (venv / name).chmod(0o755)
    key = subprocess.run(
        "{ cat requirements.lock pyproject.toml && pwd -P; } | cksum",
        shell=True, cwd=copy, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (copy / ".venv" / "installed").write_text(key)
    before = state_of(copy)
    done = bootstrap(copy)
    assert (done.returncode, done.stdout) == (0, "")
    assert state_of(copy) == before
    with (copy / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    done = bootstrap(copy, PYTHON=str(fake_python(copy, "3.10.1")))
    assert done.returncode == 2
    assert not (copy / ".venv" / "installed").exists()


def test_make_propagates_failure(copy):
    done = subprocess.run(
        ["make", "-C", copy, "lab"],
        env={**os.environ, "PYTHON": str(fake_python(copy, "2.7"))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "which is not a Python 3.11, 3.12 or 3.13" in done.stderr
