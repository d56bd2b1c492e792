"""The store of results: nothing is run twice, nothing damaged is believed, nothing is lost."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import autograde
from autograde import exercises
from autograde.grading import digests, engine
from autograde.grading.errors import GradingError
from autograde.grading.plugins.converters import Course
from autograde.grading.results.graded import Graded
from autograde.grading.results.store import Store, write
from autograde.grading.run.cellplan import Step
from autograde.grading.run.pool import WorkPool
from autograde.grading.run.task import Task
from autograde.grading.sandbox.limits import Limits, RunLimits
from tests.grading import toys
from tests.grading.toys import UNIT, hand_in, solved

ROOT = Path(__file__).resolve().parents[2]
TASK = Task(
    unit=UNIT,
    steps=(Step(0, "run", "x = 1"), Step(1, "test", 'check("a")', "test_a", "a", 2.0)),
    files=(("data.csv", b"1,2"),),
    seeds=(("a", 17),),
    limits=Limits(),
    run_limits=RunLimits(),
)
GRADED = Graded({0: [{"output_type": "stream", "name": "stdout", "text": "é\n"}]}, [{"score": 2}])


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "99_other"},
        {"steps": TASK.steps[:1]},
        {"steps": (replace(TASK.steps[0], source="x = 2"), TASK.steps[1])},
        {"steps": (TASK.steps[0], replace(TASK.steps[1], points=3.0))},
        {"files": (("data.csv", b"1,3"),)},
        {"files": (("other.csv", b"1,2"),)},
        {"seeds": (("a", 18),)},
        {"limits": Limits(memory_bytes=1)},
        {"run_limits": RunLimits(cell_seconds=1.0)},
        {"sandboxed": False},
        {"lock": "another"},
    ],
    ids=str,
)
def test_everything_that_decides_changes_the_key(change):
    assert replace(TASK, **change).key() != TASK.key()
    assert replace(TASK).key() == TASK.key()


def test_folders_of_the_machine_do_not_change_the_key():
    assert replace(TASK, hidden=("/elsewhere",)).key() == TASK.key()


def test_exercises_change_the_key(monkeypatch, tmp_path):
    before = TASK.key()
    (tmp_path / "unit_97.py").write_text("EXERCISES = ()\n")
    monkeypatch.setattr(exercises, "__path__", [str(tmp_path)])
    assert TASK.key() != before


@pytest.mark.parametrize(
    ("folder", "counts"),
    [
        *((wing, True) for wing in ("", "beside", "kinds", "judge", "exercises/unit_04")),
        *((f"grading/{room}", True) for room in ("", "run", "kernel", "sandbox", "submission")),
        ("commands", False),
        ("sample_class", False),
    ],
)
def test_a_change_of_code_that_decides_marks_changes_the_key(folder, counts, monkeypatch, tmp_path):
    package = Path(autograde.__file__).parent
    copied = tmp_path / "autograde"
    shutil.copytree(package, copied, ignore=shutil.ignore_patterns("__pycache__"))
    there = SimpleNamespace(__file__=str(copied / "__init__.py"))
    monkeypatch.setattr(digests, "autograde", there)
    monkeypatch.setattr(exercises, "__path__", [str(copied / "exercises")])
    digests._digest_of_code.cache_clear()
    before = TASK.key()
    with (copied / folder / "__init__.py").open("a") as file:
        file.write("# changed\n")
    digests._digest_of_code.cache_clear()
    assert (TASK.key() != before) is counts
    digests._digest_of_code.cache_clear()


def test_result_comes_back_as_it_was(tmp_path):
    store = Store(tmp_path)
    assert store.get("ab12") is None
    store.put("ab12", GRADED)
    assert store.get("ab12") == GRADED
    store.discard("ab12")
    assert store.get("ab12") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-5],
        lambda content: b"",
        lambda content: content.replace(b'"score": 2', b'"score": 9'),
        lambda content: content[:70] + b"\x00" + content[71:],
        lambda content: b"garbage",
    ],
)
def test_damaged_entry_is_noticed_and_removed(tmp_path, damage):
    store = Store(tmp_path)
    store.put("ab12", GRADED)
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    path.write_bytes(damage(path.read_bytes()))
    assert store.get("ab12") is None
    assert not path.exists()


def test_entry_of_another_task_is_not_believed(tmp_path):
    store = Store(tmp_path)
    store.put("ab12", GRADED)
    shutil.move(store._path("ab12"), store._path("ab13"))
    assert store.get("ab13") is None


def test_what_time_decided_is_not_stored(tmp_path):
    Store(tmp_path).put("ab12", Graded(settled=False))
    assert list(tmp_path.iterdir()) == []


def test_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write(tmp_path / "kept", b"old")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "kept", b"new")
    assert (tmp_path / "kept").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.fixture
def runs(monkeypatch):
    """Every task that a worker is given."""
    seen, stock = [], WorkPool.submit

    def counted(pool, task, when_done):
        seen.append(task)
        return stock(pool, task, when_done)

    monkeypatch.setattr(WorkPool, "submit", counted)
    return seen


def grade(course, folder, **more):
    toys.give_gradebook(course, folder / "out")
    found = engine.grade(
        [UNIT], folder / "in", folder / "out", root=course, **{"workers": 1, **more}
    )
    return {result.student: result for result in found}


def test_regrade_runs_only_what_changed(sandbox, course, tmp_path, runs):
    hand_in(tmp_path / "in", "ann", solved(course))
    hand_in(tmp_path / "in", "ben", solved(course, toy_double="def toy_double(x):\n    return x"))
    first = grade(course, tmp_path)
    assert len(runs) == 2
    page = tmp_path / "out" / "feedback" / "ann" / UNIT / f"{UNIT}.html"
    written = page.stat().st_mtime_ns
    assert grade(course, tmp_path) == first
    assert len(runs) == 2
    assert page.stat().st_mtime_ns == written
    page.unlink()
    shutil.rmtree(tmp_path / "in" / "ben")
    hand_in(tmp_path / "in", "ben", solved(course))
    again = grade(course, tmp_path)
    assert (len(runs), again["ben"].score) == (3, 16)
    assert page.is_file(), "a page that was removed is written again"
    assert grade(course, tmp_path, fresh=True) == again
    assert len(runs) == 5


def test_gradebook_that_is_gone_is_filled_from_the_store(sandbox, course, tmp_path, runs):
    hand_in(tmp_path / "in", "ann", solved(course))
    first = grade(course, tmp_path)
    (tmp_path / "out" / "gradebook.db").write_bytes(
        (course / "grading" / "gradebook.db").read_bytes()
    )
    assert grade(course, tmp_path) == first
    assert len(runs) == 1


def test_what_ran_out_of_time_is_tried_again_alone_and_not_stored(sandbox, course, tmp_path, runs):
    slow = "import time\ntime.sleep(30)"
    hand_in(tmp_path / "in", "ann", toys.added(solved(course), slow))
    hand_in(tmp_path / "in", "ben", solved(course))
    seen = []
    found = grade(course, tmp_path, progress=lambda student, unit: seen.append(student))
    assert found["ann"].score == 16
    assert seen == ["ben", "ann"]
    assert len(runs) == 3
    assert len([p for p in (tmp_path / "out" / "store").rglob("*") if p.is_file()]) == 1


SLOW = """
import time
def toy_triple(x):
    time.sleep(30)
