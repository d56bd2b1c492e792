"""A verdict in words: the same in the notebook, the feedback page and the class report.

`as_text` fits 12 lines of 82 characters, so that it can be read at a glance and survives
nbgrader's Validate dialog. Nothing is said by colour alone. Values of private cases never show.
"""

from __future__ import annotations

import html
import re
import textwrap

from autograde.verdict import (
    FAILED,
    NOT_ANSWERED,
    NOT_DEFINED,
    NOT_JUDGED,
    NOT_WRITTEN,
    PASSED,
    CaseResult,
    Verdict,
)

WIDTH = 82  # nbgrader's Validate cuts at 83
MAX_LINES = 12
LABEL = 9  # width of the column of labels

# Exceptions in plain words: type, pattern of its text, what to look for.
PLAIN_WORDS = (
    (
        "ValueError",
        r"matmul.*mismatch|shapes .* not aligned",
        "two matrices do not fit: compare the inner sizes of the product",
    ),
    (
        "ValueError",
        r"could not be broadcast",
        "two arrays of these shapes cannot be combined elementwise",
    ),
    (
        "ValueError",
        r"(not enough|too many) values to unpack",
        "a tuple has another number of entries than the names on the left",
    ),
    ("ValueError", r"read-only", "this array must not be changed in place: work on a copy"),
    (
        "NameError",
        r"is not defined",
        "a name is used that has no value: look for a typo, or run the cell that defines it",
    ),
    (
        "UnboundLocalError",
        r"",
        "a variable is read before this function has given it a value",
    ),
    ("TypeError", r"NoneType", "something is None here: did a function end without `return`?"),
    (
        "TypeError",
        r"positional argument|unexpected keyword",
        "a function is called with other arguments than it takes",
    ),
    (
        "ValueError",
        r"truth value of an array",
        "an array stands where one True or False is needed: use NumPy's own function, or `.any()`",
    ),
    (
        "IndexError",
        r"shape mismatch|could not be broadcast",
        "the index arrays do not line up: make the rows a column, `np.arange(N)[:, None]`",
    ),
    ("IndexError", r"too many indices", "the array has fewer axes than there are indices"),
    ("IndexError", r"", "an index is outside the array: the last one is its size - 1"),
    ("KeyError", r"", "the dict has no such key"),
    ("AttributeError", r"", "this object does not have what you ask of it: check its type"),
    ("RecursionError", r"", "the function calls itself without end"),
    ("ZeroDivisionError", r"", "a division by zero"),
    ("OutOfTime", r"", "it ran too long: is there a loop that never ends?"),
)


def as_text(verdict: Verdict) -> str:
    """The report as plain text, at most 12 lines."""
    lines = [headline(verdict)]
    for label, content in _rows(verdict):
        lines += _labelled(label, content)
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], lines[-1]]
    return "\n".join(lines)


def headline(verdict: Verdict) -> str:
    """One line: the exercise, what became of it, the marks."""
    name = f"{verdict.exercise} (Exercise {verdict.number})"
    if verdict.max_score == 0:
        name = f"{verdict.exercise} (Question {verdict.number})"
    points = f"{verdict.score:g} of {verdict.max_score:g} points" if verdict.max_score else ""
    word = {
        PASSED: "✓ right",
        FAILED: "✗ not right yet",
        NOT_WRITTEN: "○ not written yet",
        NOT_ANSWERED: "○ not answered yet",
        NOT_DEFINED: "○ not defined",
        NOT_JUDGED: "✗ not judged",
    }[verdict.status]
    return f"{word}: {name}" + (f", {points}" if points else "")


def as_html(verdict: Verdict) -> str:
    """The report as HTML without scripts, styles that follow the page, or references."""
    border = {PASSED: "#009e73", FAILED: "#d55e00"}.get(verdict.status, "#888888")
    rows = "".join(
        "<tr>"
        '<th scope="row" style="text-align:left;vertical-align:top;padding:2px 12px 2px 0;'
        f'font-weight:600;white-space:nowrap">{_escape(label)}</th>'
        f'<td style="text-align:left;padding:2px 0">{_escape(content)}</td></tr>'
        for label, content in _rows(verdict)
    )
    table = (
        f'<table style="border-collapse:collapse;margin:4px 0 0 0">{rows}</table>' if rows else ""
    )
    return (
        f'<div style="border-left:4px solid {border};padding:4px 12px;margin:4px 0;'
        'max-width:46em">'
        f"<strong>{_escape(headline(verdict))}</strong>{table}</div>"
    )


