"""Pictures for the notebooks. The one module here that needs Matplotlib; import it by name.

`use_style` sets colours that people with colour-blindness can tell apart, `show` displays a
figure together with its text for readers who cannot see it, `live` ties one to sliders, and the
rest draws what the course draws again and again: heat maps and lines with time from left to
right, the unrolled graph, and the cell of an LSTM.
"""

import base64
import html
import io

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

# Okabe and Ito's palette, darkened until text in each colour can be read on white: a contrast of
# 4.5 to 1 at least (WCAG 2.2, criterion 1.4.3). The two pale ones are for filling under black.
COLOURS = ("#0072B2", "#C25400", "#007F5C", "#AF5587", "#000000")
BLUE, VERMILION, GREEN, PURPLE, BLACK = COLOURS
SKY, ORANGE, GREY = "#56B4E9", "#E69F00", "#DDDDDD"


def use_style():
    """Set the course's look: colours, sizes, a light grid, no frame on the top and right.

    It begins from Matplotlib's own look, black on white: a picture can be read on pages of any
    theme, whatever style the reader has set for themselves.
    """
    plt.style.use("default")
    plt.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=COLOURS),
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlesize": "medium",
            "figure.dpi": 100,
            "figure.figsize": (7.0, 3.2),
            "figure.constrained_layout.use": True,
            "grid.alpha": 0.3,
            "image.cmap": "cividis",
            "legend.frameon": False,
        }
    )


