"""The progress file survives what happens to files."""

import dataclasses
import json
import multiprocessing

import pytest

from autograde import exercises
from autograde.beside import observe
from autograde.judge import judge
from autograde.judge.request import make_request
from autograde.progress import as_text, load, location, record
from tests.judge import toy
from tests.judge.toy import TOY


@pytest.fixture
def path(tmp_path):
    return tmp_path / ".unrolled" / "progress.json"


@pytest.fixture(autouse=True)
def only_the_toy(monkeypatch):
    monkeypatch.setattr(exercises, "all_exercises", lambda: {"toy": TOY})


def verdict_on(thing):
    public = judge.public_cases(TOY)
    reply = observe.answer({"toy": thing}, make_request(TOY, public))
    return judge.judge(TOY, public, [], reply)


def test_the_best_score_is_kept(path):
    for thing in (toy.sum_over_all, toy.scale_and_sum, toy.sum_over_all):
        record(verdict_on(thing), path)
    assert load(path) == {"toy": 4.0}
    assert "4 of 4" in as_text(path)


@pytest.mark.parametrize("text", ["", "{", '{"scores": 3}', '{"scores": {"toy": "x"}}', "[]"])
def test_a_damaged_file_counts_as_empty_and_is_kept_aside(path, text):
    path.parent.mkdir()
    path.write_text(text)
    assert load(path) == {}
    record(verdict_on(toy.scale_and_sum), path)
    assert load(path) == {"toy": 4.0}
    try:
        json.loads(text)
    except ValueError:
        assert path.with_suffix(".json.damaged").read_text() == text


def test_a_score_edited_by_hand_does_not_exceed_the_points(path):
    path.parent.mkdir()
    path.write_text('{"version": 1, "scores": {"toy": 400}}')
    assert "4 of 4 points in all" in as_text(path)


@pytest.mark.parametrize("folder", ["course", "work"])
def test_the_file_is_found_by_walking_up(tmp_path, folder):
    (tmp_path / ".unrolled").mkdir()
    notebook = tmp_path / folder / "04_bptt"
    notebook.mkdir(parents=True)
    assert location(notebook) == tmp_path / ".unrolled" / "progress.json"


def test_without_a_folder_it_lies_in_the_users_data(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert location(tmp_path) == tmp_path / "data" / "unrolled" / "progress.json"


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    record(verdict_on(toy.scale_and_sum), blocked / "progress.json")


def write_many(path, name, count):
    """Record `count` exercises, as a notebook of its own would."""
    verdict = verdict_on(toy.scale_and_sum)
    for number in range(count):
        record(dataclasses.replace(verdict, exercise=f"{name}_{number}"), path)


def test_two_notebooks_that_write_at_once_lose_nothing(path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(path, name, 25)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert len(load(path)) == 75


def test_a_lock_that_was_left_behind_is_broken(path):
    path.parent.mkdir()
    path.with_suffix(".lock").touch()
    record(verdict_on(toy.scale_and_sum), path)
    assert load(path) == {"toy": 4.0}
    assert not path.with_suffix(".lock").exists()
