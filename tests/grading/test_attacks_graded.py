"""Attacks on marks, files and the instructor's browser: each graded, and with one defence lifted.

The class of attackers is graded once, as an instructor would. test_attacks.py has what a kernel
alone can try, and the table's count.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_client.asynchronous import AsyncKernelClient
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade, find_all_files

from autograde.grading import engine
from autograde.grading.kernel import forkserver
from autograde.grading.kernel.manager import SandboxKernelManager
from autograde.grading.results import verdicts
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder
from autograde.grading.submission import screen
from autograde.grading.submission.restore import restore
from tests.grading import toys
from tests.grading.attacks import AS_PRINTED, AS_SENT, IN_KERNEL
from tests.grading.attacks.browser import BROWSER, dangers
from tests.grading.attacks.files import FILES, MARKS, is_plain
from tests.grading.attacks.forging import FORGING, JUDGE, PROGRAM, TEST
from tests.grading.attacks.kernels import ROOT, make_kernel, said_by
from tests.grading.bounds import ends_within
from tests.grading.toys import NAMES, UNIT, added, cell_of, released, solved

SECRET = b"0123456789abcdef"
WRONG = {
    "toy_double": "def toy_double(x):\n    return x",
    "toy_triple": "def toy_triple(x):\n    return x",
    "toy_negate": "def toy_negate(x):\n    return x",
    "toy_answer": "toy_answer = 41",
}
FULL_MARKS = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
FULL_MARKS["data"] = {"text/plain": "4.0"}
PAYLOAD = "<img src=x onerror=stolen()>"


def by_name(attacks):
    return [pytest.param(attack, id=attack.name) for attack in attacks]


def forger(number):
    return f"forger{number:02}"


def forged(root, attack):
    """Wrong work with the forgery in it; its test cells are the forger's own, too."""
    work = WRONG["toy_double"] + "\n\n\n" + attack.body
    nb = solved(root, **{**WRONG, "toy_double": work})
    if attack.lift == AS_SENT:
        for name in NAMES:
            cell = cell_of(nb, f"test_{name}")
            cell |= {"source": attack.body, "outputs": [FULL_MARKS]}
    return nb


def with_pages(root):
    """Right work, with every attack on the browser in a cell of its own."""
    nb = solved(root)
    for attack in BROWSER:
        added(nb, attack.body, place=len(nb["cells"]), kind=attack.kind)
        if attack.attachments:
            nb["cells"][-1]["attachments"] = attack.attachments
    nb["metadata"]["title"] = f"</title>{PAYLOAD}"
    return nb


@pytest.fixture(scope="module")
def graded(sandbox, course, tmp_path_factory):
    folder, results = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    (folder / "secrets").mkdir()
    (folder / "secrets" / "gradebook.db").write_text(MARKS)
    for number, attack in enumerate(FORGING):
        toys.hand_in(folder / "all", forger(number), forged(course, attack))
    toys.hand_in(folder / "all", "pages", with_pages(course))
    tricks = toys.hand_in(folder / "all", "tricks", solved(course))
    for trick in FILES:
        if trick.name != "hands in very many files":
            trick.place(tricks, folder / "secrets")
    named = toys.hand_in(folder / "all", "named", None)
    (named / f"{PAYLOAD}.ipynb").write_text(json.dumps(released(course)))
    toys.hand_in(folder / "all", PAYLOAD, solved(course))
    toys.hand_in(folder / "all", "zz-honest", solved(course))
    # One worker is this process: two more would have to start first.
    found = engine.grade([UNIT], folder / "all", results, root=course, workers=1)
    with Gradebook(f"sqlite:///{results / 'gradebook.db'}") as book:
        marks = {s.student.id: s.score for s in book.assignment_submissions(UNIT)}
    return SimpleNamespace(
        results=results, marks=marks, found={result.student: result for result in found}
    )


@pytest.fixture(scope="module")
def server(sandbox, course):
    """Lifted, too, the attackers' code runs in the sandbox: what is lifted is the judging."""
    found = forkserver.server_of(UNIT, (str(ROOT),))
    assert found is not None, forkserver._failed
    yield found
    forkserver.close_all()


def executed(server, cells):
    """Run by nbgrader's own Execute, which keeps all outputs, in a sandboxed kernel."""
    run = RunFolder(server.folder.kernels)
    manager = SandboxKernelManager(
        run_folder=run, limits=Limits(), server=server, client_factory=AsyncKernelClient
    )
    nb = new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    execute = Execute(timeout=10)
    try:
        execute.preprocess(nb, {"metadata": {}}, km=manager)
    finally:
        execute.kc.stop_channels()
        manager.shutdown_kernel(now=True)
        run.remove()
    return nb


