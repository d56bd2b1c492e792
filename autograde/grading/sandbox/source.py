"""The source of one module, taken apart into what its top level defines and imports."""

from __future__ import annotations

import ast
from pathlib import Path


class SourceModule:
    """One module of `rnn_ref`, by name: what it defines, and what each definition needs.

    defined: name -> the statement that defines it; imported: name -> (module, name there) for
    imports from the package itself; outside: name -> import statement of anything else.
    """

    def __init__(self, path: Path) -> None:
        self.source = path.read_text(encoding="utf-8")
        self.defined: dict[str, ast.stmt] = {}
        self.imported: dict[str, tuple[str, str]] = {}
        self.outside: dict[str, ast.stmt] = {}
        self.statements = ast.parse(self.source).body
        for statement in self.statements:
            self._enter(statement, path.parent.name)

    def _enter(self, statement, package):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            self.defined[statement.name] = statement
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                for node in ast.walk(target):
                    if isinstance(node, ast.Name):
                        self.defined[node.id] = statement
        elif isinstance(statement, ast.ImportFrom) and _is_own(statement.module, package):
            home = (statement.module or "").removeprefix(package).lstrip(".")
            for alias in statement.names:
                self.imported[alias.asname or alias.name] = (home, alias.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                self.outside[(alias.asname or alias.name).split(".")[0]] = statement

    def names_used_by(self, name: str) -> set[str]:
        """Every name that the definition of `name` mentions."""
        statement = self.defined[name]
        return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)} - {name}

    def cut_down(self, kept: set[str]) -> str:
        """The module with the names in `kept` only, in their order, under its own docstring."""
        lines = ['"""Handed out for this unit: a part of the reference."""', ""]
        outside = {id(self.outside[name]): name for name in kept if name in self.outside}
        for statement in self.statements:
            if id(statement) in outside:
                lines.append(ast.unparse(statement))
            elif isinstance(statement, ast.ImportFrom):
                own = [
                    n for n in statement.names if (n.asname or n.name) in kept & set(self.imported)
                ]
                if own:
                    names = ", ".join(ast.unparse(name) for name in own)
                    lines.append(f"from {statement.module} import {names}")
            elif any(self.defined.get(name) is statement for name in kept):
                lines += ["", "", self._text_of(statement)]
        return "\n".join(lines) + "\n"

    def _text_of(self, statement):
        """The statement as written, decorators included."""
        first = min(
            [statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]
        )
        return "\n".join(self.source.splitlines()[first - 1 : statement.end_lineno])


def _is_own(module, package):
    return module is not None and (module == package or module.startswith(f"{package}."))