def _rows(verdict: Verdict) -> list[tuple[str, str]]:
    """(label, content) pairs, the most useful first."""
    if verdict.status == PASSED:
        rows = [("note", text) for text in verdict.advice]
        return [*([("why", verdict.praise)] if verdict.praise else []), *rows]
    if verdict.status == NOT_DEFINED:
        kind = "Exercise" if verdict.max_score else "Question"
        text = f"run the cell of {kind} {verdict.number}, which defines `{verdict.exercise}`"
        return [("next", text)]
    if verdict.status == NOT_WRITTEN:
        return [
            ("next", f'write it in the cell above; hint("{verdict.exercise}") gives a first idea')
        ]
    if verdict.status == NOT_ANSWERED:
        return [("next", f"give `{verdict.exercise}` a value in the cell above")]
    if verdict.status == NOT_JUDGED:
        return [("reason", verdict.reason)]
    return _failure_rows(verdict)


def _failure_rows(verdict):
    case = verdict.first_failure()
    rows = []
    if len(verdict.parts) > 1:
        right = ", ".join(part.name for part in verdict.parts if part.passed)
        wrong = ", ".join(part.name for part in verdict.parts if not part.passed)
        rows.append(("outputs", f"right: {right or 'none'}; wrong: {wrong}"))
    if case.shapes:
        rows.append(("case", f'"{case.name}": {case.shapes}'))
    rows += _error_rows(case) if case.error else _difference_rows(verdict, case)
    for cause in verdict.causes:
        place = f" ({', '.join(cause.outputs)})" if len(verdict.causes) > 1 else ""
        rows.append(("cause", f"{cause.says}{place}"))
    read = verdict.causes[0].read if verdict.causes else verdict.section
    more = f'; hint("{verdict.exercise}") helps further' if verdict.max_score else ""
    return [*rows, ("read", f'"{read}"{more}')]


def _error_rows(case):
    error = case.error
    where = f"line {error.line}: {error.source}" if error.source else "inside a library call"
    rows = [("stopped", where)]
    message = "" if case.private else _shorter(error.message)
    rows.append(("error", f"{error.type}: {message}" if message else error.type))
    plain = plain_words(error.type, error.message)
    return [*rows, ("meaning", plain)] if plain else rows


def _shorter(message):
    """NumPy's text about a matrix product, without its internals."""
    sizes = re.search(r"matmul: .*\(size (\d+) is different from (\d+)\)", message)
    return f"matmul: the inner sizes are {sizes[2]} and {sizes[1]}" if sizes else message


def plain_words(kind: str, message: str) -> str:
    """What an exception means to a beginner; empty where nothing better is known."""
    for known, pattern, words in PLAIN_WORDS:
        if kind == known and re.search(pattern, message):
            return words
    return ""


def _difference_rows(verdict, case: CaseResult):
    output, difference = next(iter(case.differences.items()))
    text = difference.public_text if case.private else difference.text
    if verdict.max_score == 0:
        return [("reply", text)]
    return [(output if len(output) < LABEL else "found", text)]


def _labelled(label, content):
    """`label` in a column of its own, `content` wrapped beside it, at most 3 lines each."""
    lines = []
    for paragraph in content.split("\n"):
        lines += textwrap.wrap(paragraph, WIDTH - LABEL - 2, break_on_hyphens=False) or [""]
    if len(lines) > 3:
        lines = [*lines[:2], lines[2][: WIDTH - LABEL - 6] + " ..."]
    return [
        f"  {(label if i == 0 else ''):<{LABEL}}{line}".rstrip() for i, line in enumerate(lines)
    ]


def _escape(text):
    """HTML of a line of text: `code` in backquotes becomes <code>, line breaks stay."""
    parts = re.split(r"`([^`\n]+)`", text)
    shown = [
        html.escape(part) if i % 2 == 0 else f"<code>{html.escape(part)}</code>"
        for i, part in enumerate(parts)
    ]
    return "".join(shown).replace("\n", "<br>")
