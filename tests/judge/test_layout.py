"""How reports, hints and the map are set: nothing is cut that has room, no line is too wide."""

import pytest

import autograde
from autograde import exercises
from autograde.judge import feedback
from autograde.judge.verdict import FAILED, CaseResult, PartResult, Verdict
from autograde.kinds.compare import Difference
from autograde.progress import as_html, as_text

HINTS = [
    pytest.param(hint, level, id=f"{exercise.name}-{level}")
    for exercise in exercises.all_exercises().values()
    for level, hint in enumerate(exercise.hints, 1)
]


FIRST = "the shape (3, 4, 5) is right; 50 of its 60 values are not, the first at [0, 1, 0]:"
NUMBERS = "got nan, expected 0.0609951 (nan: 0/0, inf - inf or 0 * inf, as in 0 * log(0))"


def test_a_difference_is_told_whole_where_there_is_room():
    difference = Difference("value", f"{FIRST}\n{NUMBERS}", FIRST)
    case = CaseResult("extremes", "extremes", "x (3, 4, 5)", False, {"p": difference})
    part = PartResult("p", passed=False, earned=0.0, possible=4.0)
    names = "softmax", "00.2", "a softmax that is safe", "00_start", "Broadcasting"
    shown = feedback.as_text(Verdict(*names, FAILED, 4.0, (part,), (case,)))
    assert " ".join(shown.split()).count(f"{FIRST} {NUMBERS}") == 1
    _, _, first, second, *_ = shown.split("\n")
    assert first.endswith("the first at")
    assert second.strip().startswith("[0, 1, 0]: got nan, expected 0.0609951")


@pytest.mark.parametrize(("hint", "level"), HINTS)
def test_a_hint_is_wrapped_between_words(hint, level):
    shown = feedback.as_hint(hint, level, 3)
    assert all(len(line) <= feedback.WIDTH for line in shown.split("\n"))
    assert shown.split() == f"Hint {level} of 3: {hint}".split()


def test_pseudo_code_keeps_its_margin():
    shown = feedback.as_hint(f"for each step:\n    {'word ' * 30}\n    end", 3, 3, is_again=True)
    first, second, third, fourth, *_, last = shown.split("\n")
    assert first == "Hint 3 of 3 (the last one, once more):"
    assert second == "for each step:"
    assert third.startswith("    word")
    assert fourth.startswith(" " * 12 + "word")
    assert last == "    end"


def test_a_misspelt_exercise_is_told_without_a_traceback():
    with pytest.raises(exercises.NoSuchExercise) as caught:
        autograde.check("rnn_stp")
    told = "No exercise is called 'rnn_stp'. Did you mean 'rnn_step'?"
    assert caught.value._render_traceback_() == [told]


def test_points_and_names_stay_whole_in_the_map(tmp_path):
    shown = as_html(tmp_path / "progress.json")
    assert 'white-space:nowrap">0 of 25</td>' in shown
    assert "·\N{NO-BREAK SPACE}rnn_step," in shown


def test_map_calls_units_by_their_titles_and_tells_what_a_person_marks(tmp_path):
    path = tmp_path / "progress.json"
    (line,) = (line for line in as_text(path).split("\n") if "written_parity" in line)
    assert line.split() == ["written_parity", "5", "points,", "marked", "by", "hand"]
    assert max(map(len, as_text(path).split("\n"))) <= 80
    assert "0 of 25   01_hidden_state  The hidden state" in as_text(path)
    assert "The hidden state<br><small>01_hidden_state</small>" in as_html(path)
    assert "written_parity (5 points, marked by hand)" in as_html(path)