class Shown:
    """A finished figure as a picture, with the text that says what it shows."""

    def __init__(self, png, alt):
        self.png = png
        self.alt = alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Called by a notebook for the last value of a cell -> data by type.

        HTML, because the alt text of a bare image/png is dropped by JupyterLab and nbconvert.
        """
        png = base64.b64encode(self.png).decode("ascii")
        image = f'<img src="data:image/png;base64,{png}" alt="{html.escape(self.alt)}">'
        return {"text/html": image, "text/plain": repr(self)}

    def __repr__(self):
        return f"Figure: {self.alt}"


def show(fig, alt):
    """Draw `fig`, close it, and return what a notebook displays as its last value.

    alt: one or two sentences that tell what the figure shows, for those who cannot see it.

    Raises:
        ValueError: there is no alt text.
    """
    if not alt.strip():
        raise ValueError("show: alt is empty, expected a sentence that tells what fig shows")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png")
    plt.close(fig)
    return Shown(buffer.getvalue(), alt)


def live(draw, **controls):
    """Display `controls` with the picture of their values below; a change draws it anew.

    draw: takes the value of each control under its name, and returns what `show` returns, or text.
    controls: widgets of ipywidgets.

    The picture is a plain output of its cell, so that a saved notebook shows it without a kernel.
    `ipywidgets.interact` would put it into an Output widget, and beside one of these
    `nbconvert --execute` may wait without end for an answer that is there (nbclient issue 312).
    """
    from IPython.display import Pretty, display

    def drawn():
        result = draw(**{name: control.value for name, control in controls.items()})
        return Pretty(result) if isinstance(result, str) else result

    for name, control in controls.items():
        control.description = control.description or name
        control.tooltip = control.tooltip or control.description  # else the label's is "null"
        display(control)
    picture = display(drawn(), display_id=True)
    for control in controls.values():
        control.observe(lambda change: picture.update(drawn()), "value")


def heatmap(ax, values, *, xlabel, ylabel, label, first=0):
    """Draw `values` (rows, T) as colours, time from left to right, with a labelled colour bar.

    Values of both signs are drawn around white for zero; others run from dark to bright.
    `first` is the number of the first column. -> the image, with its colour bar attached.
    """
    values = np.asarray(values, dtype=float)
    signed = values.min() < 0 < values.max()
    limit = np.abs(values).max()
    colours = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit} if signed else {"cmap": "cividis"}
    rows, T = values.shape
    image = ax.imshow(
        values,
        aspect="auto",
        interpolation="nearest",
        extent=(first - 0.5, first + T - 0.5, rows - 0.5, -0.5),
        **colours,
    )
    ax.grid(False)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.figure.colorbar(image, ax=ax, label=label)
    return image


def loop_diagram(ax, title=""):
    """Draw a recurrent cell with its loop, and return its figure."""
    _node(ax, 0, 0, "$x_t$", "white")
    _node(ax, 0, 1, "$h_t$", SKY)
    _node(ax, 0, 2, "$y_t$", ORANGE)
    _arrow(ax, (0, 0), (0, 1), "$W_{xh}$")
    _arrow(ax, (0, 1), (0, 2), "$W_{hy}$")
    way = Path([(-0.16, 1.12), (-0.9, 1.7), (-0.9, 0.3), (-0.16, 0.88)], [1, 4, 4, 4])
    ax.add_patch(
        FancyArrowPatch(path=way, arrowstyle="-|>", mutation_scale=12, color=BLACK, lw=1.2)
    )
    ax.text(-0.8, 1, "$W_{hh}$", ha="right", va="center")
    ax.set(xlim=(-1.4, 0.8), ylim=(-0.4, 2.4), title=title)
    ax.set_axis_off()
    return ax.figure


def unrolled_diagram(T, *, inputs=None, outputs=None, recurrence="state", ax=None, title=""):
    """Draw the graph of a recurrent network over T steps, and return its figure.

    inputs, outputs: the steps, 1 to T, that have an x or a y; None means all of them.
    recurrence: "state" (h_{t-1} enters h_t), "output" (y_{t-1} enters h_t in its place),
    "both" (y_{t-1} enters beside h_{t-1}: the output is fed back), or "none".
    """
    if recurrence not in ("state", "output", "both", "none"):
        raise ValueError(
            f"unrolled_diagram: recurrence is {recurrence!r}, "
            'expected "state", "output", "both" or "none"'
        )
    steps = range(1, T + 1)
    with_x = set(steps if inputs is None else inputs)
    with_y = set(steps if outputs is None else outputs)
    if ax is None:
        _, ax = plt.subplots(figsize=(1.5 * T + 1.2, 3.0))
    keeps_state = recurrence in ("state", "both")
    if keeps_state:
        _node(ax, 0, 1, "$h_0$", "white")
    for t in steps:
        _node(ax, t, 1, f"$h_{{{t}}}$", SKY)
        if t in with_x:
            _node(ax, t, 0, f"$x_{{{t}}}$", "white")
            _arrow(ax, (t, 0), (t, 1), "$W_{xh}$")
        if t in with_y:
            _node(ax, t, 2, f"$y_{{{t}}}$", ORANGE)
            _arrow(ax, (t, 1), (t, 2), "$W_{hy}$")
        if keeps_state:
            _arrow(ax, (t - 1, 1), (t, 1), "$W_{hh}$")
        if recurrence in ("output", "both") and t - 1 in with_y:
            _arrow(ax, (t - 1, 2), (t, 1), "$W_{yh}$", colour=VERMILION)
    ax.set(xlim=(-0.4, T + 0.6), ylim=(-0.4, 2.4), title=title)
    ax.set_axis_off()
    return ax.figure


def five_wirings():
    """Draw one cell in five wirings, without the names of the weights, and return the figure."""
    fig, axes = plt.subplot_mosaic("ABBCC;DDEEE", figsize=(9.5, 5.4))
    _wiring(axes["A"], "one to one", 1)
    _wiring(axes["B"], "one to many", 3, inputs=[1], recurrence="both")
    _wiring(axes["C"], "many to one", 3, outputs=[3])
    _wiring(axes["D"], "many to many, in step", 3)
    title = "many to many: encoder (blue), then c, decoder (green)"
    _wiring(axes["E"], title, 5, inputs=[1, 2, 3, 4], outputs=[4, 5], recurrence="both")
    names = {"$x_{4}$": "$y_0$", "$y_{4}$": "$y_1$", "$y_{5}$": "$y_2$"}
    for text in axes["E"].texts:
        if text.get_text() == "$W_{hh}$" and 3 < text.get_position()[0] < 4:
            text.set(text="$c$", visible=True)
        if text.get_text() in ("$h_{4}$", "$h_{5}$"):
            text.get_bbox_patch().set_facecolor("#7FCDB2")
        text.set_text(names.get(text.get_text(), text.get_text()))
    return fig


def layer_settings():
    """Draw what leaves a recurrent layer of Keras under each setting, and return the figure."""
    fig, axes = plt.subplots(1, 4, figsize=(11.0, 2.9), width_ratios=(3, 3, 4, 5))
    _wiring(axes[0], "default: the last state", 3, outputs=[3])
    _wiring(axes[1], "return_sequences", 3)
    _wiring(axes[2], "return_state", 3, outputs=[3])
    _arrow(axes[2], (3, 1), (4.15, 1), "")
    _node(axes[2], 4.4, 1, "$h_3, c_3$", GREY)
    axes[2].set_xlim(-0.4, 5.0)
    _wiring(axes[3], "stateful: batch 1, then batch 2", 4, outputs=[2, 4])
    axes[3].axvline(2.5, color=BLACK, ls=":")
    return fig


def _wiring(ax, title, T, **how):
    unrolled_diagram(T, ax=ax, title=title, **how)
    for text in ax.texts:
        text.set_visible(not text.get_text().startswith("$W"))


def over_time(panels, *, rows=(), marks=(), title=""):
    """Draw one panel for each name, one above the other, with a line for each row of its values.

    panels: name -> values (T,) or (R, T); rows: the names of the R rows, for the legend;
    marks: steps with a dotted line. Steps are counted from 1. -> the figure.
    """
    fig, axes = plt.subplots(
        len(panels), 1, figsize=(7.5, 0.5 + 1.1 * len(panels)), sharex=True, squeeze=False
    )
    for ax, (name, values) in zip(axes[:, 0], panels.items(), strict=True):
        for row, line in enumerate(np.atleast_2d(values)):
            steps = np.arange(1, len(line) + 1)
            label, drawn = (rows[row], "default") if rows else (None, "steps-mid")
            ax.plot(steps, line, ("-", "--")[row % 2], label=label, drawstyle=drawn)
        for step in marks:
            ax.axvline(step, color="grey", ls=":")
        ax.set_ylabel(name)
    axes[0, 0].set_title(title)
    axes[-1, 0].set_xlabel("step t")
    if rows:
        axes[0, 0].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    fig.align_ylabels()
    return fig


# The cell of an LSTM: name -> (x, y, text, the stage in which it joins).
_CELL = {
    "c": (0.0, 2.0, "$c_{t-1}$", 1),
    "xf": (1.4, 2.0, "×", 3),
    "+": (2.8, 2.0, "+", 2),
    "ct": (4.3, 2.0, "$c_t$", 1),
    "out": (6.6, 2.0, "", 1),
    "xi": (2.8, 1.35, "×", 3),
    "f": (1.4, 0.7, "$f$", 3),
    "i": (2.3, 0.7, "$i$", 3),
    "g": (3.3, 0.7, "$g$", 2),
    "tanh": (4.3, 1.35, "tanh", 4),
    "xo": (5.5, 1.35, "×", 4),
    "o": (5.5, 0.7, "$o$", 4),
    "h": (6.6, 1.35, "$h_t$", 4),
}
# Its arrows in each stage: those of a stage take the place of the ones before.
_CELL_ARROWS = (
    "c ct, ct out",
    "c +, + ct, ct out, g +",
    "c xf, xf +, + ct, ct out, f xf, i xi, g xi, xi +",
    "c xf, xf +, + ct, ct out, f xf, i xi, g xi, xi +, ct tanh, tanh xo, o xo, xo h",
)
_PRODUCT = -0.05  # the height of the product that makes all four blocks


def lstm_stages():
    """Draw the cell of an LSTM in four stages; what joins in a stage is orange. -> the figure."""
    titles = (
        "1  Keep a number",
        "2  Add a candidate",
        "3  Two gates: what stays, what is written",
        "4  A third gate: what is shown",
    )
    fig, axes = plt.subplots(2, 2, figsize=(9.0, 5.6))
    before = []
    for stage, (ax, title) in enumerate(zip(axes.flat, titles, strict=True), start=1):
        arrows = _cell_arrows(stage)
        for pair in arrows:
            _arrow(ax, *_ends(pair), "", BLACK if pair in before else VERMILION)
        for x, y, text, since in _CELL.values():
            if text and since <= stage:
                _node(ax, x, y, text, "white", VERMILION if since == stage else BLACK)
        if stage == 4:
            _product(ax, VERMILION)
        before = arrows
        ax.set(xlim=(-0.5, 7.1), ylim=(-0.35, 2.35), title=title)
        ax.set_axis_off()
    return fig


def lstm_streams(title=""):
    """Draw one step of an LSTM, with the way back in orange beside each arrow. -> the figure."""
    fig, ax = plt.subplots(figsize=(9.0, 4.4))
    for pair in _cell_arrows(4):
        (x0, y0), (x1, y1) = start, end = _ends(pair)
        across = np.array([y0 - y1, x1 - x0]) / np.hypot(x1 - x0, y1 - y0) * 0.07
        _arrow(ax, across + start, across + end, "")
        _arrow(ax, end - across, start - across, "", VERMILION)
    for x, y, text, _ in _CELL.values():
        if text:
            _node(ax, x, y, text, "white")
    _product(ax, BLACK)
    for name in "ifgo":
        x, y = _CELL[name][:2]
        _arrow(ax, (x + 0.1, y), (x + 0.1, _PRODUCT + 0.1), "", VERMILION)
        ax.text(x + 0.17, 0.33, f"$da_{name}$", color=VERMILION, va="center")
    outside = (
        ((-0.3, 2.0), (-0.95, 2.0)),
        ((7.5, 1.35), (6.85, 1.35)),
        ((0.6, _PRODUCT), (0.2, _PRODUCT)),
        ((6.4, _PRODUCT), (6.8, _PRODUCT)),
    )
    for start, end in outside:
        ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": VERMILION})
    texts = {
        "$dc_t$": (6.75, 1.93, "left"),
        "$dh_t$": (7.55, 1.35, "left"),
        "$dc_{t-1}$": (-1.0, 2.0, "right"),
        "$dx_t$, $dh_{t-1}$": (0.15, _PRODUCT, "right"),
        "$dW_x$, $dW_h$, $db$": (6.85, _PRODUCT, "left"),
    }
    for text, (x, y, side) in texts.items():
        ax.text(x, y, text, color=VERMILION, ha=side, va="center", fontsize=12)
    ax.set(xlim=(-1.6, 8.3), ylim=(-0.3, 2.3), title=title)
    ax.set_axis_off()
    return fig


def _cell_arrows(stage):
    """The arrows of a stage, as pairs of names."""
    return [tuple(pair.split()) for pair in _CELL_ARROWS[stage - 1].split(", ")]


def _ends(pair):
    """Where an arrow starts and ends."""
    return [np.array(_CELL[name][:2]) for name in pair]


def _product(ax, colour):
    """Draw the bar below: one product makes all four blocks."""
    box = {"facecolor": "white", "edgecolor": colour, "zorder": 3}
    ax.add_patch(plt.Rectangle((0.6, _PRODUCT - 0.15), 5.8, 0.3, **box))
    text = "$x_t$ and $h_{t-1}$: one product for all four"
    ax.text(3.5, _PRODUCT, text, ha="center", va="center", zorder=4)
    for name in "ifgo":
        x, y = _CELL[name][:2]
        _arrow(ax, (x, _PRODUCT), (x, y), "", colour)


def _node(ax, x, y, text, colour, edge=BLACK):
    box = {"boxstyle": "round,pad=0.35", "facecolor": colour, "edgecolor": edge}
    ax.text(x, y, text, ha="center", va="center", fontsize=12, bbox=box, zorder=3)


def _arrow(ax, start, end, text, colour=BLACK):
    style = {"arrowstyle": "-|>", "color": colour, "shrinkA": 14, "shrinkB": 14}
    ax.annotate("", xy=end, xytext=start, arrowprops=style, zorder=2)
    (x0, y0), (x1, y1) = start, end
    level, upright = y0 == y1, x0 == x1
    ax.text(
        (x0 + x1) / 2 + (0.0 if level else 0.06),
        (y0 + y1) / 2 + (0.0 if upright else 0.08 if level else 0.02),
        text,
        ha="center" if level else "left",
        va="center" if upright else "bottom",
        fontsize=9,
        color=colour,
    )
