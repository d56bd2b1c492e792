"""Observations in, verdict out. Pure, and deterministic for a given seed.

`make_request` says what to observe, `autograde.beside.observe.answer` observes it (in the kernel,
or in the sandbox when grading), `judge` forms the verdict. No code of the learner runs in this
module.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograde.beside.codec import CodecError, Opaque, as_data, decode, one_line
from autograde.beside.inputs import materialise
from autograde.judge import effects, facts
from autograde.judge.follow import follow_through
from autograde.judge.verdict import (
    FAILED,
    NOT_ANSWERED,
    NOT_DEFINED,
    NOT_JUDGED,
    NOT_WRITTEN,
    PASSED,
    CaseResult,
    Cause,
    Error,
    PartResult,
    Printed,
    Verdict,
)
from autograde.kinds.common import as_float32
from autograde.kinds.compare import (
    Difference,
    Drawn,
    Frequencies,
    Values,
    describe,
    holds_low,
    same,
    tolerance,
    wrong_type,
)
from autograde.kinds.exercise import GENERIC, Case, Exercise, Misconception

PUBLIC_SEED = 0
MAX_PRINTED = 40  # characters of the first line that was printed
MAX_TEXT = 300  # characters of an exception's type, text and line
MAX_QUOTED = 500  # characters of a line that says what differs
MAX_SHAPES = 6  # shapes that are listed of one argument
MAX_LINES = 10**9  # no more printed lines are believed
TOLERANCE_AGAIN = 1e-6  # between two calls on the same arguments


@dataclass(frozen=True, slots=True)
class Raised:
    """Stands for a value where a call ended in an exception; equal if the types are."""

    type: str
    message: str = field(default="", compare=False)


def public_cases(exercise: Exercise, seed: int = PUBLIC_SEED) -> list[Case]:
    """The cases that every learner sees."""
    return exercise.cases(np.random.default_rng(seed))


def private_cases(exercise: Exercise, seed: int) -> list[Case]:
    """Cases drawn for one student when grading; an answer has none beyond the public ones."""
    return [] if exercise.is_answer else exercise.cases(np.random.default_rng(seed))


def followed(
    verdict: Verdict,
    exercise: Exercise,
    step: Exercise,
    step_verdict: Verdict,
    public: list[Case],
    private: list[Case],
    reply: dict | None,
) -> Verdict:
    """`verdict`, which failed, on `reply`, in the light of the exercise that this one builds on.

    step, step_verdict: that exercise, and what was found of it. A step that rounds to float32 lets
    its sequence do so; for a wrong step see `autograde.judge.follow`.
    """
    if step_verdict.rounded:
        again = judge(exercise, public, private, reply, rounded=True)
        if again.passed:
            advice = (*again.advice, STEP_ROUNDED.format(step.name))
            return dataclasses.replace(again, advice=advice)
    cases = [*public, *private]
    observed = _read(exercise, reply, len(cases))
    if any(o.error is not None for o in observed):
        return verdict
    values = [o.value for o in observed]
    return follow_through(verdict, exercise, step, step_verdict, cases, values)


def judge(
    exercise: Exercise,
    public: list[Case],
    private: list[Case],
    reply: dict | None,
    reason: str = "nothing came back",
    *,
    rounded: bool = False,
) -> Verdict:
    """The verdict on a reply. `reply` is data from anybody; None: there is none, for `reason`.

    rounded: judge the values as if they had come in float32.
    """
    if reply is None:
        return _without_marks(exercise, NOT_JUDGED, reason)
    verdict = _judge(exercise, [*public, *private], len(public), reply, rounded)
    return dataclasses.replace(verdict, printed=_printed(reply, len(public)))


def _judge(exercise, cases, public, reply, rounded):
    try:
        observed = _read(exercise, reply, len(cases))
    except (CodecError, KeyError, TypeError, AttributeError, ValueError):
        return _without_marks(exercise, NOT_JUDGED, "what came back could not be read")
    if isinstance(observed, Verdict):
        return observed
    if rounded:
        observed = [dataclasses.replace(o, value=as_float32(o.value)) for o in observed]
    is_rounded = any(_is_rounded(c, o) for c, o in zip(cases, observed, strict=True))
    first = None
    for reference in (exercise.reference, *exercise.alternatives):
        compared = _compare(exercise, reference, cases, observed, public)
        if all(part.passed for part in compared.parts):
            advice = _advice(exercise, cases, observed, compared.wanted)
            return _verdict(
                exercise,
                PASSED,
                compared.parts,
                cases=compared.results,
                advice=advice,
                praise=exercise.praise,
                why=exercise.why,
                rounded=is_rounded,
            )
        first = first or compared  # wrong work is told by the first reference
    failed = {part.name for part in first.parts if not part.passed}
    causes = _causes(exercise, cases, observed, first.wanted, failed)
    causes, seen = _explained(exercise, cases, observed, first.wanted, failed, causes, reply)
    advice = () if causes else _on_changed_arguments(exercise, observed)  # it may be the reason
    content = {"cases": first.results, "causes": causes, "facts": seen, "advice": advice}
    content["rounded"] = is_rounded
    return _verdict(exercise, FAILED, first.parts, **content)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Observations beside one reference: its values, the cases, the parts."""

    wanted: list[dict[str, Any]]
    results: tuple[CaseResult, ...]
    parts: tuple[PartResult, ...]


