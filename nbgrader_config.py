"""nbgrader's settings for this course: `nbgrader autograde`, `validate` and the formgrader read it.

What grading itself does stands in autograde/grading/config.py.
"""

from pathlib import Path

from autograde.grading.plugins.config import configure

ROOT = Path(__file__).resolve().parent

c = get_config()  # noqa: F821  (traitlets puts it into this file's namespace)
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
configure(c, ROOT)
