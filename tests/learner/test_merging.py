"""A newer release meets a learner's notebook: only what a learner left alone is replaced."""

import nbformat
import pytest

from autograde.learner.cells import NotANotebook, read
from autograde.learner.merging import merge
from tests.learner.notebooks import cell, notebook, said

TEXT, STUB, TEST = cell("text", "Read.", "markdown"), cell("stub", "todo"), cell("test", "check(1)")
BASE = notebook(TEXT, STUB, TEST)


def merged(mine, theirs, base=BASE):
    return said(merge(base, mine, theirs).notebook)


def test_what_the_learner_left_alone_is_renewed():
    mine = notebook(TEXT, cell("stub", "my answer"), TEST)
    theirs = notebook(cell("text", "Read on.", "markdown"), STUB, cell("test", "check(2)"))
    found = merge(BASE, mine, theirs)
    assert said(found.notebook) == [
        ("text", "Read on."), ("stub", "my answer"), ("test", "check(2)"),
    ]  # fmt: skip
    assert (found.renewed, found.both) == (("text", "test"), ())


@pytest.mark.parametrize("changed", ["text", "stub", "test"])
def test_what_both_changed_stays_with_the_release_told_below(changed):
    mine = notebook(*(cell(n, f"my {n}") if n == changed else c for n, c in by_name(BASE)))
    theirs = notebook(*(cell(n, f"new {n}") if n == changed else c for n, c in by_name(BASE)))
    found = merge(BASE, mine, theirs)
    assert found.both == (changed,)
    cells = dict(said(found.notebook))
    assert cells[changed] == f"my {changed}"
    assert f"new {changed}" in cells[f"{changed}-released"]
    names = list(cells)
    assert names.index(f"{changed}-released") == names.index(changed) + 1


def by_name(made):
    return [(cell["id"], cell) for cell in made["cells"]]


def test_what_is_told_below_is_text_and_a_valid_notebook():
    mine = notebook(cell("stub", "mine"))
    found = merge(notebook(STUB), mine, notebook(cell("stub", 'a = """\n```\n"""')))
    told = found.notebook["cells"][1]
    assert told["cell_type"] == "markdown"
    assert told["metadata"] == {}
    nbformat.validate(nbformat.from_dict(found.notebook))


def test_told_twice_has_two_names():
    first = merge(notebook(STUB), notebook(cell("stub", "mine")), notebook(cell("stub", "2")))
    again = merge(notebook(cell("stub", "2")), first.notebook, notebook(cell("stub", "3")))
    names = [name for name, _ in said(again.notebook)]
    assert names == ["stub", "stub-released-2", "stub-released"]


def test_own_cells_stay_behind_the_cell_that_they_followed():
    own = [cell(f"own-{number}", "mine") for number in range(4)]
    mine = notebook(own[0], TEXT, own[1], own[2], STUB, TEST, own[3])
    theirs = notebook(TEXT, cell("new", "new"), STUB, TEST)
    names = [name for name, _ in merged(mine, theirs)]
    assert names == ["own-0", "text", "own-1", "own-2", "new", "stub", "test", "own-3"]


def test_what_the_learner_deleted_stays_deleted():
    theirs = notebook(cell("text", "Read on.", "markdown"), STUB, TEST)
    assert [name for name, _ in merged(notebook(STUB, TEST), theirs)] == ["stub", "test"]


def test_what_the_release_takes_out_goes_unless_it_was_changed():
    graded = cell("old", "my answer", grade_id="old", solution=True)
    base = notebook(TEXT, cell("old", "todo", grade_id="old", solution=True), TEST)
    found = merge(base, notebook(TEXT, graded, TEST), notebook(STUB))
    assert said(found.notebook) == [("old", "my answer"), ("stub", "todo")]
    assert "nbgrader" not in found.notebook["cells"][0]["metadata"]


def test_changed_cell_gets_the_marks_of_the_release():
    mine = notebook(cell("stub", "my answer", points=4))
    found = merge(
        notebook(cell("stub", "todo", points=4)), mine, notebook(cell("stub", "todo", points=5))
    )
    assert found.notebook["cells"][0]["metadata"]["nbgrader"] == {"points": 5}
    assert (found.renewed, found.both) == ((), ())


def test_outputs_stay_where_the_code_is_the_same():
    ran = {**TEST, "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}
    found = merge(BASE, notebook(TEXT, STUB, ran), BASE)
    assert found.notebook["cells"][2]["outputs"] == ran["outputs"]


def test_without_a_known_release_every_difference_is_the_learners():
    mine = notebook(cell("text", "my notes", "markdown"), cell("stub", "my answer"), TEST)
    found = merge(None, mine, BASE)
    assert found.both == ("text", "stub")
    assert ("stub", "my answer") in said(found.notebook)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b"\xff", b'{"cells": {}, "metadata": 1}',
        b'{"cells": [{"id": "a", "cell_type": "code", "metadata": [], "source": ""}],'
        b' "metadata": {}}',
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_said(content):
    with pytest.raises(NotANotebook, match="it cannot be read as a notebook"):
        read(content)


def test_cells_without_ids_or_with_one_for_two_are_said():
    """Older notebooks have none."""
    nameless = {key: value for key, value in STUB.items() if key != "id"}
    for mine in (notebook(TEXT, nameless), notebook(TEXT, STUB, STUB)):
        with pytest.raises(NotANotebook, match="its cells have no ids, or share one"):
            merge(BASE, mine, BASE)
