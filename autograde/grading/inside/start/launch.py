"""Starts the kernel inside the sandbox: drops rights, sets limits, then hands over to ipykernel.

Run by the provisioner as `python -I launch.py SETTINGS`, before any file of the submission can
be imported. SETTINGS is JSON: uid, limits, keeper (is this the first process of a namespace of
its own?), preload (the modules of a fork server), and unless `check` is set, project, submission,
work, connection and scratch (paths), and sockets (a path), if the grader waits for that folder.
"""

import ctypes
import json
import os
import resource
import shutil
import socket
import sys

PR_SET_DUMPABLE = 4
ERRORS = "errors.txt"


def drop_to(uid):
    """Become an unprivileged user for good. Nothing to do where a user namespace did it."""
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def set_limits(limits):
    """Bounds that the kernel and all that it starts keep to, and cannot lift.

    Each process keeps to these; memory and the sum of the CPU time are the keeper's.
    """
    bounds = {
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["file_bytes"],
        resource.RLIMIT_NPROC: limits["processes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
        # What the system counts by user, whose programs outside would be without:
        resource.RLIMIT_SIGPENDING: 256,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, bound in bounds.items():
        if bound is None:
            continue
        _, most = resource.getrlimit(kind)
        bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(kind, (bound, bound))


def confine(settings):
    """Give up every right that the submission's code must not have."""
    drop_to(settings["uid"])
    set_limits(settings["limits"])
    if settings["keeper"]:
        import callfilter
        import rooms

        rooms.keep_only()
        # Taken away by the change of rights: its own /proc is for the kernel and keeper to read.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
        callfilter.install()


def start_kernel(settings):
    """Give the submission's files to the kernel and run it until it ends."""
    confine(settings)
    if settings.get("check"):
        print("ready", flush=True)
        return
    shutil.copytree(settings["submission"], settings["work"], dirs_exist_ok=True)
    os.chdir(settings["work"])
    if settings["project"] not in sys.path:
        sys.path.insert(0, settings["project"])
    without_debugger()
    # Before the submission's files are on the path, so that none of them takes their names.
    from ipykernel.kernelapp import IPKernelApp

    import autograde.reply  # noqa: F401

    _leave_no_trace()
    sys.path.append(settings["work"])
    IPKernelApp.launch_instance(
        argv=[
            "-f",
            settings["connection"],
            "--HistoryManager.enabled=False",
            "--InteractiveShellApp.ignore_cwd=True",
            # A line that begins with "!": the usual way needs a session, which the filter refuses.
            "--InteractiveShellApp.exec_lines=get_ipython().system = get_ipython().system_raw",
        ]
    )


def without_debugger():
    """Nobody will debug this kernel, and to import the debugger takes as long as all the rest."""
    sys.modules["debugpy"] = None


def hand_out(folder, message):
    """Send the grader a hold on a folder that it cannot reach by name, over standard input.

    Standard input and output are /dev/null from then on. What is said to standard error lies in
    the folder: no handle leads to a file of the grader's.
    """
    held = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    with socket.socket(fileno=os.dup(0)) as line:
        socket.send_fds(line, [message.encode()], [held])
    os.close(held)
    nothing = os.open("/dev/null", os.O_RDWR)
    errors = os.open(f"{folder}/{ERRORS}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for handle, becomes in ((nothing, 0), (nothing, 1), (errors, 2)):
        os.dup2(handle, becomes)
    os.close(nothing)
    os.close(errors)


def close_all_but(kept=2):
    """Close every handle but the standard ones and this."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _leave_no_trace():
    """The names of these files belong to the submission's own again."""
    if HERE in sys.path:
        sys.path.remove(HERE)
    for name in [name[:-3] for name in os.listdir(HERE) if name.endswith(".py")]:
        sys.modules.pop(name, None)


def main():
    """Called once, by the provisioner's command line."""
    settings = json.loads(sys.argv[1])
    sys.argv = [sys.argv[0]]
    sys.path.insert(0, HERE)
    if settings.get("preload") is not None:
        import server

        server.serve(settings)
    if settings["keeper"]:
        import keeper

        folders = list(settings.get("scratch", ()))
        if settings.get("sockets"):
            hand_out(settings["sockets"], "here")
            close_all_but()
            folders.append(settings["sockets"])
        keeper.keep(lambda: start_kernel(settings), settings["limits"], folders)
    start_kernel(settings)


HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    main()