def _compare(exercise, reference, cases, observed, public):
    wanted = [exercise.split(reference(*materialise(case.args))) for case in cases]
    results = _results(exercise, cases, observed, wanted, public)
    parts = tuple(_judge_part(exercise, output, results) for output in exercise.outputs)
    return _Compared(wanted, results, parts)


def _printed(reply, public):
    """What was printed; None where nothing was, or what came back is not of that form.

    A first line that a private case has printed may hold its values, so it is left out.
    """
    told = reply.get("printed") if isinstance(reply, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("lines"), int):
        return None
    case, first = told.get("case"), told.get("first")
    is_shown = isinstance(case, int) and 0 <= case < public and isinstance(first, str)
    lines = min(max(int(told["lines"]), 1), MAX_LINES)
    shown = one_line(first, MAX_PRINTED) if is_shown else ""
    return Printed(lines, told.get("more") is True, shown)


def _results(exercise, cases, observed, wanted, public):
    """Every case, compared; those from number `public` on are private."""
    return tuple(
        _judge_case(exercise, case, got, want, is_private=index >= public)
        for index, (case, got, want) in enumerate(zip(cases, observed, wanted, strict=True))
    )


@dataclass(frozen=True, slots=True)
class Observed:
    """One decoded observation: a value, or an error."""

    value: Any = None
    error: Error | None = None
    changed: tuple[int, ...] = ()
    differs_again: bool = False

    def outputs(self, exercise: Exercise) -> dict[str, Any] | None:
        """Output -> value; None where the value is not the right number of outputs."""
        if self.error is not None:
            return dict.fromkeys(exercise.outputs, Raised(self.error.type, self.error.message))
        return exercise.split(self.value)


def _read(exercise, reply, count):
    """Decode a reply into `Observed`s, or into the verdict that needs no comparison."""
    if reply.get("missing"):
        return _without_marks(exercise, NOT_DEFINED)
    if "not_callable" in reply:
        kind = decode(reply["not_callable"])
        if exercise.is_answer or not isinstance(kind, str):
            raise CodecError("malformed reply")
        reason = f"`{exercise.name}` should be a function, but it is {one_line(kind, 80)}"
        return _without_marks(exercise, NOT_JUDGED, reason)
    if exercise.is_answer and "answer" in reply:
        observed = [Observed(decode(reply["answer"]["value"]))] * count
        if observed[0].value is None:
            return _without_marks(exercise, NOT_ANSWERED)
        return observed
    entries = reply["observations"]
    if not isinstance(entries, list) or len(entries) != count:
        raise CodecError("another number of observations than was asked for")
    observed = [_read_entry(entry) for entry in entries]
    if all(o.error is not None and o.error.type == "NotImplementedError" for o in observed):
        return _not_written(exercise, observed[0].error.message)
    return observed


