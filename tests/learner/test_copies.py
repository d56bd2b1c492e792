"""work/ holds a learner's own: what is missing is copied, and nothing else is touched."""

import json

import pytest

from autograde.learner import copies
from autograde.learner.cells import NotANotebook
from tests.learner.notebooks import cell, notebook, released, said, write

UNIT = "04_bptt"
STUB, TEXT = cell("stub", "todo"), cell("text", "Read.", "markdown")
ANSWER = cell("stub", "my answer")


@pytest.fixture
def root(tmp_path):
    """A course of one unit."""
    write(course_of(tmp_path), released(TEXT, STUB))
    (tmp_path / "course" / "README.md").write_text("the map")
    return tmp_path


def course_of(root):
    return root / "course" / UNIT / f"{UNIT}.ipynb"


def work_of(root):
    return root / "work" / UNIT / f"{UNIT}.ipynb"


def in_work(root):
    return said(json.loads(work_of(root).read_text()))


def test_what_is_missing_is_copied_once(root):
    (root / "course" / UNIT / "data.csv").write_text("1")
    (root / "course" / UNIT / ".ipynb_checkpoints").mkdir()
    assert copies.open_units(root) == [UNIT]
    assert (root / "work" / UNIT / "data.csv").read_text() == "1"
    assert not (root / "work" / UNIT / ".ipynb_checkpoints").exists()
    write(work_of(root), notebook(TEXT, ANSWER))
    assert copies.open_units(root) == []
    assert in_work(root) == [("text", "Read."), ("stub", "my answer")]
    assert copies.newer(root) == []


@pytest.mark.parametrize("page", copies.PAGES)
def test_page_follows_the_course_until_it_is_written_in(page, root):
    mine = root / "work" / page
    for text in ("the page", "a new page"):
        (root / "course" / page).write_text(text)
        copies.open_units(root)
        assert mine.read_text() == text
    mine.write_text("my notes")
    (root / "course" / page).write_text("a third page")
    copies.open_units(root)
    assert mine.read_text() == "my notes"


def test_newer_release_is_offered_once_and_merged(root):
    copies.open_units(root)
    write(work_of(root), notebook(TEXT, ANSWER))
    write(course_of(root), released(cell("text", "Read on.", "markdown"), STUB))
    before = work_of(root).read_bytes()
    copies.open_units(root)
    assert copies.newer(root) == [UNIT]
    assert work_of(root).read_bytes() == before
    assert copies.update(root, UNIT).renewed == ("text",)
    assert in_work(root) == [("text", "Read on."), ("stub", "my answer")]
    assert copies.newer(root) == []


def test_course_that_was_run_or_written_in_is_no_newer_release(root):
    copies.open_units(root)
    ran = {**STUB, "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}
    write(course_of(root), {**released(TEXT, STUB), "cells": [TEXT, ran]})
    assert copies.newer(root) == []
    write(course_of(root), {**released(TEXT, STUB), "cells": [TEXT, ANSWER]})
    assert copies.newer(root) == []


def test_answers_written_in_course_survive_the_next_release(root):
    """They are copied with the unit, and are not taken for what was released."""
    write(course_of(root), {**released(TEXT, STUB), "cells": [TEXT, ANSWER]})
    copies.open_units(root)
    write(course_of(root), released(TEXT, cell("stub", "todo, in other words")))
    assert copies.newer(root) == [UNIT]
    copies.update(root, UNIT)
    assert ("stub", "my answer") in in_work(root)


def test_half_a_character_in_a_cell_is_no_hindrance(root):
    copies.open_units(root)
    write(work_of(root), notebook(TEXT, cell("stub", "\ud800 é")))
    write(course_of(root), released(cell("text", "Read on.", "markdown"), STUB))
    copies.update(root, UNIT)
    assert in_work(root) == [("text", "Read on."), ("stub", "\ud800 é")]


def test_notebook_that_cannot_be_read_stays(root):
    copies.open_units(root)
    work_of(root).write_text("{ half a note")
    write(course_of(root), released(TEXT))
    with pytest.raises(NotANotebook):
        copies.update(root, UNIT)
    assert work_of(root).read_text() == "{ half a note"


def fresh():
    return {f"{UNIT}.ipynb": json.dumps(released(cell("stub", "newer"))).encode()}


def test_an_older_release_is_replaced_without_a_word(root):
    assert copies.keep_changed(root, UNIT, fresh()) == []
    assert not (root / "work").exists()


def test_a_release_without_cell_ids_is_known_too(root):
    nameless = {key: value for key, value in STUB.items() if key != "id"}
    write(course_of(root), released(nameless))
    assert copies.keep_changed(root, UNIT, fresh()) == []


def test_changed_course_is_kept_as_the_learners_copy(root):
    write(course_of(root), {**released(TEXT, STUB), "cells": [TEXT, ANSWER]})
    (line,) = copies.keep_changed(root, UNIT, fresh())
    assert line == (
        f"course/{UNIT}/{UNIT}.ipynb is not a release: it is kept as work/{UNIT}/{UNIT}.ipynb."
    )
    assert ("stub", "my answer") in in_work(root)
    course_of(root).write_bytes(fresh()[f"{UNIT}.ipynb"])
    copies.update(root, UNIT)
    assert ("stub", "my answer") in in_work(root)


def test_changed_course_is_kept_beside_a_copy_that_is_there(root):
    copies.open_units(root)
    write(course_of(root), {**released(TEXT, STUB), "cells": [TEXT, ANSWER]})
    kept = root / "work" / UNIT / f"{UNIT}-from-course-1.ipynb"
    assert copies.keep_changed(root, UNIT, fresh())[0].endswith(f"work/{UNIT}/{kept.name}.")
    assert ("stub", "my answer") in said(json.loads(kept.read_text()))
    assert copies.keep_changed(root, UNIT, fresh()) == []  # it is there already
    assert in_work(root) == [("text", "Read."), ("stub", "todo")]


def test_own_file_in_course_is_kept(root):
    for text in ("my notes", "other notes"):
        (root / "course" / UNIT / "notes.txt").write_text(text)
        assert len(copies.keep_changed(root, UNIT, fresh())) == 1
    assert (root / "work" / UNIT / "notes.txt").read_text() == "my notes"
    assert (root / "work" / UNIT / "notes-from-course-1.txt").read_text() == "other notes"
