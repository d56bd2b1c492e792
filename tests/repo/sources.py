"""What the tests of the repository look at: its files, whatever git knows or will know of."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = {
    ".git", ".venv", "build", "dist", "grading", "submitted", "__pycache__", ".ipynb_checkpoints",
    ".pytest_cache", ".ruff_cache", ".hypothesis", ".unrolled", "work",
}  # fmt: skip
AT_THE_ROOT = {"grading", "work"}  # elsewhere the names mean something else


def files(*patterns: str, under: str = ".") -> list[Path]:
    """The project's own files that match one of the patterns, relative to the root."""
    found = {path for pattern in patterns for path in (ROOT / under).rglob(pattern)}
    own = (path.relative_to(ROOT) for path in found if path.is_file())
    return sorted(path for path in own if not is_generated(path))


def is_generated(path: Path) -> bool:
    """Made by a tool: grading/ at the root, say, but not autograde/grading/."""
    return path.parts[0] in GENERATED or bool(set(path.parts) & (GENERATED - AT_THE_ROOT))


def parse(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def imported_modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything that is imported, at the top or within functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def words(text: str) -> set[str]:
    """The words of a text, in capitals or not."""
    return set(re.findall(r"[A-Za-z]+", text))