"""
NAMED = """
class OutOfTime(BaseException): pass
def toy_triple(x):
    raise OutOfTime("stopped after 2 seconds")
"""


@pytest.mark.parametrize(("source", "stored"), [(SLOW, 0), (NAMED, 1)])
def test_that_time_ran_out_is_told_from_outside(sandbox, course, tmp_path, source, stored):
    """A result that time has spoilt is not stored; the name of an exception says nothing."""
    hand_in(tmp_path / "in", "ann", solved(course, toy_triple=source))
    assert grade(course, tmp_path)["ann"].score == 12
    assert len([p for p in (tmp_path / "out" / "store").rglob("*") if p.is_file()]) == stored


def test_results_folder_without_room_is_one_sentence(course, tmp_path, monkeypatch, sandbox):
    monkeypatch.setattr(Course, "autograde", lambda *a, **k: "[Errno 28] No space left on device")
    hand_in(tmp_path / "in", "ann", solved(course))
    with pytest.raises(GradingError, match="has no room left"):
        grade(course, tmp_path)
    monkeypatch.undo()
    assert grade(course, tmp_path)["ann"].score == 16


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_full_disk_loses_nothing(sandbox, course, tmp_path):
    for number in range(3):
        hand_in(tmp_path / "in", f"s{number}", solved(course))
    out = tmp_path / "out"
    out.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "unrolled", str(out)])
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        grade(course, tmp_path)
        ballast = out / "ballast"
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(bytes(16 * 2**20))
        hand_in(tmp_path / "in", "late", solved(course, toy_answer="toy_answer = 41"))
        with pytest.raises(GradingError, match="no room left"):
            grade(course, tmp_path)
        ballast.unlink()
        scores = {name: result.score for name, result in grade(course, tmp_path).items()}
    finally:
        subprocess.run(["umount", "-l", str(out)], check=True)
    assert scores == {"s0": 16, "s1": 16, "s2": 16, "late": 12}


KILLED = """
import sys, pathlib
sys.path.insert(0, {root!r})
from tests.grading import toys
from autograde.grading import engine
course, folder, kept = map(pathlib.Path, sys.argv[1:4])

