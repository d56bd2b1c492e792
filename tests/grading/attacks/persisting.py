"""Outliving the kernel, or leaving something for the next student."""

from tests.grading.attacks import OUTSIDE, SHARED, Attack, Without
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
subprocess.Popen(["timeout", "60", "sleep", "{marker}"])
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
import ctypes, os, time
ready, tell = os.pipe()
if os.fork() == 0:
    ctypes.CDLL(None).setsid()
    os.write(tell, b".")
    for _ in range(1500):
        time.sleep(0.02)
        if os.path.exists("/tmp/next-{marker}"):
            open("/tmp/next-{marker}", "w").write("changed")
            os._exit(0)
    os._exit(0)
return os.read(ready, 1) == b"." """,
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
        "leaves counts in the network for the next student",
        "networks",
        """
lines = open("/proc/net/dev").read().splitlines()
return any(int(line.split()[1]) > 2**22 for line in lines if line.strip().startswith("lo:"))""",
        "a network of its own for each kernel",
        Without("rooms.py", "NEW_NETWORK = 0x40000000", "NEW_NETWORK = 0", serving=True),
        """
import socket
listening = socket.create_server(("127.0.0.1", 0))
there = socket.create_connection(listening.getsockname())
here = listening.accept()[0]
for _ in range(64):
    there.sendall(bytes(2**17))
    left = 2**17
    while left: left -= len(here.recv(left))
return True""",
    ),
    Attack(
        "leaves ports in use for the next student",
        "networks",
        """
lines = open("/proc/net/tcp").read().splitlines()[1:]
return any(line.split()[3] == "06" for line in lines)""",
        "a network of its own for each kernel",
        Without("rooms.py", "NEW_NETWORK = 0x40000000", "NEW_NETWORK = 0", serving=True),
        """
import socket
listening = socket.create_server(("127.0.0.1", 0))
there = socket.create_connection(listening.getsockname())
here = listening.accept()[0]
there.close()
here.close()
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
