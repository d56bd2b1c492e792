"""Where a failing `check` is read: in a browser as a report, everywhere else as an error's text."""

import subprocess
import sys

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.validator import Validator

from tests.repo.sources import ROOT

CODE = "from autograde import check\nsoftmax = abs\ncheck('softmax')"
SAID = "✗ not right yet: softmax (Exercise 00.2), 0 of 4 points"


@pytest.fixture(scope="module", autouse=True)
def _no_progress_of_ours(tmp_path_factory):
    """Whoever runs the tests keeps the progress made so far."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="module")
def client():
    """A kernel and its client."""
    manager, client = start_new_kernel(cwd=str(ROOT))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def outputs_of(client, code, metadata):
    """(the reply's status, [(type, content) of each output]) of a cell run with `metadata`."""
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    message = client.session.msg("execute_request", content, metadata=metadata)
    client.shell_channel.send(message)
    own, outputs = message["header"]["msg_id"], []
    while True:
        came = next_about(own, client.get_iopub_msg)
        if came["content"].get("execution_state") == "idle":
            return next_about(own, client.get_shell_msg)["content"]["status"], outputs
        if came["msg_type"] not in ("status", "execute_input"):
            outputs.append((came["msg_type"], came["content"]))


def next_about(request, receive):
    """The next message that answers `request`; there may be some left of starting the kernel."""
    while (came := receive(timeout=60))["parent_header"].get("msg_id") != request:
        pass
    return came


def test_notebooks_page_gets_the_report_and_the_cell_has_failed(client):
    for _ in range(2):
        status, [(kind, content)] = outputs_of(client, CODE, {"cellId": "a"})
        assert (status, kind) == ("error", "display_data")
        assert SAID in content["data"]["text/plain"]
        assert SAID in content["data"]["text/html"]


def test_whatever_runs_a_notebook_alone_gets_the_text_among_its_errors():
    notebook = new_notebook(cells=[new_code_cell(CODE)])
    with pytest.raises(CellExecutionError, match="not right yet: softmax"):
        NotebookClient(notebook, kernel_name="python3").execute(cwd=str(ROOT))
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "error"
    assert output.traceback[0] == SAID


def test_handler_of_the_learners_own_stays(client):
    own = "get_ipython().set_custom_exc((KeyError,), lambda *a, **k: print('own'))"
    outputs_of(client, own, {})
    _, [(kind, content)] = outputs_of(client, CODE, {"cellId": "a"})
    assert (kind, content["traceback"][0]) == ("error", SAID)
    _, [(_, printed)] = outputs_of(client, "{}['a']", {"cellId": "a"})
    assert printed["text"] == "own\n"


def test_validate_says_what_is_not_right(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    about = {
        "grade": True, "grade_id": "test_softmax", "points": 4, "locked": True, "solution": False,
        "schema_version": 3, "cell_type": "code", "task": False,
    }  # fmt: skip
    cells = [new_code_cell(CODE, metadata={"nbgrader": about})]
    nbformat.write(new_notebook(cells=cells), tmp_path / "work.ipynb")
    (failed,) = Validator(ignore_checksums=True).validate(str(tmp_path / "work.ipynb"))["failed"]
    assert failed["raw_error"].startswith(SAID)
    assert 2 < len(failed["raw_error"].split("\n")) <= 12


def test_terminal_gets_the_text():
    line = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", CODE]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.count(SAID) + done.stderr.count(SAID) == 1
    assert "Traceback" not in done.stdout + done.stderr
