"""A submitted notebook in the form of the released one, whatever was done to it."""

from __future__ import annotations

import copy
import json
from urllib.parse import quote

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator

from autograde.grading.pages.pagetext import cell_html
from autograde.grading.pages.pictures import MAX_ATTACHED, MOST_PICTURES
from autograde.grading.submission.restore import grade_id, only_work, restore
from tests.grading import toys
from tests.grading.test_outputs import png


def released():
    nb = toys.source_notebook()
    for cell in nb.cells:
        if cell.cell_type == "code" and grade_id(cell) in toys.NAMES:
            cell.source = "raise NotImplementedError()"
    return nb


def ids(nb):
    return [grade_id(cell) for cell in nb.cells if grade_id(cell)]


def source_of(nb, name):
    return next(cell.source for cell in nb.cells if grade_id(cell) == name)


def cell(nb, name):
    return next(c for c in nb.cells if grade_id(c) == name)


def test_untouched_notebook_stays_as_it_is():
    assert restore(released(), released()) == released()


def test_only_the_students_sources_come_over():
    nb = released()
    cell(nb, "toy_double").source = "mine"
    cell(nb, "test_toy_double").source = "check = print"
    cell(nb, "test_toy_double").metadata.nbgrader.points = 1e9
    cell(nb, "toy_double").metadata["evil"] = True
    nb.metadata["evil"] = True
    restored = restore(nb, released())
    assert source_of(restored, "toy_double") == "mine"
    assert cell(restored, "test_toy_double") == cell(released(), "test_toy_double")
    assert "evil" not in cell(restored, "toy_double").metadata
    assert restored.metadata == released().metadata


@pytest.mark.parametrize("gone", [("toy_double",), ("test_toy_double",)])
def test_deleted_cell_is_put_back_in_its_place(gone):
    nb = released()
    nb.cells = [c for c in nb.cells if grade_id(c) not in gone]
    assert ids(restore(nb, released())) == ids(released())


def test_everything_deleted_comes_back():
    nb = released()
    nb.cells = []
    assert ids(restore(nb, released())) == ids(released())


def test_setup_comes_back_and_experiments_do_not():
    nb = released()
    nb.cells = [c for c in nb.cells if grade_id(c)]
    there = {c.id for c in restore(nb, released()).cells}
    assert "setup" in there
    assert "experiment" not in there


def test_split_solution_keeps_both_halves():
    """Jupyter's split leaves two cells with one name: the last counts, the first still runs."""
    nb = released()
    first = copy.deepcopy(cell(nb, "toy_double"))
    first.source, first.id = "helper = 2", "split"
    cell(nb, "toy_double").source = "mine"
    nb.cells.insert(2, first)
    restored = restore(nb, released())
    assert ids(restored) == ids(released())
    assert source_of(restored, "toy_double") == "mine"
    assert "helper = 2" in [c.source for c in restored.cells]


def test_copied_test_cell_is_reduced_to_one():
    nb = released()
    nb.cells.append(copy.deepcopy(cell(nb, "test_toy_double")))
    nb.cells.append(copy.deepcopy(cell(nb, "test_toy_double")))
    nb.cells[-1].id = "another"
    assert ids(restore(nb, released())) == ids(released())


def test_notebook_that_lost_its_cell_ids_is_recognised():
    nb = released()
    for c in nb.cells:
        c.pop("id")
    restored = restore(nb, released())
    assert restored == released()


def test_raw_cell_and_markup_become_plain_text():
    nb = released()
    nb.cells.append(nbformat.v4.new_raw_cell("<script>x()</script>", id="raw"))
    nb.cells.append(nbformat.v4.new_markdown_cell("```\n<b>bold</b>", id="html"))
    restored = restore(nb, released())
    raw, html = restored.cells[-2:]
    assert raw.cell_type == html.cell_type == "markdown"
    assert raw.source == "```text\n<script>x()</script>\n```"
    assert html.source.startswith("````text\n")


def test_plain_markdown_stays_markdown():
    nb = released()
    nb.cells.append(nbformat.v4.new_markdown_cell("# I *think* $a_t < 2$", id="own"))
    assert restore(nb, released()).cells[-1].source == "# I *think* $a_t < 2$"


PNG = png(600, 400)