def judged_cell(source, outputs=()):
    mark = {"grade": True, "grade_id": "test", "locked": True, "solution": False, "points": 4}
    metadata = {"nbgrader": {**mark, "schema_version": 3, "task": False}}
    return new_code_cell(source, metadata=metadata, outputs=list(outputs))


def marks_when_judged_inside(server, body):
    cells = [new_code_cell(JUDGE), new_code_cell(f"{WRONG['toy_double']}\n\n\n{body}")]
    cell = executed(server, [*cells, judged_cell(TEST)]).cells[-1]
    return determine_grade(cell)[0]


def marks_when_printed(server, body):
    """Of a process that is asked to print its verdict, in a sandbox as well."""
    program = PROGRAM.format(body=body)
    source = f"import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', {program!r}], "
    source += "capture_output=True, text=True).stdout)"
    with make_kernel(server) as running:
        return 4 * (said_by(running, source).split()[-1] == "passed")


def marks_when_sent(server, body):
    cell = judged_cell(body, [nbformat.from_dict(FULL_MARKS)])
    return determine_grade(cell)[0]


LIFTED = {
    IN_KERNEL: marks_when_judged_inside,
    AS_PRINTED: marks_when_printed,
    AS_SENT: marks_when_sent,
}


@pytest.mark.parametrize("number", range(len(FORGING)), ids=[a.name for a in FORGING])
def test_forgery_earns_nothing_and_would_earn_everything(graded, server, number):
    attack = FORGING[number]
    assert graded.marks[forger(number)] == 0
    assert LIFTED[attack.lift](server, attack.body) == 4


@pytest.mark.parametrize("lift", [IN_KERNEL, AS_PRINTED])
def test_wrong_work_without_a_forgery_earns_nothing_there(server, lift):
    """Else the lifted judge would give its marks away, and the forgeries would show nothing."""
    assert LIFTED[lift](server, "") == 0


def test_honest_work_among_attackers_earns_everything(graded):
    assert graded.marks["zz-honest"] == graded.marks["pages"] == graded.marks["tricks"] == 16
    assert set(graded.marks) == set(graded.found) - {PAYLOAD}


COPY = """
import json, os, shutil, sys
for path, copy in json.load(sys.stdin):
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    shutil.copy(path, copy)
"""


