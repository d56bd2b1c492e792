"""Wrong functions as learners write them: each is rejected, and its report says what is wrong."""

import importlib
import pkgutil

import pytest

from autograde import assess
from autograde.judge import feedback
from autograde.judge.verdict import FAILED
from tests.judge import wrong_styles


def wrong():
    """(exercise, function, name of the mistake or "", texts of the report)."""
    for info in pkgutil.iter_modules(wrong_styles.__path__):
        module = importlib.import_module(f"{wrong_styles.__name__}.{info.name}")
        for name, function, cause, *texts in module.WRONG:
            yield pytest.param(name, function, cause, texts, id=f"{name}-{function.__name__}")


@pytest.mark.parametrize(("name", "function", "cause", "texts"), list(wrong()))
def test_the_report_says_what_is_wrong(name, function, cause, texts):
    verdict = assess(name, function)
    report = feedback.as_text(verdict)
    told = " ".join(report.split())  # whatever the line breaks
    assert verdict.status == FAILED
    assert verdict.misconceptions == ((cause,) if cause else ())
    for text in texts:
        assert text in told
    assert len(report.split("\n")) <= feedback.MAX_LINES
    assert max(map(len, report.split("\n"))) <= feedback.WIDTH


@pytest.mark.parametrize(("name", "function", "cause", "texts"), list(wrong()))
def test_what_stops_is_told_with_the_learners_line_and_in_plain_words(name, function, cause, texts):
    for case in assess(name, function).cases:
        if case.error is not None:
            with open(function.__code__.co_filename, encoding="utf-8") as file:
                line = file.read().split("\n")[case.error.line - 1]
            assert " ".join(line.split()).startswith(case.error.source.removesuffix("..."))
            assert cause or feedback.plain_words(case.error.type, case.error.message)


def test_there_are_enough_of_them_in_each_unit():
    counted = {}
    for parameter in wrong():
        unit = parameter.values[1].__module__.rsplit(".", 1)[1]
        counted[unit] = counted.get(unit, 0) + 1
    units = ("00", "01", "02", "03", "04", "05", "07", "10")
    assert {unit: count >= 25 for unit, count in counted.items()} == dict.fromkeys(
        (f"unit_{number}" for number in units), True
    )
