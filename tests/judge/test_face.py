"""The judge's face: five names, no Jupyter, no TensorFlow, nothing that exists on Unix alone."""

import subprocess
import sys
import textwrap

import autograde

ABSENT = ("fcntl", "resource", "termios", "pwd", "IPython", "ipykernel", "nbgrader", "nbformat")
ABSENT += ("jupyter_client", "tensorflow", "keras", "matplotlib")

PROGRAM = """
    import sys
    for name in {absent}:
        sys.modules[name] = None  # importing it raises ImportError
    import signal
    for name in ("SIGALRM", "alarm", "setitimer", "ITIMER_REAL"):
        if hasattr(signal, name):
            delattr(signal, name)
    import numpy as np
    import autograde
    right = autograde.assess("rnn_step", lambda x, h, W, U, b: np.tanh(x @ W + h @ U + b))
    wrong = autograde.assess("rnn_step", lambda x, h, W, U, b: x @ W + h @ U + b)
    print(right.score, wrong.score, wrong.misconceptions)
    autograde.progress()
    autograde.hint("rnn_step")
"""


def test_the_face_has_five_names():
    assert sorted(autograde.__all__) == ["assess", "check", "hint", "mine", "progress"]


def test_the_face_works_where_unix_and_jupyter_are_absent(tmp_path):
    program = textwrap.dedent(PROGRAM).format(absent=ABSENT)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.split("\n")
    assert first.startswith("3.0 0.0 ('")
    assert "Your progress" in rest