def copied_as_nbgrader_does(source, target):
    """What nbgrader's converters do with a submission's files, within limits. Did it finish?"""
    found = find_all_files(str(source), [])
    pairs = [(path, os.path.join(target, os.path.relpath(path, source))) for path in found]
    line = [sys.executable, "-I", "-S", "-c", COPY]
    try:
        done = subprocess.run(
            line,
            input=json.dumps(pairs),
            text=True,
            capture_output=True,
            timeout=20,
            preexec_fn=bound_copying,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def bound_copying():
    """Before the stock copying of harmful files, in its process."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**20, 64 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


@pytest.mark.parametrize("trick", by_name(FILES))
def test_trick_with_files_fails_and_would_succeed(course, tmp_path, trick):
    source, secrets = tmp_path / "in" / "ann" / UNIT, tmp_path / "secrets"
    source.mkdir(parents=True)
    secrets.mkdir()
    (secrets / "gradebook.db").write_text(MARKS)
    trick.place(source, secrets)
    clean, stock = tmp_path / "clean", tmp_path / "stock"
    found = screen.screen(source, clean, course / "course" / UNIT, SECRET, "ann")
    assert not trick.won(clean)
    assert is_plain(clean)
    assert any(trick.reason in reason for _, reason in found.left_out)
    assert all(name.isprintable() for name, _ in found.left_out)
    stock.mkdir()
    assert not copied_as_nbgrader_does(source, stock) or trick.won(stock)
    shutil.rmtree(tmp_path / "in")
    shutil.rmtree(stock)


def test_tricks_leave_nothing_in_the_results(graded):
    for path in graded.results.rglob("*"):
        assert not path.is_symlink()
        assert path.name.isprintable()
        assert (
            path.is_dir() or path.name == "gradebook.db" or MARKS not in path.read_text("latin-1")
        )
    assert (graded.results / "feedback" / "tricks" / UNIT / f"{UNIT}.html").is_file()


def test_kernel_socket_replaced_by_a_link_is_refused_and_would_be_followed(tmp_path):
    run = RunFolder()
    elsewhere = tmp_path / "s"
    try:
        with socket.socket(socket.AF_UNIX) as machine, socket.socket(socket.AF_UNIX) as grader:
            machine.bind(str(elsewhere))
            machine.listen()
            for path in run.socket_paths():
                path.symlink_to(elsewhere)
            assert not run.sockets_are_safe()
            grader.connect(str(run.socket_paths()[0]))
            machine.settimeout(5)
            machine.accept()[0].close()
    finally:
        run.remove()


def formatted_within(seconds, nb):
    """Are the notebook's texts formatted in that time?"""
    texts = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
    prepare = "import json\nfrom autograde.grading.pages.pagetext import text_html"
    work = "for text in json.load(sys.stdin):\n    text_html(text)"
    return ends_within(seconds, prepare, work, given=json.dumps(texts))


@pytest.mark.parametrize(
    ("text", "count", "formatted"),
    [
        ("\\\\[" * 20_000, 1, 0),
        ("\\\\[" * 3_000, 60, 11),
        ("a|b\n-|-\n" * 900 + "||||", 4, 0),
        ("|a|b|\n|-|-|\na " * 600 + "|a|b|\n|", 4, 0),
    ],
)
def test_text_that_takes_long_to_format_is_shown_as_typed_and_would_hold_up_the_run(
    course, text, count, formatted
):
    nb = solved(course)
    for number in range(count):
        added(nb, f"{text} {number}", kind="markdown")
    submitted = nbformat.reads(json.dumps(nb), as_version=4)
    given = nbformat.reads(json.dumps(released(course)), as_version=4)
    graded = restore(submitted, given)
    assert sum(cell.source.startswith(text) for cell in graded.cells) == formatted
    assert formatted_within(60, graded)
    assert not formatted_within(3, submitted)


@pytest.fixture(scope="module")
def stock_exporter():
    return HTMLExporter()


def page_of(exporter, nb):
    return exporter.from_notebook_node(nb)[0]


def cell_for(attack):
    """The attack's cell, as nbformat has it."""
    if attack.kind == "code":
        return new_code_cell(attack.body)
    more = {"attachments": attack.attachments} if attack.attachments else {}
    return new_markdown_cell(attack.body, **more)


def published(graded, student):
    """What an instructor's browser shows of a student, in the feedback and in the formgrader."""
    nb = nbformat.read(
        graded.results / "autograded" / student / UNIT / f"{UNIT}.ipynb", as_version=4
    )
    return (graded.results / "feedback" / student / UNIT / f"{UNIT}.html").read_text(), nb


def test_pages_of_all_attacks_on_the_browser_are_harmless(graded, stock_exporter):
    feedback, nb = published(graded, "pages")
    assert dangers(feedback) == []
    assert "<script" not in feedback
    assert dangers(page_of(stock_exporter, nb)) == [], "the formgrader shows it that way"
    for attack in BROWSER:
        assert attack.kind == "code" or "stolen" in feedback, "it is shown, as text"


@pytest.mark.parametrize("attack", by_name(BROWSER))
def test_attack_on_the_browser_would_succeed(server, stock_exporter, attack):
    cells = [cell_for(attack)]
    nb = executed(server, cells) if attack.kind == "code" else new_notebook(cells=cells)
    assert dangers(page_of(stock_exporter, nb))


def test_file_name_with_a_script_is_shown_nowhere_and_would_be(
    graded, stock_exporter, course, tmp_path, monkeypatch
):
    feedback, nb = published(graded, "named")
    assert dangers(feedback) == dangers(page_of(stock_exporter, nb)) == []
    assert graded.marks["named"] == 0
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{PAYLOAD}.ipynb").write_text("{}")
    (folder / "one more.ipynb").write_text("{}")  # one alone would be taken for the unit's
    monkeypatch.setattr(screen.names, "is_plain", lambda name, between: True)
    screen.screen(folder, tmp_path / "clean", course / "course" / UNIT, SECRET, "ann")
    nb = nbformat.read(tmp_path / "clean" / f"{UNIT}.ipynb", as_version=4)
    assert dangers(page_of(stock_exporter, nb))


def test_student_id_with_a_script_is_refused_and_would_be_taken(graded):
    assert "cannot be a student's id" in graded.found[PAYLOAD].reason
    assert not any(PAYLOAD in str(path) for path in graded.results.rglob("*"))
    assert PAYLOAD not in str(verdicts.read(graded.results))
    course = CourseDirectory(root="/c")
    pattern = course.format_path("submitted", "(?P<student_id>.*)", "(?P<unit>.*)", escape=True)
    taken = re.match(pattern, os.path.join("/c", "submitted", PAYLOAD, UNIT))
    assert taken is not None
    assert taken["student_id"] == PAYLOAD
