"""The fork server: has the libraries in memory, and forks one kernel for each submission.

The first process of a sandbox. Told what to do in lines of JSON on its standard input, which is a
socket; answers there. It reads no file of any submission.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import traceback

import keeper
import launch
import rooms

PLACE = "/kernel"


def serve(settings):
    """Import what every kernel needs, then fork until the other end of the socket is closed."""
    launch.without_debugger()
    sys.path.insert(0, settings["project"])
    missing = _preload(settings["preload"])
    waker, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    threads = len(os.listdir("/proc/self/task"))
    _say(ready=True, missing=missing, threads=threads)
    waiting = select.poll()
    waiting.register(0, select.POLLIN)
    waiting.register(waker, select.POLLIN)
    received = b""
    while True:
        for handle, _ in waiting.poll():
            if handle == waker:
                os.read(waker, 4096)
                continue
            piece = os.read(0, 65536)
            if not piece:
                os._exit(0)
            *lines, received = (received + piece).split(b"\n")
            for line in lines:
                _obey(json.loads(line), settings, (waker, wake))
        _tell_of_ended()


def _preload(names):
    """Import modules that are there, used or not. The names of those that are not."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    return missing


def _say(**message):
    os.write(0, json.dumps(message).encode() + b"\n")


def _obey(request, settings, handles):
    if "kill" in request:
        with contextlib.suppress(ProcessLookupError):  # it has ended already, and that is told
            os.kill(request["kill"], signal.SIGKILL)
        return
    told, tell = os.pipe()
    middle = os.fork()
    if middle == 0:
        os.close(told)
        _leave_and_fork(request, settings, tell, handles)
    os.close(tell)
    os.waitpid(middle, 0)
    with open(told, "rb") as file:
        answer = file.read()
    _say(started=request["start"], **json.loads(answer or b'{"failed": "it did not start"}'))


def _leave_and_fork(request, settings, tell, handles):
    """In a process of its own: enter new namespaces and fork their first process."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        rooms.leave(request["uid"])
        # What goes wrong in there is told before anything of the submission is read.
        heard, hear = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(heard)
            os.close(tell)
            _first_process(request, settings, hear, handles)
        os.close(hear)
        with open(heard, "rb") as file:
            problem = file.read().decode()
        answer = {"failed": problem} if problem else {"pid": first}
    except BaseException as error:
        answer = {"failed": f"{type(error).__name__}: {error}"}
    os.write(tell, json.dumps(answer).encode())
    os._exit(0)


def _first_process(request, settings, hear, handles):
    """Becomes the keeper of one submission."""
    try:
        os.setsid()
        folder = f"{settings['kernels']}/{request['start']}"
        for handle in handles:
            os.close(handle)
        scratch, limits = settings["scratch"], request["limits"]
        rooms.open_loopback()
        rooms.furnish(folder, PLACE, scratch, limits, settings["shown"])
        launch.hand_out(f"{PLACE}/sockets", json.dumps({"sockets": request["start"]}) + "\n")
        launch.close_all_but(hear)
        if request["uid"] is not None:
            rooms.keep_only(*rooms.OF_KEEPERS)
    except BaseException:
        os.write(hear, traceback.format_exc(limit=0).encode()[-500:])
        os._exit(1)
    os.close(hear)
    told = {**settings, "uid": request["uid"], "limits": limits}
    keeper.keep(lambda: launch.start_kernel(told), limits, (*scratch, f"{PLACE}/sockets"))


def _tell_of_ended():
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if process == 0:
            return
        _say(ended=process, code=os.waitstatus_to_exitcode(status))
