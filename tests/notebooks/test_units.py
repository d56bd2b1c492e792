"""Every unit: the solution has full marks, the student version runs to its end with none."""

import re

import nbformat
import pytest

from autograde import exercises
from tests.notebooks.contrast import FAINT
from tests.notebooks.running import (
    BUDGETS,
    ROOT,
    UNITS,
    graded_name,
    output_text,
    run_all,
    source,
    tags,
)

IMG = re.compile(r"<img [^>]*>")
ALT = re.compile(r'alt="[^"]{20,}"')
# Nothing here asserts a speed (benchmarks/notebooks.py measures it): this catches what hangs.
CEILING = 10  # times the budget


@pytest.fixture(autouse=True)
def own_progress(monkeypatch, tmp_path):
    """The learner's progress file of whoever runs the tests stays as it is."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def judged(notebook):
    """Exercise -> what its check said."""
    return {graded_name(c): output_text(c) for c in notebook.cells if graded_name(c)}


def pictures(notebook):
    """The <img> tags that its cells show; a picture outside of HTML stands for itself."""
    bundles = [o.data for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
    bare = [kind for data in bundles for kind in data if kind.startswith("image/")]
    return bare + [tag for data in bundles for tag in IMG.findall(data.get("text/html", ""))]


def widgets(notebook):
    """The kinds of the widgets that were made while it ran."""
    saved = notebook.metadata.get("widgets", {}).values()
    return {model["model_name"] for page in saved for model in page["state"].values()}


def with_watched_pictures(notebook):
    """The notebook, whose pictures say which of their texts and lines cannot be seen well."""
    at = next(n for n, c in enumerate(notebook.cells) if "figures.use_style()" in c.source)
    watch = f"import sys\n\nsys.path.insert(0, {str(ROOT)!r})\n"
    watch += "from tests.notebooks import contrast\n\ncontrast.watch(figures)"
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(watch))
    return notebook


@pytest.mark.parametrize("unit", UNITS)
def test_whole_solution_runs_clean_with_full_marks_and_pictures_that_are_told(unit, tmp_path):
    """One run, for all that is asked of a whole solution: it takes the longest."""
    notebook, seconds = run_all(with_watched_pictures(source(unit)), tmp_path)
    errors = [c.source for c in notebook.cells if "error" in _kinds(c)]
    assert errors == []
    assert judged(notebook)
    for name, said in judged(notebook).items():
        assert said.startswith(f"✓ right: {name}"), said
    # Beside an Output widget, `nbconvert --execute` may overlook an answer (nbclient issue 312).
    assert "OutputModel" not in widgets(notebook)
    assert [tag for tag in pictures(notebook) if not ALT.search(tag)] == []
    said = "".join(map(output_text, notebook.cells))
    assert [line for line in said.split("\n") if line.startswith(FAINT)] == []
    assert seconds < CEILING * BUDGETS[unit], f"took {seconds:.1f} s"


@pytest.mark.parametrize("unit", UNITS)
def test_solution_has_full_marks_without_its_experiments(unit, tmp_path):
    notebook = source(unit)
    notebook.cells = [c for c in notebook.cells if "experiment" not in tags(c)]
    notebook, _ = run_all(notebook, tmp_path)
    for name, said in judged(notebook).items():
        assert said.startswith(f"✓ right: {name}"), said


@pytest.mark.parametrize("unit", UNITS)
def test_student_version_runs_to_its_end_and_every_check_speaks(unit, tmp_path):
    notebook, _ = run_all(source(unit, "course"), tmp_path)
    for cell in notebook.cells:
        if "error" in _kinds(cell):
            assert cell.source.startswith("check("), cell.source
    for name, said in judged(notebook).items():
        assert said.startswith(("○ not written yet", "○ not answered yet")), (name, said)
        points = exercises.find(name).points
        assert f"0 of {points:g} points" in said
    assert notebook.cells[-1].cell_type == "markdown" or notebook.cells[-1].execution_count


@pytest.mark.parametrize("unit", UNITS)
def test_cells_and_declarations_agree_on_names_order_and_points(unit):
    notebook = source(unit)
    cells = [(graded_name(c), c) for c in notebook.cells if graded_name(c)]
    declared = [e for e in exercises.of_unit(unit) if e.points]
    assert [(n, c.metadata.nbgrader.points) for n, c in cells] == [
        (e.name, e.points) for e in declared
    ]
    for name, cell in cells:
        assert cell.source == f'check("{name}")'
        assert "raises-exception" in tags(cell)
    solutions = {
        c.metadata.nbgrader.grade_id
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("solution") and c.cell_type == "code"
    }
    assert solutions == {e.name for e in exercises.of_unit(unit)}
    by_hand = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade") and c.metadata.nbgrader.solution
    }
    assert by_hand == exercises.written_in(unit)


@pytest.mark.parametrize("unit", UNITS)
def test_where_to_read_is_a_heading_of_the_notebook(unit):
    headings = {
        line.lstrip("#").strip()
        for c in source(unit).cells
        if c.cell_type == "markdown"
        for line in c.source.split("\n")
        if line.startswith("#")
    }
    for exercise in exercises.of_unit(unit):
        assert exercise.section in headings
        for misconception in exercise.misconceptions:
            assert misconception.read in headings, misconception.id


@pytest.mark.parametrize("unit", UNITS)
def test_hints_do_not_hold_lines_of_the_solution(unit):
    for cell in source(unit).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type != "code" or "BEGIN SOLUTION" not in cell.source:
            continue
        solution = cell.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        lines = [line.strip() for line in solution.split("\n") if len(line.strip()) > 12]
        for hint in exercises.find(name).hints:
            assert not [line for line in lines if line in hint]


@pytest.mark.parametrize("unit", UNITS)
def test_student_version_holds_no_solution(unit):
    text = nbformat.writes(source(unit, "course"))
    for marker in ("BEGIN SOLUTION", "END SOLUTION", "MARK SCHEME"):
        assert marker not in text


@pytest.mark.parametrize("unit", UNITS)
def test_page_has_the_shape_of_a_unit(unit):
    notebook = source(unit)
    markdown = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    lines = [line for text in markdown for line in text.split("\n")]
    assert len([line for line in lines if line.startswith("# ")]) == 1
    assert 5 <= len([line for line in lines if line.startswith("## ")]) <= 9
    code = [c for c in notebook.cells if c.cell_type == "code"]
    sizes = sorted(len(c.source.split("\n")) for c in code)
    assert sizes[int(0.9 * len(sizes))] <= 30
    assert all("outputs" in c and not c.outputs and c.execution_count is None for c in code)
    in_a_row = 0
    for cell in notebook.cells:
        in_a_row = in_a_row + 1 if cell.cell_type == "code" else 0
        assert in_a_row <= 3, cell.source


def _kinds(cell):
    return [output.output_type for output in cell.get("outputs", [])]


@pytest.mark.parametrize("unit", UNITS)
def test_page_says_which_python_grades_the_work(unit):
    """Is it told before anything is handed in that a grader may have an older one?"""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (oldest,) = re.findall(r'^requires-python = ">=([\d.]+),', project, re.MULTILINE)
    text = "".join(c.source for c in source(unit, "course").cells if c.cell_type == "markdown")
    assert f"graded with Python {oldest} or newer" in text


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("folder", ["solutions", "course"])
def test_mine_is_called_in_experiments_alone(unit, folder):
    calls = [c for c in source(unit, folder).cells if c.cell_type == "code" and "mine(" in c.source]
    assert [cell.source for cell in calls if "experiment" not in tags(cell)] == []
