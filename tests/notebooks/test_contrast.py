"""What the check for contrast finds, and what it passes."""

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_ref import figures
from tests.notebooks.contrast import contrast, faint


@pytest.fixture
def ax():
    with mpl.rc_context():
        figures.use_style()
        yield plt.subplots()[1]
    plt.close("all")


def test_contrast_runs_from_one_to_twenty_one():
    assert contrast("white", "white") == pytest.approx(1)
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)  # WCAG's known example


@pytest.mark.parametrize("colour", figures.COLOURS)
def test_each_colour_of_the_course_carries_text_and_lines(ax, colour):
    ax.plot([0, 1], color=colour)
    ax.text(0.5, 0.2, "text", color=colour)
    assert faint(ax.figure) == []


def test_pale_text_and_lines_are_found(ax):
    ax.plot([0, 1], color=figures.SKY)
    ax.plot([1, 0], color="black", alpha=0.3)
    ax.text(0.5, 0.2, "pale", color=figures.ORANGE)
    assert [line.split()[0] for line in faint(ax.figure)] == ["text", "line", "line"]


def test_a_line_is_held_against_the_picture_that_it_runs_over(ax):
    ax.imshow(np.zeros((2, 2)), cmap="gray", vmin=0, vmax=1, aspect="auto")
    ax.grid(False)
    ax.plot([0, 1], [0, 1], color="white", label="seen")
    ax.plot([0, 1], [1, 0], color="#333333", label="lost")
    assert [line.split()[1] for line in faint(ax.figure)] == ["'lost'"]


def test_what_is_behind_a_text_counts(ax):
    ax.imshow(np.zeros((1, 2)), cmap="gray", vmin=0, vmax=1)
    ax.grid(False)
    ax.text(0, 0, "white on black", color="white", ha="center")
    ax.text(1, 0, "black on black", color="black", ha="center")
    assert [line.split(" in ")[0] for line in faint(ax.figure)] == ["text 'black on black'"]


def test_labels_beside_a_dark_picture_are_not_on_it(ax):
    ax.imshow(np.zeros((2, 2)), cmap="gray", vmin=0, vmax=1, aspect="auto")
    ax.grid(False)
    ax.set_xticks([0, 1], ["a long label", "another one"], rotation=90)
    assert faint(ax.figure) == []


def test_a_line_from_edge_to_edge_is_held_against_what_lies_between(ax):
    ax.axvline(0.5, color="grey")
    assert faint(ax.figure) == []
