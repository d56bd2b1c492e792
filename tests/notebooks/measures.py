"""How long a unit is: its words, its cells, and the lines that are given and that are written."""

from __future__ import annotations

import re

from tests.notebooks.running import source, tags

FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
ANSWER = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def words(text: str) -> int:
    """Words of a text cell; a formula counts as one, rules and bars of tables as none."""
    text = PICTURE.sub(" ", FORMULA.sub(" formula ", text))
    return len([word for word in text.split() if re.search(r"\w", word)])


def is_folded(cell) -> bool:
    """Is the source hidden until somebody asks for it?"""
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def own_lines(unit: str) -> int:
    """Lines of the solution that the learner has to write."""
    found = [ANSWER.search(c.source) for c in source(unit).cells if c.cell_type == "code"]
    return sum(_lines(answer[1]) for answer in found if answer)


def given_lines(unit: str) -> int:
    """Lines of visible code that are there to be read, in the student's version."""
    return sum(_lines(cell.source) for cell in _given(unit))


def _given(unit):
    for cell in source(unit, "course").cells:
        is_own = cell.metadata.get("nbgrader", {}).get("solution")
        is_check = cell.source.startswith(("check(", "progress("))
        if cell.cell_type == "code" and not (is_own or is_check or is_folded(cell)):
            yield cell


def _lines(text):
    return len([line for line in text.split("\n") if line.strip()])


def words_of(unit: str) -> int:
    """Words in all text cells of the student's version."""
    cells = source(unit, "course").cells
    return sum(words(cell.source) for cell in cells if cell.cell_type == "markdown")


def words_before_the_first_stub(unit: str, points: dict[str, float]) -> int:
    """Words above the first function with points."""
    counted = 0
    for cell in source(unit, "course").cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in points:
            return counted
        if cell.cell_type == "markdown":
            counted += words(cell.source)
    raise ValueError(f"{unit}: no exercise with points")


def folded(unit: str):
    """Cells whose source is hidden."""
    return [cell for cell in source(unit, "course").cells if is_folded(cell)]


def experiments(unit: str):
    """Cells that a learner runs and changes, for no marks."""
    return [cell for cell in source(unit, "course").cells if "experiment" in tags(cell)]


def sentences(unit: str) -> list[int]:
    """Words of each sentence that a learner reads; tables, headings, code and choices left out."""
    lengths = []
    for cell in source(unit, "course").cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?```|\$\$.*?\$\$", " ", cell.source, flags=re.DOTALL)
            lines = [line for line in text.split("\n") if not line.startswith(SKIPPED)]
            for line in lines:
                told = re.split(r"(?<=[.!?])\s+", FORMULA.sub("formula", line))
                lengths += [len(sentence.split()) for sentence in told if sentence.strip()]
    return lengths


SKIPPED = ("|", "#", "<", "- `")  # rows of tables, headings, tags, options of a question
