"""A verdict in words: the same in the notebook, the feedback page and the class report.

`as_text` fits 12 lines of 82 characters, so that it can be read at a glance and survives
nbgrader's Validate dialog. Nothing is said by colour alone. Values of private cases never show.
"""

from __future__ import annotations

import html
import re
import textwrap

from autograde.judge.plainwords import plain_words
from autograde.judge.verdict import (
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
ROW_LINES = 3  # of one row, where the report as a whole is long
ROOMY = 5  # of one row, where there is room
LABEL = 9  # width of the column of labels
INDENT = "    "
SPEAKING = ("found", "reply")  # labels of what is a sentence without them
NEXT_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z])")
THINK = "think"  # the label of what a pass asks; where there is HTML, an answer can be unfolded
LAST = ("read", "printed")  # rows that a long report never loses


def as_text(verdict: Verdict) -> str:
    """The report as plain text, at most 12 lines."""
    for is_brief, most in ((False, ROOMY), (False, ROW_LINES), (True, ROW_LINES)):
        head, tail = [headline(verdict)], []
        for label, content in _rows(verdict, is_brief=is_brief):
            (tail if label in LAST else head).extend(_labelled(label, content, most))
        if len(head) + len(tail) <= MAX_LINES:
            return "\n".join([*head, *tail])
    kept = head[: MAX_LINES - len(tail)]
    return "\n".join([*kept[:-1], f"{kept[-1][: WIDTH - 4]} ...", *tail])


def headline(verdict: Verdict) -> str:
    """One line: the exercise, what became of it, the marks."""
    name = f"{verdict.exercise} (Exercise {verdict.number})"
    if verdict.max_score == 0:
        name = f"{verdict.exercise} (Question {verdict.number})"
    points = f"{verdict.score:g} of {verdict.max_score:g} points" if verdict.max_score else ""
    sign, words = STATUS[verdict.status]
    return f"{sign} {words}: {name}" + (f", {points}" if points else "")


def in_brief(verdict: Verdict) -> str:
    """Why it is not right, in one sentence, for a list of exercises; "" where it is right."""
    if verdict.status == PASSED:
        return ""
    if verdict.status != FAILED:
        return verdict.reason or STATUS[verdict.status][1]
    case = verdict.first_failure()
    if verdict.causes:
        says = verdict.causes[0].says
    elif verdict.facts:
        says = verdict.facts[0].says
    elif case.error:
        _, says = _error_rows(case)[-1]  # the plainest
    else:
        label, text = _difference_rows(verdict, case)[0]
        says = text if label in SPEAKING else f"{label}: {text}"
    return NEXT_SENTENCE.split(says.split("\n")[0])[0].rstrip(":")


def as_html(verdict: Verdict) -> str:
    """The report as HTML without scripts, styles that follow the page, or references."""
    border = {PASSED: "#009e73", FAILED: "#d55e00"}.get(verdict.status, "#888888")
    rows = "".join(
        "<tr>"
        '<th scope="row" style="text-align:left;vertical-align:top;padding:2px 12px 2px 0;'
        f'font-weight:600;white-space:nowrap">{line_html(label)}</th>'
        f'<td style="text-align:left;padding:2px 0">{_linked(verdict, label, content)}</td></tr>'
        for label, content in _rows(verdict)
    )
    table = (
        f'<table style="border-collapse:collapse;margin:4px 0 0 0">{rows}</table>' if rows else ""
    )
    return (
        f'<div style="border-left:4px solid {border};padding:4px 12px;margin:4px 0;'
        'max-width:46em">'
        f"<strong>{line_html(headline(verdict))}</strong>{table}</div>"
    )


def as_hint(text: str, level: int, last: int, *, is_again: bool = False) -> str:
    """A hint with its number, wrapped; pseudo-code starts below it and keeps its margin."""
    number = f"Hint {level} of {last}{' (the last one, once more)' if is_again else ''}:"
    if "\n" not in text:
        return textwrap.fill(f"{number} {text}", WIDTH, break_on_hyphens=False)
    lines = [number]
    for line in text.split("\n"):
        margin = line[: len(line) - len(line.lstrip())] + 2 * INDENT
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=margin, break_on_hyphens=False)
    return "\n".join(lines)


def _rows(verdict: Verdict, *, is_brief: bool = False) -> list[tuple[str, str]]:
    """(label, content) pairs, the most useful first."""
    rows = _rows_of_status(verdict)
    if is_brief and verdict.causes:  # these say it better
        lost = ("meaning", "case") if verdict.facts else ("meaning",)
        rows = [row for row in rows if row[0] not in lost]
    if verdict.above:
        rows = [("above", verdict.above), *rows]
    if verdict.printed is None:
        return rows
    return [*rows, ("printed", _printed(verdict.printed, is_brief))]


def _printed(printed, is_brief):
    """That there were prints, which the judge keeps from the page, and what the first one was."""
    lines = "1 line" if printed.lines == 1 else f"{printed.lines:,} lines"
    more = "at least " if printed.more else ""
    first = f'; the first: "{printed.first}"' if printed.first and not is_brief else ""
    return f"{more}{lines}, not shown while judging{first}. Call it yourself to see them."


