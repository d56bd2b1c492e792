"""Pictures for the notebooks. The one module here that needs Matplotlib; import it by name.

`use_style` sets colours that people with colour-blindness can tell apart, `show` displays a
figure together with its text for readers who cannot see it, `live` ties one to sliders, and the
rest draws what the course draws again and again: heat maps with time from left to right, and the
unrolled graph.
"""

import base64
import html
import io

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.ticker import MaxNLocator

# Okabe and Ito's palette, darkened until text in each colour can be read on white: a contrast of
# 4.5 to 1 at least (WCAG 2.2, criterion 1.4.3). The two pale ones are for filling under black.
COLOURS = ("#0072B2", "#C25400", "#007F5C", "#AF5587", "#000000")
BLUE, VERMILION, GREEN, PURPLE, BLACK = COLOURS
SKY, ORANGE = "#56B4E9", "#E69F00"


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


def _node(ax, x, y, text, colour):
    box = {"boxstyle": "round,pad=0.35", "facecolor": colour, "edgecolor": BLACK}
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
