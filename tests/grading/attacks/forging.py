"""Earning marks with wrong work. Each is a cell of its own, before the cells that are judged.

Lifted, the judge below sits in the kernel as the first cell, and nbgrader's own Execute runs the
notebook and reads the marks from the test cells: how autograding is usually done.
"""

from tests.grading.attacks import AS_PRINTED, AS_SENT, IN_KERNEL, Attack

OUTSIDE_JUDGE = "the verdict is formed in the grader's process"
NOT_RUN = "test cells are not run: their outputs are ours"
ONLY_DATA = "what comes back is read as data of a few known kinds"

JUDGE = """
import json
import sys
import types

import numpy as np

import autograde

X = np.arange(6.0).reshape(2, 3)
EXPECTED = {"toy_double": 2.0 * X, "toy_triple": 3.0 * X, "toy_negate": -X}
for value in EXPECTED.values():
    value.setflags(write=False)
del value


def check(name):
    function, expected = sys.modules["__main__"].__dict__[name], EXPECTED[name]
    parts = [np.allclose(function(X.copy()), expected), function(X.copy()).shape == X.shape]
    report = json.loads(json.dumps({"passed": bool(all(parts)), "score": 4.0}))
    assert report["passed"], f"{name} is not right"
    return report["score"]


judge = types.ModuleType("autograde.judging")
judge.check, judge.EXPECTED = check, EXPECTED
sys.modules["autograde.judging"] = judge
"""
TEST = 'judge.check("toy_double")'
# The verdict of a process that is asked to print it.
PROGRAM = """
{body}

def toy_double(x):
    return x

print("passed" if toy_double(2.0) == 4.0 else "failed")
"""


def _forgery(name, topic, body, meets=OUTSIDE_JUDGE, lift=IN_KERNEL):
    return Attack(name, topic, body.strip(), meets, lift)


FORGING = (
    _forgery(
        "puts its own check in place",
        "patching check",
        """
import autograde, sys
for module in [autograde, *(m for n, m in sys.modules.items() if n.startswith("autograde."))]:
    for name in ("check", "answer", "send"):
        if hasattr(module, name):
            setattr(module, name, lambda *a, **k: 4.0)""",
    ),
    _forgery(
        "puts its own module in the place of the one that answers",
        "patching check",
        """
import sys, types
for name in [name for name in sys.modules if name.startswith("autograde")]:
    fake = types.ModuleType(name)
    fake.send = fake.answer = fake.check = lambda *a, **k: 4.0
    sys.modules[name] = fake
judge = sys.modules.get("autograde.judging")""",
    ),
    _forgery(
        "disarms the assertions",
        "assertions",
        """
import numpy as np
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None""",
    ),
    _forgery(
        "returns what says yes to every comparison",
        "assertions",
        """
class Yes:
    shape = (2, 3)
    def __array_function__(self, *a): return True
    def __array_ufunc__(self, *a, **k): return True
    def __eq__(self, other): return True
    def __bool__(self): return True
toy_double = toy_triple = toy_negate = lambda x: Yes()""",
        ONLY_DATA,
    ),
    _forgery(
        "hooks itself in before each cell",
        "IPython hooks",
        """
def prepare(*_):
    space = get_ipython().user_ns
    if "judge" in space:
        space["judge"].check = lambda name: 4.0
get_ipython().events.register("pre_run_cell", prepare)""",
    ),
    _forgery(
        "answers each request with a result of its own",
        "IPython hooks",
        """
def shout(*_):
    kernel = get_ipython().kernel
    content = {"data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1}
    parent = kernel.get_parent()
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=parent)
get_ipython().events.register("pre_run_cell", shout)""",
        NOT_RUN,
    ),
    _forgery(
        "rewrites each cell's source",
        "transformers",
        'get_ipython().input_transformers_cleanup.append(lambda lines: ["4.0\\n"])',
        NOT_RUN,
    ),
    _forgery(
        "rewrites each cell's syntax tree",
        "transformers",
        """
import ast
class Rewriter(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.parse("4.0")
get_ipython().ast_transformers.append(Rewriter())""",
        NOT_RUN,
    ),
    _forgery(
        "shows every value as full marks and no error at all",
        "display",
        """
shell = get_ipython()
def show(*a, **k):
    content = {"data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1}
    kernel = shell.kernel
    parent = kernel.get_parent()
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=parent)
shell.showtraceback = shell._showtraceback = show""",
        NOT_RUN,
    ),
    _forgery(
        "changes how results are turned into JSON",
        "JSON",
        """
import json
honest = json.dumps
def dumps(thing, *a, **k):
    if isinstance(thing, dict) and {"passed", "observations"} & set(thing):
        thing = {**thing, "passed": True, "score": 4.0, "observations": [{"value": 4.0}] * 9}
    return honest(thing, *a, **k)
json.dumps = dumps""",
    ),
    _forgery(
        "rewrites what the kernel sends",
        "JSON",
        """
session = get_ipython().kernel.session
honest = session.send
def send(stream, kind, content=None, *a, **k):
    if kind == "error":
        kind = "execute_result"
        content = {"data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1}
    return honest(stream, kind, content, *a, **k)
session.send = send""",
        NOT_RUN,
    ),
    _forgery(
        "changes the built-in functions",
        "builtins",
        """
import builtins
builtins.all = builtins.any = lambda *a: True""",
    ),
    _forgery(
        "finds the expected values among all objects",
        "gc",
        """
import gc
def toy_double(x):
    for thing in gc.get_objects():
        if type(thing) is dict and "EXPECTED" in thing:
            return thing["EXPECTED"]["toy_double"]
    return x""",
    ),
    _forgery(
        "reads the expected values from the judge's frame",
        "frames",
        """
import sys
def toy_double(x):
    frame = sys._getframe(1)
    while frame is not None:
        if "expected" in frame.f_locals:
            return frame.f_locals["expected"]
        frame = frame.f_back
    return x""",
    ),
    _forgery(
        "overwrites the expected values in memory",
        "ctypes",
        """
import ctypes, sys
def toy_double(x):
    judging = sys.modules.get("autograde.judging")
    if judging is not None:
        kept = judging.EXPECTED["toy_double"]
        ctypes.memmove(kept.ctypes.data, x.ctypes.data, x.nbytes)
    return x""",
    ),
    _forgery(
        "prints its own verdict at the end",
        "atexit",
        """
import atexit
atexit.register(lambda: print("passed"))""",
        "no verdict is read from what the kernel prints or leaves",
        AS_PRINTED,
    ),
    _forgery(
        "enters by the connection file as a second client",
        "the ZMQ connection file",
        """
import time
from ipykernel.connect import get_connection_file
from jupyter_client import BlockingKernelClient
client = BlockingKernelClient()
client.load_connection_file(get_connection_file())
client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)
client.execute("import sys\\n"
    "for m in [m for n, m in sys.modules.items() if n.startswith('autograde')]:\\n"
    "    m.check = m.answer = m.send = lambda *a, **k: 4.0", silent=True)
time.sleep(0.3)""",
    ),
    _forgery(
        "brings test cells of its own",
        "the notebook itself",
        "4.0",
        "locked cells and all metadata come from the released notebook",
        AS_SENT,
    ),
    _forgery(
        "brings the outputs of its test cells along",
        "the notebook itself",
        "raise RuntimeError",
        NOT_RUN,
        AS_SENT,
    ),
)
