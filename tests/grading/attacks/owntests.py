"""Attacks that need a test of their own: how they are run, and how a defence is lifted, differs.

`test` is the place of that test. What it rejects succeeded before the defence was there.
"""

from __future__ import annotations

from typing import NamedTuple


class Attack(NamedTuple):
    """name: what is tried; topic: its kind; meets: the defence, in words; test: FILE::FUNCTION."""

    name: str
    topic: str
    meets: str
    test: str


VERDICT = "a sequence follows a mistake that the verdict on the step has named"
OWN_STEP = "the submission's step is asked for nothing but its own marks"
BOUNDED = "no call to a kernel waits without a bound, and each task has a wall clock"
GATE = "one gate for names, on both ways in"
FOLLOW = "tests/judge/test_follow.py"
NAMES = "tests/grading/test_names.py"
EXCHANGE = "tests/grading/test_kernel_exchange.py"
WORKERS = "tests/grading/test_workers.py"
NOT_UNROLLED = f"{FOLLOW}::test_what_is_not_unrolled_earns_nothing_whatever_the_step_answers"
SILENT = f"{EXCHANGE}::test_a_kernel_that_falls_silent_is_bounded"
CLOSES = f"{EXCHANGE}::test_a_kernel_that_closes_channels_is_bounded"
ENDED = f"{WORKERS}::test_a_task_that_spoils_its_worker_earns_nothing_and_says_why"
REFUSED = f"{NAMES}::test_name_that_would_go_wrong_is_no_student_id"

OWN_TESTS = (
    # Half of the marks of a sequence with nothing unrolled.
    Attack("a step shifted by 1e9, and a constant", "following", VERDICT, NOT_UNROLLED),
    Attack("an output in float32 that loosens the tolerance", "following", VERDICT, NOT_UNROLLED),
    Attack("a step that knows its own answers", "following", OWN_STEP, NOT_UNROLLED),
    Attack(
        "a step that hears what the sequence was asked, by whatever way",
        "following",
        OWN_STEP,
        "tests/grading/test_followed.py::test_a_step_that_suits_what_was_asked_earns_nothing",
    ),
    Attack(
        "a step that changes once it was judged",
        "following",
        OWN_STEP,
        f"{FOLLOW}::test_the_learners_step_is_not_called_for_the_marks_of_the_sequence",
    ),
    Attack(
        "a step that is easier than the right one",
        "following",
        VERDICT,
        f"{FOLLOW}::test_a_step_that_is_easier_or_has_no_name_earns_nothing",
    ),
    # Marks for values that are not those asked for.
    Attack(
        "one matrix in disguise for a random one",
        "values",
        "sizes and crowds of draws",
        "tests/judge/test_directions.py::test_one_matrix_in_disguise_is_found",
    ),
    Attack(
        "e as 2.71828, as a float32",
        "values",
        "a tolerance that what went in decides",
        "tests/judge/test_learners.py::test_the_report_says_what_is_wrong",
    ),
    Attack(
        "the facts about a model in its place, given out one by one",
        "values",
        "what is no model is told in words",
        "tests/judge/test_builders.py::test_facts_in_a_wrapping_are_no_model_either",
    ),
    Attack(
        "an exception that is called OutOfTime",
        "values",
        "limits are told from outside",
        "tests/grading/test_store.py::test_that_time_ran_out_is_told_from_outside",
    ),
    # Holding up the class, the grader or the marker.
    Attack("the shell socket is cut while it is judged", "stopping", BOUNDED, CLOSES),
    Attack("any channel is cut, at any time", "stopping", BOUNDED, CLOSES),
    Attack("the kernel falls silent, at any time", "stopping", BOUNDED, SILENT),
    Attack("a worker that never ends", "stopping", BOUNDED, ENDED),
    Attack("a worker that grows", "stopping", BOUNDED, ENDED),
    Attack("a worker that dies", "stopping", BOUNDED, ENDED),
    Attack(
        "a shape that makes a rule's arrays huge",
        "stopping",
        "values reach a rule with the right shape alone",
        "tests/judge/test_compare.py::test_an_array_of_another_shape_does_not_reach_a_rule",
    ),
    Attack(
        "code that takes minutes to colour",
        "stopping",
        "colours only where they take little time",
        "tests/grading/test_codetext.py::test_code_that_takes_long_to_colour_has_none",
    ),
    Attack(
        "code of a language that takes without end to colour",
        "stopping",
        "all code is Python",
        "tests/grading/test_codetext.py::test_language_is_not_the_submissions_to_choose",
    ),
    # Names.
    Attack("a folder's name of 255 bytes", "names", GATE, REFUSED),
    Attack("a name that is no UTF-8, or has escapes", "names", GATE, REFUSED),
    Attack(
        "a name that forges a line in the terminal, or a formula",
        "names",
        "one harmless form of whatever is printed or written",
        f"{NAMES}::test_nothing_printed_or_written_is_obeyed_by_a_terminal_or_a_spreadsheet",
    ),
    Attack(
        "the same by plain nbgrader",
        "names",
        GATE,
        f"{NAMES}::test_nbgraders_own_command_gives_the_same_answer",
    ),
    Attack(
        "a file where results are written",
        "names",
        "an error of one job costs that job",
        f"{NAMES}::test_file_in_the_place_of_results_costs_one_submission",
    ),
)
