"""Figures: what a notebook is given, and what is drawn."""

import base64
import io
import re
import subprocess
import sys

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_ref import figures


@pytest.fixture(autouse=True)
def _clean_matplotlib():
    with mpl.rc_context():
        figures.use_style()
        yield
    plt.close("all")


def test_show_returns_a_png_with_its_alt_text_and_closes_the_figure():
    fig, ax = plt.subplots()
    ax.plot([0, 1])
    shown = figures.show(fig, alt='A line from "0" to 1.')
    data = shown._repr_mimebundle_()
    png, alt = re.fullmatch(
        r'<img src="data:image/png;base64,([^"]+)" alt="([^"]+)">', data["text/html"]
    ).groups()
    assert base64.b64decode(png).startswith(b"\x89PNG")
    assert alt == "A line from &quot;0&quot; to 1."
    assert data["text/plain"] == 'Figure: A line from "0" to 1.'
    assert not plt.fignum_exists(fig.number)


def test_picture_is_black_on_white_whatever_the_readers_own_style():
    """A dark page shows it as a light one: nothing shines through, and no text is white."""
    plt.style.use("dark_background")
    plt.rcParams["savefig.transparent"] = True
    figures.use_style()
    fig, ax = plt.subplots()
    ax.set(title="T", xlabel="t")
    texts = (ax.title, ax.xaxis.label, *ax.get_xticklabels())
    assert {mpl.colors.to_hex(text.get_color()) for text in texts} == {"#000000"}
    pixels = plt.imread(io.BytesIO(figures.show(fig, alt="Empty axes.").png))
    assert (pixels[0, 0] == 1).all()
    assert (pixels[..., -1] == 1).all()


def test_show_asks_for_alt_text():
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="show: alt is empty"):
        figures.show(fig, alt=" ")


def in_a_notebook(code):
    """What a kernel's shell displays while it runs the code: (kind of message, data by type)."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    publisher = shell.display_pub
    shell.display_pub = CapturingDisplayPublisher()
    try:
        shell.run_cell(code).raise_error()
        return [(o.get("update", False), o["data"]) for o in shell.display_pub.outputs]
    finally:
        shell.display_pub = publisher
        InteractiveShell.clear_instance()


LIVE = """
import ipywidgets as widgets
from rnn_ref import figures

