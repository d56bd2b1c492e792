"""The first process of a submission's own process namespace: watches the kernel, and ends it.

When it ends, the system ends every process of the namespace. Signals from within do not reach it.
"""

import ctypes
import os
import signal
import time

import endings
import usage

INTERVAL = 0.05  # seconds between two looks at what is used
UNSEEN_LOOKS = 2  # each so many looks, also at what is in no process's count: it takes longer
MUCH_UNSEEN = 32 * 2**20  # bytes, of which a usual kernel has a third: then at each look
SLACK = 0.5  # seconds by which the system is late or early when it ends a process for its time
PR_SET_DUMPABLE = 4


def keep(start, limits, folders):
    """Fork a process that calls `start`, and watch it until it ends. Does not return.

    limits: memory_bytes and cpu_seconds count for all processes of the submission together,
    scratch_files for each of `folders`.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    kernel = os.fork()
    if kernel == 0:
        _become_kernel(start)
    # Nobody may look into this process, or take hold of it.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    os._exit(_watch(kernel, limits, usage.Usage(folders)))


def _become_kernel(start):
    """Run `start` in the forked process, and leave."""
    os.setsid()  # the system shares out time by session: this one's is not the keeper's
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    code = 1
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # if the machine runs out of memory, this goes first
        start()
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode("utf-8", "replace")[:2000])
    finally:
        os._exit(code)


def _watch(kernel, limits, used):
    """Until the kernel ends or its submission uses too much. How it ended."""
    next_look, looks = time.monotonic(), 0
    while True:
        signal.sigtimedwait({signal.SIGCHLD}, INTERVAL)
        if _reap(kernel):
            spent = used.cpu_seconds() >= limits["cpu_seconds"] - SLACK
            return endings.OUT_OF_CPU if spent else endings.LEFT
        if time.monotonic() < next_look:
            continue  # it was woken by the end of some child
        if looks % UNSEEN_LOOKS == 0 or used.unseen.bytes() > MUCH_UNSEEN:
            used.unseen.look()
        looks += 1
        if used.memory_exceeds(limits["memory_bytes"]):
            return endings.OUT_OF_MEMORY
        if used.cpu_seconds() > limits["cpu_seconds"]:
            return endings.OUT_OF_CPU
        if used.files() > limits["scratch_files"]:
            return endings.TOO_MANY_FILES
        next_look = time.monotonic() + INTERVAL


def _reap(kernel):
    """Take in whatever has ended. Is the kernel among it?"""
    ended = False
    while True:
        try:
            process, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if process == 0:
            return ended
        ended = ended or process == kernel
