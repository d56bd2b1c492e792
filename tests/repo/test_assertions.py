"""Can every assertion fail? A list or a generator is true whatever it holds."""

import ast

import pytest

from tests.repo.sources import files, parse

ALWAYS_TRUE = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)


def hollow(tree):
    """Lines of assertions over a comprehension, or over a list or tuple that is written out."""
    lines = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        test = node.test
        literal = isinstance(test, ast.List | ast.Tuple | ast.Set | ast.Dict) or (
            isinstance(test, ast.Constant) and bool(test.value)
        )
        if literal or isinstance(test, ALWAYS_TRUE):
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", files("*.py"), ids=str)
def test_no_assertion_holds_whatever_happens(path):
    lines = hollow(parse(path))
    assert not lines, f"{path}, lines {lines}: wrap the comprehension in all(...)"


@pytest.mark.parametrize(
    "source",
    [
        "assert [a == b for a, b in pairs]",
        "assert (a == b for a, b in pairs)",
        "assert {a == b for a, b in pairs}",
        "assert (a == b, 'message')",
        "assert [a == b]",
        "assert 'a message'",
    ],
)
def test_hollow_assertions_are_found(source):
    assert hollow(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source", ["assert all(a == b for a, b in pairs)", "assert not [1]", "assert a"]
)
def test_assertions_that_can_fail_pass(source):
    assert hollow(ast.parse(source)) == []
