"""Is the table of the sample class readable on a line of 100 characters?"""

from autograde import exercises, sample_class
from autograde.commands import sample_table
from autograde.commands.sample_results import Outcome

STUDENTS = sample_class.students()
UNITS = sorted({unit for student in STUDENTS for unit in student.units})


def printed(capsys, students=STUDENTS):
    """The lines of the table, for a class that went as class.toml says."""
    outcomes = {}
    for student in students:
        for unit in student.units:
            graded = [exercise for exercise in exercises.of_unit(unit) if exercise.points]
            expected = {e.name: student.expected(unit, e.name) for e in graded}
            outcomes[student.name, unit] = Outcome(
                {name: e.marks for name, e in expected.items()},
                {name: e.mistakes for name, e in expected.items()},
                sum(exercise.points for exercise in graded),
            )
    sample_table.show(students, UNITS, outcomes)
    return capsys.readouterr().out.splitlines()


def test_lines_are_short(capsys):
    assert max(map(len, printed(capsys))) <= sample_table.WIDTH


def test_units_have_their_numbers(capsys):
    header = printed(capsys)[0].split()
    assert header == ["student", "handed", "in", *(unit[:2] for unit in UNITS)]
    assert sample_table.headings(UNITS[:2]) == UNITS[:2]


def test_points_stand_below_their_unit(capsys):
    possible = printed(capsys)[1].split()
    points = [sum(e.points for e in exercises.of_unit(unit)) for unit in UNITS]
    assert possible == ["out", "of", *(f"{most:g}" for most in points)]


def test_every_mistake_is_named_on_one_line(capsys):
    lines = printed(capsys)
    for student in STUDENTS:
        for rows in student.units.values():
            for name, expected in rows.items():
                for mistake in expected.mistakes:
                    assert any(f"{name}: {mistake}" in line for line in lines), student.name


def test_marks_stand_under_their_unit(capsys):
    lines = printed(capsys)
    (tara,) = (line for line in lines if line.startswith("tara"))
    assert lines[0].index("05") + len("05") == len(tara)
