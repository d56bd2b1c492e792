"""How nbgrader is set up: for nbgrader_config.py and for the engine, in one place."""

from __future__ import annotations

from pathlib import Path

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    DeduplicateIds,
    IgnorePattern,
    IncludeHeaderFooter,
    InstantiateTests,
    LimitOutput,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveCells,
)
from traitlets.config import Config

from autograde.grading.pages.exporter import TEMPLATE, TEMPLATES, FeedbackExporter
from autograde.grading.plugins.clearsolutions import UnrolledClearSolutions
from autograde.grading.plugins.execute import UnrolledExecute
from autograde.grading.plugins.feedback_pages import FeedbackHook, SafePage
from autograde.grading.plugins.markingview import ShowMarkScheme, marking_code, marking_html
from autograde.grading.plugins.marks import GetMarks, SaveMarks
from autograde.grading.plugins.releasehook import LONGEST_CELL, ReleaseHook, StampRelease
from autograde.grading.plugins.restorecells import RestoreCells
from autograde.grading.plugins.screeninghook import ScreeningHook
from autograde.grading.plugins.studentfolders import HookBehindGate

COURSE = "unrolled"


def configure(c: Config, root: Path) -> None:
    """Set what releasing, grading and feedback need, for a course in `root`."""
    c.CourseDirectory.course_id = COURSE
    _releasing(c)
    _grading(c)
    _feedback(c)
    _marking(c)
    # Notebooks are checked once, after all the steps of a conversion and not after each of them.
    c.Exporter.optimistic_validation = True
    place(c, root, root / "grading")


def place(c: Config, root: Path, results: Path) -> None:
    """Set where the course and its results lie."""
    root, results = root.resolve(), results.resolve()
    c.CourseDirectory.db_url = f"sqlite:///{results / 'gradebook.db'}"
    c.CourseTraits.root = str(root)
    c.CourseTraits.release = str(root / "course")
    c.CourseTraits.results = str(results)
    c.GenerateAssignment.post_convert_hook = ReleaseHook(root / "course")
    hook = ScreeningHook(root, root / "course", results)
    c.Autograde.pre_convert_hook = HookBehindGate(hook, root / "submitted")
    c.GenerateFeedback.post_convert_hook = FeedbackHook(root, results / "feedback")


def _releasing(c):
    # nbgrader's own list, with our stubs in the place of ClearSolutions, and the stamp.
    c.GenerateAssignment.preprocessors = [
        IncludeHeaderFooter,
        InstantiateTests,
        LockCells,
        UnrolledClearSolutions,
        ClearOutput,
        CheckCellMetadata,
        ComputeChecksums,
        SaveCells,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
        StampRelease,
    ]
    # For Validate, which runs every cell, training runs included, with nbgrader's own Execute.
    # Settings of the sandbox stay off it: they would send it into the grading kernel.
    c.Execute.timeout = LONGEST_CELL


def _grading(c):
    # RestoreCells comes before everything that trusts the submitted metadata.
    c.Autograde.sanitize_preprocessors = [
        RestoreCells,
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    c.Autograde.autograde_preprocessors = [
        UnrolledExecute,
        IgnorePattern,
        LimitOutput,
        SaveMarks,
        AssignLatePenalties,
    ]
    c.OverwriteCells.add_missing_cells = True  # a second guard, behind RestoreCells


def _feedback(c):
    c.GenerateFeedback.preprocessors = [GetMarks, SafePage]
    # On our exporter alone: the formgrader shows autograded notebooks with the base class.
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.FeedbackExporter.template_name = TEMPLATE
    c.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
    # What the formgrader shows to markers is not for students.
    c.FeedbackExporter.preprocessors = []
    c.FeedbackExporter.filters = {}


def _marking(c):
    # The formgrader's exporter is this base class, without a name of its own.
    c.HTMLExporter.preprocessors = [ShowMarkScheme]
    c.HTMLExporter.filters = {"markdown2html": marking_html, "highlight_code": marking_code}
