"""Small faults put into the reference, one at a time: do the cases of the exercise see each?

`python -m tests.judge.mutation [EXERCISE ...]` prints the share of faults that are rejected, and
the survivors.
"""

from __future__ import annotations

import argparse
import ast
import copy
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograde import assess, exercises
from autograde.kinds.exercise import Exercise

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.Eq: ast.NotEq,
    ast.Lt: ast.LtE,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.LtE: ast.Lt,
}
NAMES = {"zeros_like": "ones_like", "zeros": "ones", "tanh": "sin", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """One fault: the function and line that it is in, and the function with the fault."""

    where: str
    function: Callable


def mutants(exercise: Exercise) -> Iterator[Mutant]:
    """Every fault in the reference of an exercise and in the functions of rnn_ref it calls."""
    reference = exercise.reference
    for part in _parts(reference, {}).values():
        tree = ast.parse(textwrap.dedent(inspect.getsource(part)))
        for site in range(_count(tree)):
            changed = copy.deepcopy(tree)
            mutator = _Mutator(site)
            mutator.visit(changed)
            line = ast.unparse(ast.fix_missing_locations(mutator.statement)).split("\n")[0]
            yield Mutant(f"{part.__name__}: {line}", _rebuild(reference, part, changed))


def survivors(exercise: Exercise) -> tuple[int, list[str]]:
    """Number of faults, and those that the public cases do not see."""
    alive, total = [], 0
    for mutant in mutants(exercise):
        total += 1
        if assess(exercise.name, mutant.function).passed:
            alive.append(mutant.where)
    return total, alive


def _parts(function, found):
    """The function and all that it calls in rnn_ref, but for the checks of shapes."""
    found[function.__name__] = function
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if (
            inspect.isfunction(called)
            and called.__module__.startswith("rnn_ref")
            and not name.startswith("require_")
            and name not in found
        ):
            _parts(called, found)
    return found


def _rebuild(reference, part, tree):
    """The reference, calling the changed `part`, in a namespace of its own."""
    namespace = dict(reference.__globals__)
    for name, function in _parts(reference, {}).items():
        source = (
            tree if function is part else ast.parse(textwrap.dedent(inspect.getsource(function)))
        )
        namespace.update({k: v for k, v in function.__globals__.items() if k not in namespace})
        exec(compile(source, f"<mutant of {name}>", "exec"), namespace)
    return namespace[reference.__name__]


def _count(tree):
    counter = _Mutator(None)
    counter.visit(copy.deepcopy(tree))
    return counter.seen


class _Mutator(ast.NodeTransformer):
    """Changes the site with the given number; None only counts the sites."""

    def __init__(self, site: int | None) -> None:
        self.site, self.seen = site, 0
        self.current = self.statement = None

    def visit(self, node):
        """Remember the statement around a site; leave out checks and docstrings."""
        if isinstance(node, ast.If) and any(isinstance(n, ast.Raise) for n in node.body):
            return node
        if isinstance(node, ast.Expr):  # a docstring, or a call of require_shape
            return node
        if isinstance(node, ast.arguments):  # defaults are part of the signature
            return node
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef):
            self.current = node
        return super().visit(node)

    def _hit(self):
        """Is this the site to change?"""
        self.seen += 1
        if self.seen - 1 != self.site:
            return False
        self.statement = self.current
        return True

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if type(node.op) in SWAPS and self._hit():
            node.op = SWAPS[type(node.op)]()
        if isinstance(node.op, ast.MatMult) and self._hit():
            node.left, node.right = node.right, node.left
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if type(node.op) in SWAPS and self._hit():
            node.op = SWAPS[type(node.op)]()
        if self._hit():
            return ast.copy_location(ast.Assign([node.target], node.value), node)
        return ast.copy_location(ast.Pass(), node) if self._hit() else node

    def visit_Compare(self, node):
        self.generic_visit(node)
        if type(node.ops[0]) in SWAPS and self._hit():
            node.ops[0] = SWAPS[type(node.ops[0])]()
        return node

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.USub) and self._hit() else node

    def visit_Constant(self, node):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and self._hit():
            node.value += 1
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if node.attr == "T" and self._hit():
            return node.value
        if node.attr in NAMES and self._hit():
            node.attr = NAMES[node.attr]
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        is_reversed = isinstance(node.func, ast.Name) and node.func.id == "reversed"
        return node.args[0] if is_reversed and self._hit() else node

    def visit_Tuple(self, node):
        self.generic_visit(node)
        loads = isinstance(node.ctx, ast.Load) and len(node.elts) > 1
        if loads and self._hit():
            node.elts[0], node.elts[1] = node.elts[1], node.elts[0]
        return node


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("exercise", nargs="*", help="names; none: all exercises")
    totals = [0, 0]
    for exercise in map(exercises.find, parser.parse_args().exercise or exercises.all_exercises()):
        if exercise.is_answer:
            continue
        total, alive = survivors(exercise)
        totals = [totals[0] + total, totals[1] + len(alive)]
        print(f"{exercise.name:<22} {total - len(alive):3d} of {total:3d} rejected")
        for where in alive:
            print(f"    survives: {where}")
    print(f"{1 - totals[1] / totals[0]:.1%} of {totals[0]} faults are rejected")


if __name__ == "__main__":
    sys.exit(main())
