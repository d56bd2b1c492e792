"""The sample class is what class.toml says, and its harmless members earn what it says."""

import json
import warnings
from contextlib import suppress

import numpy as np
import pytest

import rnn_ref
from autograde import exercises, sample_class
from autograde.exercises import step_of
from autograde.grading.sandbox import handout
from autograde.judge import judge
from autograde.judge.here import examine_here

STUDENTS = {student.name: student for student in sample_class.students()}
HARMLESS = [student for student in STUDENTS.values() if student.harmless and not student.trick]

WITH_KERAS = ("10_keras",)  # their notebooks import it in the first cell


def test_class_is_large_enough():
    assert len(STUDENTS) >= 10
    assert len({mistake for _, mistake in planted()}) >= 4


def planted():
    """(exercise, mistake) for each mistake that the judge has to name."""
    return {
        (name, mistake)
        for student in STUDENTS.values()
        for rows in student.units.values()
        for name, expected in rows.items()
        for mistake in expected.mistakes
    }


def test_class_is_small_enough():
    """Does the demo stay under a minute, at about a second for each submission?"""
    assert sum(len(student.units) for student in STUDENTS.values()) <= 45


@pytest.mark.parametrize("unit", ["00_start", "02_unrolling", "03_loss", "05_gradients", "07_lstm"])
def test_every_exercise_has_a_mistake(unit):
    graded = {exercise.name for exercise in exercises.of_unit(unit) if exercise.points}
    assert not graded - {name for name, _ in planted()}


@pytest.mark.parametrize("student", STUDENTS.values(), ids=lambda s: s.name)
def test_expectations_name_what_exists(student):
    """Do the exercises, marks and mistakes in class.toml exist in the course?"""
    for unit, rows in student.units.items():
        known = {exercise.name: exercise for exercise in exercises.of_unit(unit)}
        assert known, f"{student.name}: no unit {unit}"
        for name, expected in rows.items():
            assert 0 <= expected.marks <= known[name].points, f"{student.name}: {name}"
            ids = {m.id for m in known[name].misconceptions}
            ids |= {"own-step"} if known[name].follow else set()
            assert set(expected.mistakes) <= ids, f"{student.name}: {name}"
    written = set(student.cells)
    assert not written - set(exercises.all_exercises()), student.name


@pytest.mark.parametrize("student", HARMLESS, ids=lambda s: s.name)
def test_harmless_students_get_the_expected_marks(student):
    """Does the judge alone, without notebooks, give what the demo expects?"""
    for unit in student.units:
        graded = [exercise for exercise in exercises.of_unit(unit) if exercise.points]
        namespace = worked(student, unit, graded)
        for exercise in graded:
            expected = student.expected(unit, exercise.name)
            if exercise.name not in namespace:
                assert expected == sample_class.Expected(), exercise.name
                continue
            verdict = examine_here(
                exercise, namespace, judge.public_cases(exercise), step=step_of(exercise)
            )
            named = (exercise.name, verdict.score, verdict.misconceptions)
            assert named == (exercise.name, expected.marks, expected.mistakes)


def worked(student, unit, graded):
    """What the student's cells of a unit define, beside what the unit hands out."""
    namespace = {name: getattr(rnn_ref, name) for name in handout.declared(unit)} | {"np": np}
    if unit in WITH_KERAS:
        import keras

        namespace |= {"keras": keras, "layers": keras.layers}
    for exercise in graded:
        source = student.cells.get(exercise.name, "")
        with warnings.catch_warnings(), np.errstate(all="ignore"), suppress(SyntaxError):
            warnings.simplefilter("ignore")
            exec(compile(source, f"<{exercise.name}>", "exec"), namespace)
    return namespace


def released(folder):
    """A small released notebook with two exercises."""
    cells = [
        {
            "id": f"{kind}{name}",
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": kind + name}},
            "source": [],
        }
        for name in ("rnn_step", "rnn_forward")
        for kind in ("", "test_")
    ]
    path = folder / "released.ipynb"
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture
def handed_in(tmp_path):
    """Hands in the small notebook as a student of the class, and gives back its text."""

    def hand_in(name):
        prey = tmp_path / "gradebook.db"
        prey.write_text("marks")
        folder = sample_class.hand_in(
            STUDENTS[name], "01_hidden_state", released(tmp_path), tmp_path / "in", prey
        )
        return folder, (folder / "01_hidden_state.ipynb").read_text(encoding="utf-8")

    return hand_in


def test_submission_holds_the_students_cells(handed_in):
    _, text = handed_in("ada")
    sources = {cell["id"]: "".join(cell["source"]) for cell in json.loads(text)["cells"]}
    assert sources["rnn_step"] == STUDENTS["ada"].cells["rnn_step"]
    assert sources["test_rnn_step"] == ""


def test_untouched_submission_is_the_released_notebook(handed_in, tmp_path):
    _, text = handed_in("dev")
    assert json.loads(text) == json.loads((tmp_path / "released.ipynb").read_text())


def test_link_points_at_the_gradebook(handed_in):
    folder, _ = handed_in("mona")
    (link,) = (path for path in folder.iterdir() if path.is_symlink())
    assert link.read_text() == "marks"


def test_truncated_notebook_is_no_json(handed_in):
    _, text = handed_in("nils")
    with pytest.raises(ValueError, match=r"."):
        json.loads(text)


def test_deleted_cells_are_gone(handed_in):
    _, text = handed_in("olga")
    assert [cell["id"] for cell in json.loads(text)["cells"]] == ["rnn_step"]


def test_class_needs_no_solution():
    """Is the class written without the course's own solutions?"""
    for student in STUDENTS.values():
        for name, source in student.cells.items():
            assert "rnn_ref" not in source, f"{student.name}: {name}"
