"""Cells that make the kernel leave, at once or later, cost no other exercise."""

from __future__ import annotations

import pytest

from autograde.grading.run.cellplan import definitions_of, make_plan
from tests.grading import toys
from tests.grading.toys import NAMES, as_notebook, cell_of, marks, released, solved

LEAVING = {
    "exit": "exit()",
    "quit": "quit()",
    "os-exit": "import os\nos._exit(0)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "shut-down": "get_ipython().kernel.do_shutdown(False)",
    "loop-stopped": "get_ipython().kernel.io_loop.stop()",
    "timer": "import os, threading\nthreading.Timer(0.05, os._exit, (0,)).start()",
    "later-timer": "import os, threading\nt = threading.Timer(0.4, os._exit, (0,))\nt.start()",
    "alarm": "import signal\nsignal.signal(14, signal.SIG_DFL)\nsignal.setitimer(0, 0.1)",
    "called-later": "import asyncio, os\nasyncio.get_event_loop().call_later(0.1, os._exit, 0)",
    "sockets-closed": "import gc, zmq\n[s.close(0) for s in gc.get_objects() "
    "if isinstance(s, zmq.Socket) and s.socket_type == zmq.ROUTER]",
}


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("code", LEAVING.values(), ids=LEAVING)
def test_what_a_leaving_cell_defines_counts_and_nothing_else_is_lost(code, course):
    nb = solved(course)
    cell_of(nb, "toy_triple")["source"] += f"\n\n{code}"
    assert marks(course, nb) == dict.fromkeys(NAMES, 4)


@pytest.mark.usefixtures("sandbox")
def test_marks_of_a_notebook_that_leaves_are_the_same_each_time(course):
    nb = solved(course)
    cell_of(nb, "toy_double")["source"] += f"\n\n{LEAVING['timer'].replace('0.05', '0.02')}"
    assert [marks(course, nb) for _ in range(3)] == [dict.fromkeys(NAMES, 4)] * 3


@pytest.mark.usefixtures("sandbox")
def test_own_cell_that_leaves_costs_nothing(course):
    nb = toys.added(solved(course), "import os\nos._exit(0)")
    assert marks(course, nb) == dict.fromkeys(NAMES, 4)


@pytest.mark.usefixtures("sandbox")
def test_function_that_leaves_when_it_is_called_costs_itself_alone(course):
    nb = solved(course)
    cell_of(nb, "toy_triple")["source"] = "import os\ndef toy_triple(x):\n    os._exit(0)"
    assert marks(course, nb) == {**dict.fromkeys(NAMES, 4), "toy_triple": 0}


@pytest.mark.usefixtures("sandbox")
def test_definition_that_leaves_costs_what_it_defines(course):
    nb = solved(course)
    source = "import os\ndef toy_triple(x, y=os._exit(0)):\n    return x * 3"
    cell_of(nb, "toy_triple")["source"] = source
    assert marks(course, nb) == {**dict.fromkeys(NAMES, 4), "toy_triple": 0}


def test_definitions_keep_their_lines_and_lose_what_is_done():
    source = "import os\nx = 1\nprint(x)\n@cached\ndef f():\n    return x\n\nf()\nfor i in f: pass"
    kept = "import os\nx = 1\n\n@cached\ndef f():\n    return x"
    assert definitions_of(source) == kept
    assert definitions_of("exit()") == ""
    assert definitions_of("%timeit f()") == ""


def test_stubs_of_a_released_notebook_are_not_suspected(course):
    plan = make_plan(as_notebook(solved(course)), as_notebook(released(course)))
    own = [step.grade_id for step in plan if step.own]
    assert own == list(NAMES)
