"""Run by an ordinary user, whom root's tests become: the attacks in both kinds of sandbox.

Prints as JSON who it is, why there is no sandbox if there is none, and for each kind what
succeeded and how the attacks on a bound ended.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from autograde.grading.kernel import forkserver
from autograde.grading.sandbox import sandbox
from autograde.grading.sandbox.identity import NOBODY
from autograde.grading.sandbox.limits import Limits
from tests.grading import toys
from tests.grading.attacks import Attack, Bound
from tests.grading.attacks.escaping import ESCAPING, NO_FILTER
from tests.grading.attacks.exhausting import EXHAUSTING
from tests.grading.attacks.kernels import ROOT, code, make_kernel, said_by
from tests.grading.attacks.persisting import PERSISTING
from tests.grading.attacks.prey import laid_out
from tests.grading.attacks.stealing import STEALING

KNOWN = Attack("does nothing", "", "return True", "", "")  # it must be seen to succeed
TRIED = [a for a in (*STEALING, *ESCAPING, *EXHAUSTING, *PERSISTING) if not a.before]
ON_THE_KEEPER = [attack for attack in ESCAPING if attack.topic == "the keeper"]
UNSEEN = {  # memory that is in no process's own count
    "fills the tables of pages, with pages that hold nothing",
    "makes many mappings, many times over",
    "leaves data waiting in sockets",
    "leaves data waiting in pipes",
    "leaves data waiting in connections",
    "leaves data waiting where nobody has accepted it",
    "leaves data waiting whose senders are gone",
    "hides handles behind a program that nobody may read",
    "hides handles by closing others all the time",
    "hides memory behind a thread that has ended",
}
BOUNDS = {
    *("fills the memory", "starts many processes", "makes many files", "opens many files"),
    *UNSEEN,
}


def command(*line: str) -> list[str]:
    """What root runs to have `line` run by a user without rights, who can read the environment.

    Folders that only root may enter are covered, in a mount namespace of its own, by ones that
    anybody may, with what is needed bound into them. Nothing of the machine is changed.
    """
    shown = {*sandbox.prefixes(), *(ROOT / name for name in ("autograde", "rnn_ref", "tests"))}
    closed = {parent for path in shown for parent in path.parents if not _may_enter(parent)}
    tops = [path for path in closed if not closed & set(path.parents)]
    binds = ["--dev-bind", "/", "/", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for top in tops:
        binds += ["--perms", "0755", "--tmpfs", str(top)]
    made = set()
    for path in sorted(path for path in shown if set(path.parents) & set(tops)):
        for parent in reversed(path.parents):
            if set(parent.parents) & set(tops) and parent not in made:
                binds += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        binds += ["--ro-bind", str(path), str(path)]
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["bwrap", *binds, "--", *user, "--inh-caps=-all", "--", *line]


def _may_enter(folder):
    return folder.stat().st_mode & 0o5 == 0o5


def tried(server, prey):
    """The names of the attacks that succeed; each bound's attack, with how it ended."""
    found: dict = {"succeeded": [], "bounds": {}}
    with make_kernel(server) as running:
        for attack in (KNOWN, *TRIED):
            if not isinstance(attack.lift, Bound):
                said = said_by(running, code(attack.body.format(**prey)))
                found["succeeded"] += [attack.name] if "failed" not in said else []
    for attack in TRIED:
        if attack.name in BOUNDS:
            limits = replace(Limits(), **attack.lift.low)
            with make_kernel(server, limits=limits) as running:
                found["bounds"][attack.name] = said_by(running, code(attack.body)).strip()
    return found


def without_filter():
    """The names of the attacks on the keeper that succeed then: here it is of the same user."""
    with make_kernel(without=NO_FILTER) as running:
        said = {attack.name: said_by(running, code(attack.body)) for attack in ON_THE_KEEPER}
    return [name for name, words in said.items() if "succeeded" in words]


def main() -> None:
    """Called as `python -m tests.grading.attacks.ordinary`."""
    found: dict = {"uid": os.geteuid(), "no_sandbox": sandbox.probe()}
    with tempfile.TemporaryDirectory() as name, toys.registered(Path(name)):
        (Path(name) / "prey").mkdir()
        with laid_out(Path(name) / "prey") as prey:
            if found["no_sandbox"] is None:
                found["own sandbox"] = tried(None, prey)
                found["without filter"] = without_filter()
                server = forkserver.server_of(toys.UNIT, (str(ROOT),))
                found["no_server"] = forkserver._failed
                found["fork server"] = tried(server, prey) if server else None
    forkserver.close_all()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