def _not_written(exercise, message):
    """The verdict on a stub, or on work that calls the stub of another exercise."""
    called = STUB.fullmatch(message)
    if called is None or called[2] == exercise.name:
        return _without_marks(exercise, NOT_WRITTEN)
    return _without_marks(exercise, NOT_JUDGED, CALLS_STUB.format(called[2], called[1]))


def _read_entry(entry):
    if "error" in entry:
        error = entry["error"]
        line = error["line"] if isinstance(error["line"], int) else None
        kind, message, source = (
            one_line(str(error[key]), MAX_TEXT) for key in ("type", "message", "source")
        )
        return Observed(error=Error(kind, message, line, source))
    changed = tuple(int(i) for i in entry.get("changed", ())[:20])
    value = decode(entry["value"])
    differs_again = "again" in entry and not same(decode(entry["again"]), value, TOLERANCE_AGAIN)
    return Observed(value, changed=changed, differs_again=differs_again)


def _judge_case(exercise, case, observed, want, *, is_private):
    """Compare one observation with the reference, output by output."""
    shapes = describe_arguments(exercise, case.args)
    got = observed.outputs(exercise)
    differences = {}
    for output in exercise.outputs:
        if observed.error is not None:
            differences[output] = Difference("error", "", "")
        elif got is None or _misses_calls(case, observed.value):
            differences[output] = _wrong_number(exercise, observed.value)
        elif got[output] is None and _is_one_of_several(exercise, got):
            differences[output] = Difference("type", ONE_IS_NONE, ONE_IS_NONE)
        else:
            found = _difference(exercise, output, got[output], want[output], case.args)
            if found is not None:
                differences[output] = found
    return CaseResult(case.name, case.kind, shapes, is_private, differences, observed.error)


def _is_one_of_several(exercise, got):
    """Is something there of a function's other outputs?"""
    return not exercise.is_answer and any(value is not None for value in got.values())


def _misses_calls(case, value):
    """Are these other than the values of all calls? Few of them would be judged less strictly."""
    is_all = isinstance(value, list) and len(value) == case.repeat
    return case.repeat > 1 and not is_all and not isinstance(value, Opaque)


def _difference(exercise, output, got, want, args):
    if isinstance(got, Opaque):
        return wrong_type(got, exercise.returns or describe(want))
    try:
        found = exercise.compare(output).difference(got, want, args)
    except Exception:  # what came back has no form that the comparison knows
        return wrong_type(got, exercise.returns or describe(want))
    if found is None:
        return None
    return Difference(found.kind, _bounded(found.text), _bounded(found.public_text))


def _bounded(text):
    """At most 4 lines: a comparison may quote what came back, such as the keys of a dict."""
    return "\n".join(one_line(line, MAX_QUOTED) for line in text.split("\n", 4)[:4])


def _wrong_number(exercise, value):
    names = ", ".join(exercise.outputs)
    came = "None (is `return` missing?)" if value is None else describe(value)
    expected = exercise.returns or f"{len(exercise.outputs)} values:\n{names}"
    verb = "it is" if exercise.is_answer else "it returned"
    text = f"{verb} {came}, expected {expected}"
    return Difference("count", text, text)


def _judge_part(exercise, output, results):
    """A part is earned only if every case passes in it."""
    passed = all(output not in case.differences for case in results)
    possible = exercise.points * exercise.share(output)
    return PartResult(output, passed, possible if passed else 0.0, possible)


def _causes(exercise, cases, observed, wanted, failed):
    """The misconceptions that explain the wrong outputs.

    One matches if its outputs equal the learner's in every case, on all outputs where it differs
    from the reference. One that explains everything wins over several that each explain a part;
    where two would explain the same output, neither is named.
    """
    matches, made = [], _Made(exercise, cases)
    for misconception in exercise.misconceptions:
        affected = _match(exercise, misconception, cases, observed, wanted, failed, made)
        if affected:
            matches.append((misconception, affected))
    by_value = {o for o in failed if isinstance(exercise.compare(o), Values)}
    whole = [match for match in matches if match[1] >= by_value]
    if whole:  # outputs that are told by a rule, not by value, follow from it
        matches = [(misconception, affected | failed) for misconception, affected in whole]
    named = [
        (m, affected)
        for m, affected in matches
        if not any(affected & other for n, other in matches if n is not m)
    ]
    if named and not whole:
        named += _behind(exercise, cases, observed, wanted, failed, named, made)
    causes = tuple(
        Cause(m.id, m.says, m.read, tuple(o for o in exercise.outputs if o in affected))
        for m, affected in named
    )
    return causes or _own_cache(exercise, observed)


