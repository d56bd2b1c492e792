"""Why something could not be graded: kept while it holds, and no longer."""

from __future__ import annotations

import pytest

from autograde.grading.results import notes
from autograde.grading.results.notes import Note


def note(tmp_path, student="ann", reason="why", place="in"):
    path = tmp_path / place / student / "u"
    path.mkdir(parents=True, exist_ok=True)
    return Note(student, "u", str(path), reason)


def test_note_is_replaced_by_the_next_of_the_same_student_and_unit(tmp_path):
    notes.update(tmp_path, [note(tmp_path), note(tmp_path, "ben")])
    assert notes.reasons(tmp_path) == {("ann", "u"): "why", ("ben", "u"): "why"}
    notes.update(tmp_path, [note(tmp_path, place="late", reason="")])
    assert notes.reasons(tmp_path) == {("ben", "u"): "why"}


def test_two_folders_of_one_student_are_both_noted(tmp_path):
    notes.update(tmp_path, [note(tmp_path, reason="a"), note(tmp_path, place="b", reason="b")])
    assert notes.reasons(tmp_path) == {("ann", "u"): "a; b"}


def test_note_goes_when_its_place_is_empty(tmp_path):
    gone = note(tmp_path)
    notes.update(tmp_path, [gone])
    (tmp_path / "in" / "ann" / "u").rmdir()
    notes.update(tmp_path, [note(tmp_path, "ben", "")])
    assert notes.read(tmp_path) == []


def test_what_was_set_aside_keeps_its_note(tmp_path):
    notes.update(tmp_path, [note(tmp_path, place=notes.QUARANTINE)])
    notes.update(tmp_path, [note(tmp_path, reason="")])
    assert notes.reasons(tmp_path) == {("ann", "u"): "why"}


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"student": "a"}]', "null"])
def test_damaged_file_counts_as_empty(tmp_path, content):
    (tmp_path / notes.FILE).write_text(content)
    assert notes.read(tmp_path) == []
    notes.update(tmp_path, [note(tmp_path)])
    assert len(notes.read(tmp_path)) == 1


def test_name_that_is_no_text_can_be_noted(tmp_path):
    notes.update(tmp_path, [Note(r"bad\xff", "u", f"{tmp_path}/bad\udcff/u", "why")])
    assert notes.read(tmp_path)[0].place.endswith("bad\udcff/u")
