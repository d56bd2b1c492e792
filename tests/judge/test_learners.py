"""Wrong functions as learners write them: each is rejected, and its report says what is wrong."""

from collections import Counter

import pytest

from autograde import assess, exercises
from autograde.judge import feedback
from autograde.judge.verdict import FAILED
from tests.judge import styles

WRONG = [pytest.param(*found, id=f"{found[0]}-{found[1].__name__}") for found in styles.wrong()]


@pytest.mark.parametrize(("name", "function", "cause", "texts"), WRONG)
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


@pytest.mark.parametrize(("name", "function", "cause", "texts"), WRONG)
def test_what_stops_is_told_with_the_learners_line_and_in_plain_words(name, function, cause, texts):
    for case in assess(name, function).cases:
        if case.error is not None:
            assert styles.line_within(case.error, function) > 0
            assert cause or feedback.plain_words(case.error.type, case.error.message)


def test_there_are_enough_of_them_in_each_unit():
    counted = Counter(exercises.find(name).unit for name, *_ in styles.wrong())
    units = {exercise.unit for exercise in exercises.all_exercises().values()}
    units = {unit for unit in units if not exercises.is_in_preparation(unit)}
    assert [unit for unit in sorted(units) if counted[unit] < 25] == []