a = widgets.IntSlider(value=2)
b = widgets.IntSlider(value=3, description="the other")
figures.live(lambda a, b: {shown}, a=a, b=b)
assert (a.description, b.description) == ("a", "the other")
assert (a.tooltip, b.tooltip) == ("a", "the other")
{then}
"""


def test_live_shows_the_controls_and_under_them_what_is_drawn():
    slider, other, picture = in_a_notebook(
        LIVE.format(shown="figures.Shown(b'png', f'{a} and {b}')", then="")
    )
    assert "application/vnd.jupyter.widget-view+json" in slider[1]
    assert "application/vnd.jupyter.widget-view+json" in other[1]
    assert 'alt="2 and 3"' in picture[1]["text/html"]


def test_live_draws_anew_in_the_same_place_when_a_control_moves():
    *_, first, second, third = in_a_notebook(
        LIVE.format(shown="f'{a} and\\n{b}'", then="a.value = 5\nb.value = 7")
    )
    assert first == (False, {"text/plain": "2 and\n3"})
    assert second == (True, {"text/plain": "5 and\n3"})
    assert third == (True, {"text/plain": "5 and\n7"})


def test_figures_needs_no_ipython_and_rnn_ref_no_matplotlib():
    code = (
        "import sys, rnn_ref; assert 'matplotlib' not in sys.modules;"
        "import rnn_ref.figures; assert 'IPython' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_style_has_colours_that_differ_from_each_other():
    cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert len(set(cycle)) == len(cycle) == 5


@pytest.mark.parametrize(
    ("values", "cmap"),
    [
        pytest.param([[-1.0, 0.5], [0.2, 0.1]], "RdBu_r", id="both-signs"),
        pytest.param([[0.0, 0.5], [0.2, 0.1]], "cividis", id="one-sign"),
    ],
)
def test_heatmap_has_time_to_the_right_and_white_for_zero(values, cmap):
    _, ax = plt.subplots()
    image = figures.heatmap(ax, values, xlabel="step", ylabel="unit", label="h", first=1)
    assert image.get_cmap().name == cmap
    assert image.get_extent() == [0.5, 2.5, 1.5, -0.5]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "unit")
    assert image.colorbar.ax.get_ylabel() == "h"
    if cmap == "RdBu_r":
        assert image.get_clim() == (-1.0, 1.0)


def texts(fig):
    """The labels drawn on the axes of a diagram."""
    return [text.get_text() for text in fig.axes[0].texts]


def test_unrolled_diagram_has_a_state_for_each_step():
    drawn = texts(figures.unrolled_diagram(3))
    for node in ("$h_0$", "$h_{1}$", "$h_{2}$", "$h_{3}$", "$x_{3}$", "$y_{1}$"):
        assert node in drawn
    assert drawn.count("$W_{hh}$") == drawn.count("$W_{xh}$") == drawn.count("$W_{hy}$") == 3


@pytest.mark.parametrize(
    ("recurrence", "state_arrows", "output_arrows"),
    [("state", 4, 0), ("output", 0, 3), ("both", 4, 3), ("none", 0, 0)],
)
def test_unrolled_diagram_draws_what_is_fed_back(recurrence, state_arrows, output_arrows):
    drawn = texts(figures.unrolled_diagram(4, recurrence=recurrence))
    assert drawn.count("$W_{hh}$") == state_arrows
    assert drawn.count("$W_{yh}$") == output_arrows


def test_unrolled_diagram_leaves_out_inputs_and_outputs():
    drawn = texts(figures.unrolled_diagram(3, inputs=[1], outputs=[3]))
    assert [text for text in drawn if text.startswith(("$x", "$y"))] == ["$x_{1}$", "$y_{3}$"]


def test_unrolled_diagram_refuses_an_unknown_recurrence():
    message = "unrolled_diagram: recurrence is 'loop'"
    with pytest.raises(ValueError, match=re.escape(message)):
        figures.unrolled_diagram(2, recurrence="loop")


def test_figures_close_and_do_not_pile_up():
    for _ in range(3):
        figures.show(figures.unrolled_diagram(2), alt="Two steps.")
    assert plt.get_fignums() == []
    assert np.isfinite(plt.rcParams["figure.dpi"])


def test_panels_over_time_have_a_line_for_each_row_and_count_steps_from_1():
    fig = figures.over_time(
        {"f": np.zeros((2, 5)), "c": np.ones((2, 5))}, rows=("X", "Y"), marks=(3,), title="Gates"
    )
    assert [ax.get_ylabel() for ax in fig.axes] == ["f", "c"]
    assert fig.axes[0].get_title() == "Gates"
    assert [text.get_text() for text in fig.axes[0].get_legend().get_texts()] == ["X", "Y"]
    for ax in fig.axes:
        first, second, mark = ax.get_lines()
        np.testing.assert_array_equal(first.get_xdata(), [1, 2, 3, 4, 5])
        assert len(second.get_ydata()) == 5
        assert set(mark.get_xdata()) == {3}


def test_panels_over_time_take_one_line_without_a_legend():
    (ax,) = figures.over_time({"h": np.arange(4.0)}).axes
    (line,) = ax.get_lines()
    np.testing.assert_array_equal(line.get_ydata(), [0, 1, 2, 3])
    assert ax.get_legend() is None


def test_lstm_is_built_in_four_stages_each_with_more_than_the_one_before():
    parts = [
        {text.get_text() for text in ax.texts if text.get_text()}
        for ax in figures.lstm_stages().axes
    ]
    assert [len(p) for p in parts] == sorted(len(p) for p in parts)
    assert parts[0] == {"$c_{t-1}$", "$c_t$"}
    assert parts[1] - parts[0] == {"+", "$g$"}
    assert parts[2] - parts[1] == {"×", "$f$", "$i$"}
    assert {"tanh", "$o$", "$h_t$"} < parts[3] - parts[2]


def test_streams_of_the_lstm_name_every_gradient():
    fig = figures.lstm_streams("One step")
    shown = " ".join(texts(fig))
    for name in ("dc_t", "dh_t", "dc_{t-1}", "dx_t", "dh_{t-1}", "dW_x", "dW_h", "db"):
        assert name in shown
    assert all(f"da_{gate}" in shown for gate in "ifgo")
    assert fig.axes[0].get_title() == "One step"


def test_loop_diagram_names_what_enters_leaves_and_comes_back():
    _, ax = plt.subplots()
    figures.loop_diagram(ax, title="loop")
    told = {text.get_text() for text in ax.texts}
    assert {"$x_t$", "$h_t$", "$y_t$", "$W_{xh}$", "$W_{hy}$", "$W_{hh}$"} <= told


def test_five_wirings_are_named_and_show_no_weights():
    fig = figures.five_wirings()
    assert [ax.get_title().split(":")[0] for ax in fig.axes] == [
        "one to one",
        "one to many",
        "many to one",
        "many to many, in step",
        "many to many",
    ]
    shown = {text.get_text() for ax in fig.axes for text in ax.texts if text.get_visible()}
    assert "$c$" in shown
    assert not [text for text in shown if text.startswith("$W")]


def test_layer_settings_show_which_states_leave():
    fig = figures.layer_settings()
    leaving = [
        sum(text.get_text().startswith("$y_") for text in ax.texts if text.get_visible())
        for ax in fig.axes
    ]
    assert leaving == [1, 3, 1, 2]
