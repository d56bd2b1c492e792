"""A whole round over nbgrader's exchange: released, fetched, handed in, collected, marked, and the
pages fetched again. Then the same steps of the instructor's through the formgrader's interface."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import LoggingConfigurable, PyFileConfigLoader

from autograde.grading import engine, releasing
from autograde.grading.plugins.config import COURSE
from tests.grading import toys
from tests.grading.formgrader import serving
from tests.grading.toys import UNIT

SHIPPED = Path(__file__).resolve().parents[2] / "nbgrader_config.py"
SOURCES = {
    "ann": {"written_toy": "It is twice as much, $2 x_t$."},
    "ben": {"toy_double": "def toy_double(x):\n    return x"},
}
# nbgrader's release_feedback leaves timestamp.txt to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
MARKS = {"ann": "16 of 21 points so far</h1>", "ben": "12 of 21 points</h1>"}
SCHEME = "one point for the word"


class Users:
    """The instructor and the students, each with folders of their own, and one exchange."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root, self.exchange = folder, root, folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)

    def home(self, user):
        """What a student has at home."""
        return self.folder / user

    def api(self, user=None):
        """nbgrader's commands, for one user; None: the instructor."""
        c = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        c.Exchange.root = str(self.exchange)
        if user is not None:
            c.CourseDirectory.root = str(self.home(user))
            c.CourseDirectory.student_id = user
            c.Exchange.assignment_dir = str(self.home(user))
            c.Exchange.cache = str(self.home(user) / "cache")
        parent = LoggingConfigurable(config=c)
        return NbGraderAPI(coursedir=CourseDirectory(parent=parent), parent=parent)

    def does(self, command, user=None):
        """A command of the exchange, for one user; it raises what goes wrong."""
        api = self.api(user)
        api.coursedir.assignment_id = UNIT
        transfer = getattr(api.exchange, command)
        transfer(coursedir=api.coursedir, authenticator=api.authenticator, parent=api).start()

    def hand_in(self, user, sources):
        """Fetch the unit, write into it, submit it."""
        self.home(user).mkdir()
        self.does("FetchAssignment", user)
        path = self.home(user) / UNIT / f"{UNIT}.ipynb"
        path.write_text(json.dumps(toys.solved(self.root, **sources)))
        self.does("Submit", user)

    def fetched(self, user):
        """The text of the pages that the student has fetched, newest last."""
        self.does("FetchFeedback", user)
        pages = (self.home(user) / UNIT / "feedback").glob(f"*/{UNIT}.html")
        return [page.read_text() for page in sorted(pages)]


def succeeds(result):
    """nbgrader's commands tell what went wrong, and raise nothing."""
    assert result["success"], result.get("error", "") + result.get("log", "")


@pytest.fixture(scope="module")
def users(sandbox, tmp_path_factory):
    """A class whose work was collected."""
    root = tmp_path_factory.mktemp("course")
    with toys.registered(tmp_path_factory.mktemp("declared")):
        toys.make_course(root, written=True)
        shutil.copy(SHIPPED, root)
        releasing.release([UNIT], root=root, results=root / "grading")
        users = Users(tmp_path_factory.mktemp("users"), root)
        users.does("ReleaseAssignment")
        for user, sources in SOURCES.items():
            users.hand_in(user, sources)
        users.does("Collect")
        yield users


@pytest.fixture(scope="module")
def graded(users):
    """By our engine; one more student's work was brought by hand, without the exchange."""
    submitted, results = users.root / "submitted", users.root / "grading"
    toys.hand_in(submitted, "abe", toys.solved(users.root))
    engine.grade([UNIT], submitted, results, root=users.root, workers=1)
    return users


def released_pages(users):
    return sorted((users.exchange / COURSE / "feedback").iterdir())


@pytest.mark.parametrize("again", [False, True], ids=["ours", "generated"])
def test_everybody_fetches_their_own_page_and_nothing_else(graded, again):
    """Pages as `unrolled grade` leaves them, and as nbgrader's own command makes them."""
    if again:
        succeeds(graded.api().generate_feedback(UNIT))
    graded.does("ReleaseFeedback")
    assert {path.suffix for path in released_pages(graded)} == {".html"}
    for user, marks in MARKS.items():
        (page,) = graded.fetched(user)
        assert marks in page


@pytest.fixture(scope="module")
def marked(users, tmp_path_factory):
    """The page on which ann's answer is marked, after the formgrader has done all the rest."""
    for path in released_pages(users):
        path.unlink()
    with serving(users.root, users.exchange, tmp_path_factory.mktemp("server")) as formgrader:
        for user in SOURCES:
            succeeds(formgrader.ask(f"submission/{UNIT}/{user}/autograde", {}))
        handed_in = formgrader.ask(f"submitted_notebooks/{UNIT}/{UNIT}")
        (work,) = [work for work in handed_in if work["student"] == "ann"]
        page = formgrader.page(f"submissions/{work['id']}/")
        (grade,) = [
            grade
            for grade in formgrader.ask(f"grades?submission_id={work['id']}")
            if grade["needs_manual_grade"]
        ]
        formgrader.ask(f"grade/{grade['id']}", {"manual_score": 3}, "PUT")
        succeeds(formgrader.ask(f"assignment/{UNIT}/generate_feedback", {}))
        succeeds(formgrader.ask(f"assignment/{UNIT}/release_feedback", {}))
    return page


def test_formgrader_grades_marks_and_releases(marked, users):
    assert "19 of 21 points</h1>" in users.fetched("ann")[-1]
    assert MARKS["ben"] in users.fetched("ben")[-1]


def test_mark_scheme_is_shown_at_the_answer_and_to_nobody_else(marked, users):
    assert marked.count(SCHEME) == 1
    question, answer = marked.index("Why does it grow?"), marked.index("It is twice as much")
    assert question < marked.index(SCHEME) < answer
    folders = (users.exchange, users.home("ann"), users.root / "course", users.root / "grading")
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        assert SCHEME.encode() not in path.read_bytes(), path


def test_formgrader_typesets_formulas_offline(marked):
    assert marked.count("<math") == 3  # of the question, the answer and the mark scheme
    assert "x_t$" not in marked
