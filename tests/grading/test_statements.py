"""The gradebook's connections share what SQLAlchemy compiled, and hold the same."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograde.grading.plugins import statements
from autograde.grading.plugins.statements import sharing


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """The URL of a new gradebook."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", tools)  # nbgrader calls alembic
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    Gradebook(url, "course").close()
    return url


def test_the_second_opening_compiles_nothing(plain):
    url = sharing(plain)

    def enter(name):
        with Gradebook(url, "course") as book:
            book.update_or_create_student(name)
            return len(book.students)

    assert enter("a") == 1
    assert enter("b") == 2
    compiled = len(statements._compiled)
    assert compiled > 0
    assert enter("c") == 3
    assert len(statements._compiled) == compiled


def test_both_kinds_of_connection_see_one_gradebook(plain):
    with Gradebook(plain, "course") as book:
        book.add_student("a")
    with Gradebook(sharing(plain), "course") as book:
        assert [student.id for student in book.students] == ["a"]
        book.add_student("b")
    with Gradebook(plain, "course") as book:
        assert sorted(student.id for student in book.students) == ["a", "b"]


def test_other_databases_stay_as_they_are():
    assert sharing("postgresql://host/grades") == "postgresql://host/grades"
