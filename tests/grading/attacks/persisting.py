"""Outliving the kernel, or leaving something for the next student."""

from tests.grading.attacks import OUTSIDE, SHARED, Attack
from tests.grading.attacks.escaping import FILTER, LIBC, NO_FILTER

FRESH = "fresh folders in memory for each kernel"
PERSISTING = (
    Attack(
        "waits for the next student with a daemon",
        "daemons that outlive the kernel",
        """
import os
processes = [number for number in os.listdir("/proc") if number.isdigit()]
for number in processes:
    try:
        if open(f"/proc/{{number}}/cmdline").read().split("\\0")[:2] == ["sleep", "{marker}"]:
            os.kill(int(number), 9)
            return True
    except OSError:
        pass
return False""",
        "with the keeper ends its whole process namespace",
        OUTSIDE,
        """
import subprocess
subprocess.Popen(["timeout", "60", "sleep", "{marker}"], start_new_session=True)
return True""",
    ),
    Attack(
        "changes the next student's file from a daemon",
        "daemons that wait for the next student",
        """
import os, time
open("/tmp/next-{marker}", "w").write("mine")
time.sleep(1)
found = open("/tmp/next-{marker}").read()
os.unlink("/tmp/next-{marker}")
return found == "changed\"""",
        "with the keeper ends its whole process namespace",
        OUTSIDE,
        """
import os, time
if os.fork() == 0:
    os.setsid()
    for _ in range(1500):
        time.sleep(0.02)
        if os.path.exists("/tmp/next-{marker}"):
            open("/tmp/next-{marker}", "w").write("changed")
            os._exit(0)
    os._exit(0)
return True""",
    ),
    Attack(
        "leaves a file for the next student",
        "files",
        """
import os
found = os.path.exists("/tmp/left-{marker}")
if found:
    os.unlink("/tmp/left-{marker}")
return found""",
        FRESH,
        OUTSIDE,
        """
open("/tmp/left-{marker}", "w").write("x")
return True""",
    ),
    Attack(
        "leaves shared memory for the next student",
        "files",
        """
import os
found = os.path.exists("/dev/shm/left-{marker}")
if found:
    os.unlink("/dev/shm/left-{marker}")
return found""",
        FRESH,
        OUTSIDE,
        """
open("/dev/shm/left-{marker}", "w").write("x")
return True""",
    ),
    Attack(
        "changes a library for the next student",
        "modules",
        'import numpy\nreturn getattr(numpy, "left", "") == "{marker}"',
        "each kernel is forked from a server that runs nothing of any submission",
        SHARED,
        """
import numpy
numpy.left = "{marker}"
return True""",
    ),
    Attack(
        "leaves something in the keyring",
        "keyrings",
        LIBC.strip() + '\nreturn libc.syscall({keys}, b"user", b"x", b"y", 1, -2) != -1',
        FILTER,
        NO_FILTER,
    ),
)