def _rows_of_status(verdict):
    if verdict.status == PASSED:
        rows = [("note", text) for text in verdict.advice]
        asked = [(THINK, verdict.why.asks)] if verdict.why else []
        return [*([("why", verdict.praise)] if verdict.praise else []), *rows, *asked]
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
    rows = [("first", FIRST.format(verdict.first))] if verdict.first else []
    if len(verdict.parts) > 1:
        right = ", ".join(part.name for part in verdict.parts if part.passed)
        wrong = ", ".join(part.name for part in verdict.parts if not part.passed)
        rows.append(("outputs", f"right: {right or 'none'}; wrong: {wrong}"))
    if case.shapes:
        rows.append(("case", f'"{case.name}": {case.shapes}'))
    rows += _error_rows(case) if case.error else _difference_rows(verdict, case)
    failed = {part.name for part in verdict.parts if not part.passed}
    for cause in verdict.causes:
        place = f" ({', '.join(cause.outputs)})" if set(cause.outputs) < failed else ""
        rows.append(("cause", f"{cause.says}{place}"))
    rows += [("seen", fact.says) for fact in verdict.facts]
    rows += _left_open(verdict, case)
    rows += [("note", text) for text in verdict.advice]
    more = f'; hint("{verdict.exercise}") helps further' if verdict.max_score else ""
    return [*rows, ("read", f'"{_section(verdict)}"{more}')]


def _left_open(verdict, case):
    """That no cause and no fact is known of what is wrong, or of some of it."""
    told = {output for found in (*verdict.causes, *verdict.facts) for output in found.outputs}
    left = [part.name for part in verdict.parts if not part.passed and part.name not in told]
    if verdict.causes and left:
        return [("besides", BESIDES.format(", ".join(left), "have" if len(left) > 1 else "has"))]
    is_open = left and not verdict.facts and case.shapes and not case.error
    return [("cause", UNKNOWN)] if is_open else []


def _section(verdict):
    """The heading of the section to read."""
    return verdict.causes[0].read if verdict.causes else verdict.section


def _error_rows(case):
    error = case.error
    rows = [("stopped", _place(error))]
    message = "" if case.private else _shorter(error.message)
    rows.append(("error", f"{error.type}: {message}" if message else error.type))
    plain = plain_words(error.type, error.message)
    return [*rows, ("meaning", plain)] if plain else rows


def _place(error):
    """Where the learner's code stopped; its text is not known for code made from a string."""
    if error.line is None:
        is_call = error.type == "TypeError"  # other arguments than the function takes
        return "in the call itself, before its first line" if is_call else "outside your own lines"
    return f"line {error.line}: {error.source}" if error.source else f"line {error.line}"


def _shorter(message):
    """NumPy's text about a matrix product, without its internals."""
    sizes = re.search(r"matmul: .*\(size (\d+) is different from (\d+)\)", message)
    return f"matmul: the inner sizes are {sizes[2]} and {sizes[1]}" if sizes else message


def _difference_rows(verdict, case: CaseResult):
    output, difference = next(iter(case.differences.items()))
    text = difference.public_text if case.private else difference.text
    if verdict.max_score == 0:
        return [("reply", text)]
    is_named = len(output) < LABEL and difference.kind != "count"
    return [(output if is_named else "found", text)]


def _labelled(label, content, most):
    """`label` in a column of its own, `content` wrapped beside it in at most `most` lines."""
    lines, width = [], WIDTH - LABEL - 2
    paragraphs = content.split("\n")
    if len(paragraphs[0]) > width:  # its last line would hold a word or two
        paragraphs = [" ".join(paragraphs)]
    for paragraph in paragraphs:
        whole = re.sub(r"(?<=\d,) (?=\d)", "\xa0", paragraph)  # a shape stays on one line
        wrapped = textwrap.wrap(whole, width, break_on_hyphens=False) or [""]
        lines += [line.replace("\xa0", " ") for line in wrapped]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: WIDTH - LABEL - 6].rstrip() + " ..."]
    return [
        f"  {(label if i == 0 else ''):<{LABEL}}{line}".rstrip() for i, line in enumerate(lines)
    ]


def anchor(heading: str) -> str:
    """The name by which pages link to a heading, which is JupyterLab's."""
    return heading.replace(" ", "-")


def _linked(verdict, label, content):
    """HTML of a row's content; the section to read is a link to it, and what is asked unfolds."""
    if label == THINK:
        answer = f"<details><summary>{COMPARE}</summary>{line_html(verdict.why.answer)}</details>"
        return line_html(content) + answer
    if label != "read":
        return line_html(content)
    heading = html.escape(_section(verdict))
    return line_html(content).replace(heading, f'<a href="#{anchor(heading)}">{heading}</a>', 1)


def line_html(text: str) -> str:
    """HTML of a line of text: `code` in backquotes becomes <code>, line breaks stay."""
    parts = re.split(r"`([^`\n]+)`", text)
    shown = [
        html.escape(part) if i % 2 == 0 else f"<code>{html.escape(part)}</code>"
        for i, part in enumerate(parts)
    ]
    return "".join(shown).replace("\n", "<br>")


STATUS = {  # sign and words
    PASSED: ("✓", "right"),
    FAILED: ("✗", "not right yet"),
    NOT_WRITTEN: ("○", "not written yet"),
    NOT_ANSWERED: ("○", "not answered yet"),
    NOT_DEFINED: ("○", "not defined"),
    NOT_JUDGED: ("✗", "not judged"),
}
BESIDES = "{} {} another fault as well; it is none of the mistakes that the judge knows"
UNKNOWN = "this is none of the mistakes that the judge knows: start from the line above"
COMPARE = "an answer to compare yours with"
FIRST = "your `{}` is not right yet: mend it first"
