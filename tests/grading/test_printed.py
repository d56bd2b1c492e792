"""What a submission prints while it is judged: told of on the feedback page, as text, no marks."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograde.grading.run import work
from autograde.grading.run.task import make_task
from autograde.grading.sandbox.limits import Limits, RunLimits
from autograde.grading.submission.restore import restore
from tests.grading import toys

TALKS = "def toy_double(x):\n    print('x is <b>', x.shape)\n    return x + x"
FORGES = """
import autograde.beside.observe
def toy_triple(x):
    return x * 3
true = autograde.beside.observe.answer
def forged(namespace, request):
    told = {"lines": 10**40, "first": "\\ud800\\x1b[31m" + "y" * 100_000, "case": 0}
    return {**true(namespace, request), "printed": told}
import autograde.reply
autograde.reply.answer = forged
"""


def notebook(content):
    return nbformat.reads(json.dumps(content), as_version=4)


@pytest.fixture(scope="module")
def graded(sandbox, course):
    """The test cells' outputs and the records of a submission that prints and forges."""
    released = notebook(toys.released(course))
    handed_in = notebook(toys.solved(course, toy_double=TALKS, toy_triple=FORGES))
    task = make_task(
        restore(handed_in, released),
        released,
        {},
        unit=toys.UNIT,
        student="ann",
        secret=b"tests have no secrets",
        root=course,
        limits=Limits(),
        run_limits=RunLimits(cell_seconds=30),
        hidden=(str(course),),
    )
    return task, work.run(task)


def page(graded, name):
    """(text, html) of the report under a test cell."""
    task, result = graded
    (number,) = (n for n, step in enumerate(task.steps) if step.exercise_name == name)
    (report,) = (o for o in result.outputs[number] if work.REPORT in o.get("metadata", {}))
    return report["data"]["text/plain"], report["data"]["text/html"]


def test_a_print_is_told_of_and_escaped(graded):
    text, html = page(graded, "toy_double")
    assert '; the first: "x is <b> (2, 3)". Call it yourself' in " ".join(text.split())
    assert "x is &lt;b&gt; (2, 3)" in html


def test_a_forged_print_is_bounded_and_harmless(graded):
    text, _ = page(graded, "toy_triple")
    assert "1,000,000,000 lines" in text
    assert text.count("y") < 60
    text.encode("utf-8")


def test_prints_change_no_marks(graded):
    scores = {record["exercise"]: record["score"] for record in graded[1].records}
    assert scores == dict.fromkeys(toys.NAMES, 4.0)