def _behind(exercise, cases, observed, wanted, failed, named, made):
    """The one mistake, with its outputs, that explains more behind those that are named: it has
    other outputs too, and what is named hides it there. None where two would explain the same."""
    explained = {output for _, affected in named for output in affected}
    found = []
    generic = next(number for number, case in enumerate(cases) if case.kind == GENERIC)
    for misconception in exercise.misconceptions:
        wrong = {} if misconception.shows else made.by(misconception, generic)
        shown = [
            o for o in set(wrong) - explained if not _agree(wrong[o], wanted[generic][o], 1e-8)
        ]
        if shown and misconception not in [m for m, _ in named]:
            seen = _match(exercise, misconception, cases, observed, wanted, failed, made, explained)
            if seen:
                found.append((misconception, seen))
    most = max((len(seen) for _, seen in found), default=0)
    largest = [(m, seen) for m, seen in found if len(seen) == most]
    return largest if len(largest) == 1 else []


def _explained(exercise, cases, observed, wanted, failed, causes, reply):
    """Causes, and facts about what they leave open. One fact about all of the difference is worth
    more than causes that explain a part of it."""
    seen = _facts(exercise, cases, observed, wanted, failed, causes, reply)
    if causes and seen:
        over_all = _facts(exercise, cases, observed, wanted, failed, (), reply)
        if facts.tells_all(over_all, failed):
            return (), over_all[:1]
    return causes, seen


def _facts(*found):
    """What is seen of the outputs that no cause explains. No marks rest on it: whatever comes back
    from a submission, a report without facts is better than no verdict."""
    try:
        return seen_of(*found)
    except Exception:
        return ()


def seen_of(exercise, cases, observed, wanted, failed, causes, reply):
    """The facts about the outputs that no cause explains. Of an answer they would tell it."""
    explained = {output for cause in causes for output in cause.outputs}
    left = [o for o in exercise.outputs if o in failed - explained]
    if exercise.is_answer or not left:
        return ()
    number = effects.base(exercise, cases)
    unmoved = {}
    if number is not None and all(o.error is None for o in observed):
        mine, right = observed[number].value, wanted[number]
        changed = reply.get("variants")
        unmoved = effects.without_effect(exercise, cases[number], mine, right, changed)
    got = [o.outputs(exercise) if o.error is None else None for o in observed]
    squeezes = "squeeze" in (reply.get("uses") or ())
    return facts.facts(exercise, cases, got, wanted, left, unmoved, squeezes=squeezes)


def _own_cache(exercise, observed):
    """The cause of code that stops because it expects another cache than the exercise has."""
    errors = [o.error for o in observed]
    if not exercise.cache or None in errors:
        return ()
    entries = len(exercise.cached)
    if not all(_speaks_of_a_cache(error, entries) for error in errors):
        return ()
    says = OWN_CACHE.format(exercise.cache)
    return (Cause("own-cache", says, exercise.section, exercise.outputs),)


def _speaks_of_a_cache(error, entries):
    """Does this exception come of another form of the cache, by its line or by its numbers?"""
    unpacked = re.search(r"values to unpack \(expected \d+, got (\d+)\)", error.message)
    if unpacked and int(unpacked[1]) == entries:
        return True
    return bool(OTHER_FORM.search(error.message)) and "cache" in error.source