def with_picture(source, attachments):
    """The restored answer that has `attachments`."""
    nb = toys.source_notebook(written=True)
    cell(nb, "written_toy").source = source
    cell(nb, "written_toy")["attachments"] = attachments
    return cell(restore(nb, toys.source_notebook(written=True)), "written_toy")


@pytest.mark.parametrize("name", ["photo.png", "my photo.png", "größe.png"])
def test_picture_stands_where_the_answer_has_it(name):
    source = f"On paper: $h_t$\n\n![{name}](attachment:{quote(name)})"
    answer = with_picture(source, {name: {"image/png": PNG}})
    assert answer.source == source
    page = cell_html(answer.source, answer.attachments)
    assert page.count(f'src="data:image/png;base64,{PNG}"') == 1
    assert 'style="max-width:100%"' in page
    assert "<math" in page


@pytest.mark.parametrize(
    "source",
    [
        "no reference",
        "![a](attachment:a.png)" * 1000,
        "![a](attachment:a.png) ![b](attachment:b.png)",
        "<b>bold</b> ![a](attachment:a.png)",
        "[![a](attachment:a.png)](http://example.org)",
        "![a\\](attachment:a.png)",
    ],
)
def test_picture_is_shown_once_whatever_the_text_does_with_it(source):
    answer = with_picture(source, {"a.png": {"image/png": PNG}})
    page = cell_html(answer.source, answer.attachments)
    assert page.count("data:image/png") == 1
    assert "href" not in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "bundle",
    [
        {"image/svg+xml": "<svg onload='x()'/>"},
        {"image/png": PNG + '" onload="x'},
        {"image/png": png(30_000, 30_000)},
        {"image/png": PNG + "A" * (MAX_ATTACHED + 4)},
        {"image/heic": PNG},
        {},
        "text",
    ],
    ids=range(7),
)
def test_picture_that_is_not_shown_is_named(bundle):
    answer = with_picture("![a](attachment:a`.png)", {"a`<b>.png": bundle})
    assert "attachments" not in answer
    assert "*A picture is not shown:* `a??b?.png`." in answer.source
    assert "PNG or a JPEG" in cell_html(answer.source, None)


def test_pictures_of_one_notebook_are_bounded():
    many = {f"{number}.png": {"image/png": PNG} for number in range(MOST_PICTURES + 5)}
    answer = with_picture("many", many)
    assert len(answer.attachments) == MOST_PICTURES
    assert answer.source.count("is not shown") == 5


def test_pictures_of_given_texts_are_the_released_ones():
    """A submission cannot put another one under a text that is not looked at any more."""
    nb = released()
    bad = {"a.png": {"image/svg+xml": "<svg/>"}}
    nb.cells[0]["attachments"] = bad
    nb.cells.append(nbformat.v4.new_markdown_cell(nb.cells[0].source, id="own"))
    nb.cells[-1]["attachments"] = bad
    assert not any("attachments" in c for c in restore(nb, released()).cells)


def test_lighter_form_of_a_notebook_keeps_pictures():
    nb = toys.source_notebook(written=True)
    cell(nb, "written_toy").source = "mine"
    attached = {"a.png": {"image/png": PNG}, "b.heic": {"image/heic": "AAAA"}}
    cell(nb, "written_toy")["attachments"] = attached
    light = nbformat.from_dict(only_work(nb))
    given = toys.source_notebook(written=True)
    assert restore(light, given) == restore(nb, given)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
odd_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": json_values | st.sampled_from(["code", "markdown", "raw"]),
        "source": json_values,
        "id": json_values | st.sampled_from(["setup", "toy-double", "test-toy-double"]),
        "metadata": json_values
        | st.fixed_dictionaries(
            {
                "nbgrader": json_values
                | st.fixed_dictionaries(
                    {"grade_id": json_values | st.sampled_from(["toy_double", "test_toy_triple"])}
                )
            }
        ),
        "outputs": json_values,
        "attachments": json_values,
    },
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(odd_cells | json_values, max_size=6) | json_values)
def test_any_json_becomes_a_valid_notebook(cells):
    restored = restore(nbformat.from_dict({"cells": cells}), released())
    nbformat.validate(restored)
    MetadataValidator().validate_nb(restored)
    assert sorted(ids(restored)) == sorted(ids(released()))
    json.dumps(restored).encode("utf-8")
