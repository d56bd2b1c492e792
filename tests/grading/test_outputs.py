"""What is kept of a kernel's messages."""

from __future__ import annotations

import pytest

from autograde.grading.outputs import TOO_MUCH, Outputs, safe_data, safe_output
from autograde.grading.safehtml import safe_html


def test_html_is_never_kept():
    kept = safe_data({"text/html": "<b>x</b>", "text/plain": "x", "image/svg+xml": "<svg/>"})
    assert kept == {"text/plain": "x"}


def test_output_of_another_kind_is_named():
    kept = safe_data({"application/javascript": "x()"})
    assert kept == {"text/plain": "(an output that is not shown: application/javascript)"}


@pytest.mark.parametrize(
    ("data", "kept"),
    [("iVBORw0KGgo=", True), ('iVBOR" onload="x', False), ("AAAA", False), (["iVBOR"], True)],
)
def test_image_must_be_what_it_says(data, kept):
    assert ("image/png" in safe_data({"image/png": data})) is kept


def test_result_of_a_cell_is_not_kept_as_one():
    """nbgrader reads an `execute_result` as marks."""
    output = safe_output("execute_result", {"data": {"text/plain": "1.5"}, "execution_count": 1})
    assert output.output_type == "display_data"


@pytest.mark.parametrize(
    "content", [{}, {"name": 3, "text": 5}, {"data": []}, {"data": {"text/plain": {"a": 1}}}]
)
def test_malformed_message_is_survived(content):
    for kind in ("stream", "error", "display_data", "execute_result", "unknown"):
        safe_output(kind, content)


def test_streams_are_joined_and_bounded():
    outputs = Outputs(5000)
    for _ in range(1000):
        outputs.add("stream", {"name": "stdout", "text": "x" * 50})
    assert len(outputs.found) <= 2
    assert TOO_MUCH in outputs.found[-1].text
    assert sum(len(o.text) for o in outputs.found) < 5100


def test_lone_surrogates_can_be_written():
    safe_output("stream", {"name": "stdout", "text": "\ud800"}).text.encode("utf-8")


@pytest.mark.parametrize(
    "source",
    [
        "<script>x()</script>",
        '<img src="http://elsewhere.example/p.png">',
        '<img src=x onerror="x()">',
        '<a href="javascript:x()">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<p style="background: url(http://elsewhere.example)">p</p>',
        '<iframe src="http://elsewhere.example"></iframe>',
        '<svg onload="x()"></svg>',
        '<link rel="stylesheet" href="http://elsewhere.example/s.css">',
    ],
)
def test_html_that_runs_or_loads_is_cleaned(source):
    clean = safe_html(source)
    assert "x()" not in clean
    assert "elsewhere" not in clean
    assert "data:" not in clean
