"""Text to hover over: a row for each character, readable, reached by keyboard, safe."""

import re

import numpy as np
import pytest

from rnn_ref import hovering
from tests.notebooks.contrast import contrast

TOKENS = list("a<b")


def page(influence=None):
    influence = np.tri(3) if influence is None else influence
    return hovering.hover_text(TOKENS, influence, ["x", "&", "z"])._repr_html_()


def test_each_character_can_be_reached_and_has_a_row_up_to_itself():
    html = page()
    assert html.count('tabindex="0"') == 3
    assert [row.count("<b ") for row in html.split('tabindex="0"')[1:]] == [1, 2, 3]
    assert "script" not in html


def test_characters_of_html_are_shown_as_such():
    assert "&lt;" in page()
    assert "&amp;" in page()
    assert ">&lt;<" in page()


def test_a_row_shows_the_last_steps_alone():
    long = hovering.hover_text(["c"] * 50, np.tri(50), ["d"] * 50, back=10)._repr_html_()
    assert max(row.count("<b ") for row in long.split('tabindex="0"')[1:]) == 10


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
def test_text_can_be_read_on_each_ground(share):
    html = page(np.array([[1.0, 0, 0], [share, 1.0, 0], [0, 0, 1.0]]))
    ground, colour = re.findall(r"rgba\(0, 60, 110, ([\d.]+)\); color: (#\w+)", html)[1]
    alpha = float(ground)
    behind = [1 - alpha + alpha * c / 255 for c in (0, 60, 110)]
    assert contrast(colour, behind) >= 4.5


def test_lengths_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"expected \(3, 3\) and 3"):
        hovering.hover_text(TOKENS, np.tri(4), ["x"] * 3)
