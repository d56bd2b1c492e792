"""Runs beside the learner's code: calls it on the inputs of each case and returns plain data.

Nothing here knows an answer. In a notebook it runs in the kernel; when grading, the same file
runs in the sandbox, and what it returns is only ever read as data.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import signal
import sysconfig
import threading
import traceback
import warnings
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograde.beside import observers
from autograde.beside.codec import CodecError, Opaque, decode, encode, with_article
from autograde.beside.inputs import Change, Given, materialise
from autograde.beside.printed import Printed

MAX_MESSAGE = 300  # characters of an exception's text
VARIANT_SECONDS = 1.0  # no marks rest on them: slow code is not kept longer for their sake
TOLD = ("squeeze",)  # names that the judge asks for, where the learner's code uses them
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # the package `autograde`
_GIVEN = os.path.join(os.path.dirname(_HERE), "rnn_ref")  # parts that notebooks hand out
_LIBRARIES = tuple({sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib")})


class OutOfTime(BaseException):
    """The learner's code ran longer than the request allows."""


def answer(namespace: dict, request: dict) -> dict:
    """Observe the object that the request names, as JSON data. Never raises.

    request: {"exercise": name, "is_answer": bool, "seconds": limit for all cases together,
    "cases": [encoded arguments, ...], "repeats": [number of calls of each case, ...],
    "observers": [what is asked of each value, or None], "again": number of the case whose call
    is repeated on the same arguments, or None, "varied": number of the case whose call is repeated
    on other arguments, or None, "variants": [[place, part, encoded value]: the `Change` of each]}
    -> {"missing": True}, {"not_callable": what it is}, {"answer": {"value": encoded}}, or
    {"observations": [...]} with one entry a case: {"value": encoded, "changed": [numbers of the
    arguments that the call changed], "again": encoded} or
    {"error": {"type", "message", "line", "source"}}; beside them {"printed": see `Printed.data`}
    where the calls printed something, {"variants": [encoded value or None, ...]}, and {"uses":
    [names of `TOLD` in the learner's code]}.
    """
    name = request["exercise"]
    if name not in namespace:
        return {"missing": True}
    thing = namespace[name]
    if request["is_answer"]:
        return _observe_answer(thing, request)
    if not callable(thing):
        return {"not_callable": _kind(thing)}
    observations = []
    with quiet() as printed, time_limit(request["seconds"]) as limit:
        count = len(request["cases"])
        repeats = request.get("repeats") or [1] * count
        asked = request.get("observers") or [None] * count
        for number, encoded_args in enumerate(request["cases"]):
            is_again = number == request.get("again")
            args, printed.case = decode(encoded_args), number
            how = _Call(repeats[number], is_again, decode(asked[number]))
            observations.append(_observe_call(thing, args, how, limit))
            if observations[-1].get("stop"):
                break
    missing = count - len(observations)
    observations += [observations[-1]] * missing if observations else []
    told = printed.data()
    found = {"observations": observations} | ({"printed": told} if told else {})
    if request.get("variants") and not any("error" in one for one in observations):
        found["variants"] = _observe_variants(thing, request)
    uses = [name for name in TOLD if name in getattr(_code(thing), "co_names", ())]
    return found | ({"uses": uses} if uses else {})


def _code(function):
    """The code of the learner's own function; None where it has none to show."""
    try:
        return getattr(function, "__code__", None)
    except Exception:  # an object of the learner's own that answers no question
        return None


def _observe_variants(function, request):
    """What comes where one argument is changed; None where the call stops."""
    found = []
    with quiet(), time_limit(VARIANT_SECONDS) as limit:
        base = decode(request["cases"][request["varied"]])
        for place, part, value in request["variants"]:
            args = Change(place, part, decode(value)).applied_to(base)
            observed = _observe_call(function, args, _Call(1, False, None), limit)
            if observed.get("stop"):
                break
            found.append(observed.get("value"))
    return found


def _observe_answer(thing, request):
    """A variable's value, or what each case's observer tells of it."""
    asked = [decode(observer) for observer in request.get("observers") or []]
    is_observed = thing is not None and any(asked)
    with quiet(), time_limit(request["seconds"]) as limit:
        calls = [_Call(1, False, observer) for observer in (asked if is_observed else [None])]
        observed = [_observe_call(partial(_itself, thing), (), how, limit) for how in calls]
    if is_observed:
        return {"observations": observed}
    if "error" in observed[0]:  # reading the value has failed
        return {"answer": {"value": encode(Opaque(_kind(thing)))}}
    return {"answer": observed[0]}


def _itself(thing):
    return thing