@dataclass(frozen=True, slots=True)
class _Made:
    """What the declared mistakes return for each case, each computed once."""

    exercise: Exercise
    cases: list[Case]
    known: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    def by(self, misconception: Misconception, number: int) -> dict[str, Any]:
        """Output -> value that the mistake makes of case `number`."""
        key = (misconception.id, number)
        if key not in self.known:
            self.known[key] = _wrong_outputs(self.exercise, misconception, self.cases[number])
        return self.known[key]


def _match(exercise, misconception, cases, observed, wanted, failed, made, hidden=frozenset()):
    """The outputs that a misconception explains, all of which have failed; else the empty set.

    made: a `_Made`; hidden: outputs that are not looked at.
    """
    if misconception.shows is not None:
        return _match_by_sign(exercise, misconception, observed, failed)
    if isinstance(misconception.wrong, Drawn):
        return _match_by_frequencies(exercise, misconception, cases, observed, failed)
    # Only outputs that are compared by value can tell one mistake from another.
    outputs = [
        o for o in exercise.outputs if isinstance(exercise.compare(o), Values) and o not in hidden
    ]
    affected, other, pairs = set(), set(), []
    # The first case is small; where it rules nothing out, the next one to do so is a generic one.
    for number in sorted(range(len(cases)), key=lambda k: (k > 0, cases[k].kind != GENERIC)):
        wrong, want, got = made.by(misconception, number), wanted[number], observed[number]
        mine = _comparable(exercise, got.outputs(exercise), got.value)
        tol = tolerance(cases[number].args)
        affected |= {o for o in outputs if not _agree(wrong[o], want[o], tol)}
        other |= {o for o in outputs if not _agree(mine[o], wrong[o], tol)}
        explainable = failed.intersection(outputs) - other
        if not explainable or affected & other or not affected <= failed:
            return set()
        pairs.append((mine, wrong))
    pairs = [(mine[o], wrong[o]) for mine, wrong in pairs for o in affected]
    only_stops = all(isinstance(wrong, Raised) for _, wrong in pairs)
    return set() if only_stops and not _stop_alike(pairs) else affected


def _stop_alike(pairs):
    """Do most of these exceptions speak of the same sizes? That the types agree says too little."""
    alike = [
        got.message == wrong.message != "" or _numbers(got.message) == _numbers(wrong.message) != []
        for got, wrong in pairs
    ]
    return 2 * sum(alike) > len(alike)


def _numbers(text):
    return re.findall(r"\d+", text)


def _match_by_sign(exercise, misconception, observed, failed):
    try:
        shown = all(o.error is None and misconception.shows(o.value) for o in observed)
    except Exception:  # the predicate reads data that the learner made
        shown = False
    return set(exercise.outputs) if shown and failed >= set(exercise.outputs) else set()


def _match_by_frequencies(exercise, misconception, cases, observed, failed):
    """The whole output, if in every case the draws come as often as the mistake draws them."""
    drawn = Frequencies(misconception.wrong.probabilities)
    alike = all(
        got.error is None and drawn.difference(got.value, None, case.args) is None
        for case, got in zip(cases, observed, strict=True)
    )
    return set(exercise.outputs) if alike and failed >= set(exercise.outputs) else set()


def _wrong_outputs(exercise, misconception: Misconception, case):
    """What the mistake returns for a case, output by output."""
    try:
        with np.errstate(all="ignore"):
            value = as_data(misconception.wrong(*materialise(case.args)))
    except Exception as error:
        return dict.fromkeys(
            exercise.outputs, Raised(type(error).__name__, one_line(str(error), MAX_TEXT))
        )
    return _comparable(exercise, exercise.split(value), value)


def _comparable(exercise, outputs, value):
    """Outputs, or, where their number is wrong, what came in the place of all of them."""
    return outputs if outputs is not None else dict.fromkeys(exercise.outputs, describe(value))


def _agree(a, b, tol):
    if isinstance(a, Raised | Opaque) or isinstance(b, Raised | Opaque):
        return type(a) is type(b) and a == b
    return same(a, b, tol)