if __name__ == "__main__":
    with toys.registered(pathlib.Path({declared!r})):
        engine.grade([toys.UNIT], folder / "in", folder / "out", root=course, workers=2,
                     progress=lambda *who: print(*who, flush=True))
"""


def entries(folder):
    found = (folder / "out" / "store").rglob("*")
    return {p: p.stat().st_mtime_ns for p in found if p.is_file() and not p.name.startswith(".")}


def test_killed_run_loses_and_repeats_nothing(sandbox, course, tmp_path, tmp_path_factory):
    """SIGKILL at random moments, then to the end."""
    for number in range(6):
        nb = solved(course, toy_answer=f"toy_answer = {40 + number % 3}  # {number}")
        hand_in(tmp_path / "in", f"s{number}", nb)
    toys.give_gradebook(course, tmp_path / "out")
    script = tmp_path / "run.py"
    declared = str(tmp_path_factory.mktemp("again"))
    script.write_text(KILLED.format(root=str(ROOT), declared=declared))
    line = [sys.executable, str(script), str(course), str(tmp_path), "-"]
    draw, former = random.Random(5), {}
    for _ in range(3):
        running = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(3, 7))
        running.send_signal(signal.SIGKILL)
        running.wait()
        now = entries(tmp_path)
        assert former.items() <= now.items(), "an entry was lost, or made again"
        former = now
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert former.items() <= entries(tmp_path).items()
    found = grade(course, tmp_path)
    expected = {f"s{n}": 16 if n % 3 == 2 else 12 for n in range(6)}
    assert {name: result.score for name, result in found.items()} == expected


def test_stopping_with_ctrl_c_keeps_what_is_done(sandbox, course, tmp_path, tmp_path_factory):
    for number in range(5):
        # All but the first take long enough to be at work when the signal comes.
        answer = f"toy_answer = {number}" + "\n__import__('time').sleep(5)" * (number > 0)
        hand_in(tmp_path / "in", f"s{number}", solved(course, toy_answer=answer))
    toys.give_gradebook(course, tmp_path / "out")
    script = tmp_path / "run.py"
    declared = str(tmp_path_factory.mktemp("again"))
    script.write_text(KILLED.format(root=str(ROOT), declared=declared))
    line = [sys.executable, str(script), str(course), str(tmp_path), "-"]
    running = subprocess.Popen(
        line,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell has the commands that it runs in the background ignore this signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        first = running.stdout.readline().split()[0]
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    finally:
        running.kill()  # where it hangs, no other test is to meet it
    assert "KeyboardInterrupt" in said
    assert f"{first},{UNIT}" in (tmp_path / "out" / "grades.csv").read_text()
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert str(tmp_path) not in listed
    assert not list(Path("/tmp").glob(f"unr-{running.pid}-*"))
