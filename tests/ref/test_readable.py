"""What a reader may expect of every function of the reference."""

import ast
from pathlib import Path

import pytest

import rnn_ref

FOLDER = Path(rnn_ref.__file__).parent
FILES = [path for path in sorted(FOLDER.glob("*.py")) if path.name != "figures.py"]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_function_is_longer_than_40_lines(path):
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions(path)}
    assert {name: n for name, n in lengths.items() if n > 40} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_public_says_what_it_does(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    public = [
        node
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_all_names_exist():
    assert [name for name in rnn_ref.__all__ if not hasattr(rnn_ref, name)] == []