def _advice(exercise, cases, observed, wanted):
    """Habits worth mending, for right values only."""
    advice = [WORKS_ONCE] if any(o.differs_again for o in observed) else []
    advice += _on_changed_arguments(exercise, observed)
    is_array = not exercise.returns  # a Keras model computes in float32 without being told to
    if is_array and any(_is_rounded(c, o) for c, o in zip(cases, observed, strict=True)):
        advice.append(ROUNDED)
    wide = [
        output
        for case, got, want in zip(cases, observed, wanted, strict=True)
        for output, value in (got.outputs(exercise) or {}).items()
        if case.kind == "float32" and _is_of_other_dtype(value, want[output])
    ]
    if wide:
        advice.append(OTHER_DTYPE.format(", ".join(dict.fromkeys(wide))))
    return tuple(advice)


def _is_rounded(case, observed):
    """Came a lower precision out than went in?"""
    return holds_low(observed.value) and not holds_low(case.args)


def _on_changed_arguments(exercise, observed):
    """The advice to leave arguments as they are, if one was changed."""
    changed = sorted({i for o in observed for i in o.changed if i < len(exercise.arguments)})
    names = ", ".join(exercise.arguments[i] for i in changed)
    says = CHANGES_ARGUMENT.format(names, s="s" if len(changed) > 1 else "")
    return (says,) if changed else ()


def _is_of_other_dtype(value, want):
    """Is `value` an array of another dtype? Lists and single numbers have none to speak of."""
    is_array = isinstance(value, np.ndarray) and value.ndim > 0
    return is_array and isinstance(want, np.ndarray) and value.dtype != want.dtype


def describe_arguments(exercise: Exercise, args: tuple) -> str:
    """The arguments of a case in words: "dh_t (2, 4), cache ((2, 3), (2, 4)), k=3"."""
    named = zip(exercise.arguments, args, strict=False)
    return ", ".join(_describe_argument(name, value) for name, value in named)


def _describe_argument(name, value):
    if isinstance(value, np.ndarray):
        return f"{name} {value.shape}"
    if isinstance(value, int | float | str):
        return f"{name}={value!r}"
    if not isinstance(value, tuple | list | dict):
        return name
    inner = list(value.values()) if isinstance(value, dict) else value
    if len(inner) > MAX_SHAPES or not all(isinstance(v, np.ndarray) for v in inner):
        return f"{name} of {len(value)}"
    if isinstance(value, dict):
        return f"{name} {{{', '.join(f'{key} {v.shape}' for key, v in value.items())}}}"
    return f"{name} ({', '.join(str(v.shape) for v in inner)})"


def _without_marks(exercise, status, reason=""):
    parts = tuple(
        PartResult(o, False, 0.0, exercise.points * exercise.share(o)) for o in exercise.outputs
    )
    return _verdict(exercise, status, parts, reason=reason)


def _verdict(exercise, status, parts, **content):
    return Verdict(
        exercise=exercise.name,
        number=exercise.number,
        title=exercise.title,
        unit=exercise.unit,
        section=exercise.section,
        status=status,
        max_score=exercise.points,
        parts=parts,
        **content,
    )


STUB = re.compile(r"Exercise ([\d.]{1,8}): (\w{1,60})")  # what the stub of an exercise raises
CALLS_STUB = "it calls `{0}`, which is not written yet: solve Exercise {1} first, or do without it"
OTHER_FORM = re.compile(  # said of a tuple by whoever takes it for something else
    r"values to unpack|(tuple|list) indices must be|'(tuple|list)' object has no attribute|"
    r"tuple index out of range"
)
OWN_CACHE = (
    "A cache is the tuple {} that the exercise describes: the judge makes it, whatever your own "
    "forward pass keeps."
)
ONE_IS_NONE = "it is None, but other outputs are there: do you compute it, and return it?"
WORKS_ONCE = "It works once: a second call with the same arguments gives another result."
CHANGES_ARGUMENT = "It changes its argument{s} {} in place, which surprises whoever calls it."
ROUNDED = "It computes in float32, which keeps 7 of the 16 digits that the inputs have."
STEP_ROUNDED = "It is compared to 6 digits, since your {} computes in float32."
OTHER_DTYPE = "The dtype of {} is not that of the inputs: harmless, and twice the memory."