def _kind(thing):
    """What a thing is, in words."""
    return "None" if thing is None else with_article(_type_name(thing))


def _type_name(thing):
    try:
        return str(type(thing).__name__)[:60]
    except Exception:  # a metaclass of the learner's own
        return "object"


@dataclass(frozen=True, slots=True)
class _Call:
    """How a case is called: how often, whether once more, and what is asked of the value."""

    repeats: int
    is_again: bool
    observer: Given | None

    def data(self, function, args):
        """The value of the call, or what the observer tells of it, encoded."""
        if self.repeats > 1:
            return _encoded([function(*args) for _ in range(self.repeats)])
        value = function(*args)
        if self.observer is not None:
            value = observers.observe(self.observer.name, self.observer.params, value)
        return _encoded(value)


def _observe_call(function, args, how, limit):
    """The calls of one case on the same fresh arguments, as data."""
    given = materialise(args)
    try:
        with limit, np.errstate(all="ignore"), np.printoptions():
            observed = how.data(function, given)
    except BaseException as error:  # whatever the learner's code does ends here
        return _error(error, function)
    changed = [i for i, (a, b) in enumerate(zip(given, args, strict=True)) if differs(a, b)]
    observed["changed"] = changed
    if how.is_again:
        observed["again"] = _second_call(function, given, limit)
    return observed


def _second_call(function, given, limit):
    """What a second call on the same arguments returns; a description where it raises."""
    try:
        with limit, np.errstate(all="ignore"), np.printoptions():
            return _encoded(function(*given))["value"]
    except BaseException as error:
        return encode(Opaque(_kind(error)))


def _encoded(value):
    try:
        return {"value": encode(value)}
    except CodecError as error:
        return {"value": encode(Opaque(str(error).removeprefix("it is ")))}


def differs(a: Any, b: Any) -> bool:
    """Did a call change an argument? Arrays and containers only."""
    if isinstance(b, np.ndarray):
        if not isinstance(a, np.ndarray) or a.shape != b.shape:
            return True
        return a.tobytes() != b.tobytes()
    if isinstance(b, list | tuple):
        return len(a) != len(b) or any(differs(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(b, dict):
        return a.keys() != b.keys() or any(differs(a[key], b[key]) for key in b)
    return False


def _error(error, function):
    """An exception as data: its type and text, and the learner's own line."""
    try:
        message = " ".join(str(error).split())[:MAX_MESSAGE]
    except Exception:  # a __str__ that raises
        message = ""
    line, source = _own_line(error, function)
    content = {
        "type": _type_name(error),
        "message": message,
        "line": line,
        "source": source,
    }
    stop = isinstance(error, OutOfTime | KeyboardInterrupt)
    return {"error": content, "stop": True} if stop else {"error": content}


def _own_line(error, function):
    """Number and text of the last line that the learner wrote; (None, "") where there is none."""
    own_file = getattr(_code(function), "co_filename", None)
    found = (None, "")
    for frame, number in traceback.walk_tb(error.__traceback__):
        filename = frame.f_code.co_filename
        if filename == own_file or not _is_library(filename):
            found = (number, linecache.getline(filename, number).strip()[:120])
    return found


def _is_library(filename):
    return (
        filename.startswith((_HERE, _GIVEN, *_LIBRARIES, "<frozen"))
        or "site-packages" in filename
        or filename.endswith(".pyx")  # of a compiled library, under the name of its source
    )


@contextlib.contextmanager
def quiet():
    """Nothing that the learner's code prints or warns of reaches the page while it is judged.

    Yields what listens to `sys.stdout`; `sys.stderr` and warnings are dropped.
    """
    printed = Printed()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(Printed()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield printed


class time_limit:
    """A bound on the time that the learner's code runs, all cases of an exercise together.

    Entered once around all cases it sets the alarm; entered again around each call it lets the
    alarm raise there, and nowhere else. Without SIGALRM (Windows) or outside the main thread
    there is no bound: the notebook's own interrupt has to do.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.depth = 0
        self.expired = False
        self.can = (
            hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        )

    def __enter__(self) -> time_limit:
        self.depth += 1
        if self.depth == 1 and self.can:
            self.former = signal.signal(signal.SIGALRM, self._ring)
            # It rings again each half second, for code that catches every exception.
            signal.setitimer(signal.ITIMER_REAL, self.seconds, 0.5)
        elif self.depth > 1 and self.expired:
            self.depth -= 1
            raise OutOfTime
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.depth -= 1
        if self.depth == 0 and self.can:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.former)

    def _ring(self, signum, frame):
        self.expired = True
        if self.depth > 1:
            raise OutOfTime(f"stopped after {self.seconds:g} seconds")
