"""What cannot be seen well in a figure: text and lines too close in colour to what is behind."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

TEXT, LINE = 4.5, 3.0  # WCAG 2.2, criteria 1.4.3 and 1.4.11


def contrast(one, other) -> float:
    """Between two colours, as (lighter + .05) / (darker + .05): 1 for the same, 21 at most."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    """The relative luminance of WCAG 2.2."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def faint(fig: Figure) -> list[str]:
    """The texts and lines of a figure whose contrast is too low, each in a line."""
    texts = [t for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip()]
    lines = [line for ax in fig.axes for line in ax.lines if line.get_visible()]
    fig.canvas.draw()
    layout = fig.get_layout_engine()
    fig.set_layout_engine("none")  # else everything moves when the texts are hidden
    boxes = [text.get_window_extent() for text in texts]
    points = [_along(line) for line in lines]
    for artist in (*texts, *lines):
        artist.set_visible(False)
    pixels = _pixels(fig)
    for artist in (*texts, *lines):
        artist.set_visible(True)
    fig.set_layout_engine(layout)
    parts = [_in_box(pixels, box) for box in boxes] + [_at(pixels, at) for at in points]
    return [
        f"{_name(artist)} in {to_hex(_seen(artist, behind))} on {to_hex(behind)}"
        for artist, part in zip((*texts, *lines), parts, strict=True)
        if len(part)
        and contrast(_seen(artist, behind := np.median(part, axis=0)), behind) < _least(artist)
    ]


def _least(artist):
    return TEXT if isinstance(artist, Text) else LINE


def _name(artist):
    is_text = isinstance(artist, Text)
    return f"text {artist.get_text()!r}" if is_text else f"line {artist.get_label()!r}"


def _pixels(fig):
    """The drawn figure, rows from the top, (height, width, 3) from 0 to 1."""
    fig.canvas.draw()
    return np.asarray(fig.canvas.buffer_rgba())[..., :3] / 255


def _along(line):
    """Points of a line in display coordinates (M, 2), also between those that it was given."""
    path = line.get_path()
    return line.get_transform().transform(path.interpolated(20).vertices)


def _in_box(pixels, box):
    """The colours within a box of display coordinates (M, 3)."""
    height = len(pixels)
    rows = slice(max(int(height - box.y1), 0), max(int(height - box.y0), 0))
    return pixels[rows, max(int(box.x0), 0) : max(int(box.x1), 0)].reshape(-1, 3)


def _at(pixels, points):
    """The colours at points of display coordinates (M, 3), without those outside."""
    points = points[np.isfinite(points).all(axis=1)].astype(int)
    rows, columns = len(pixels) - 1 - points[:, 1], points[:, 0]
    inside = (rows >= 0) & (rows < len(pixels)) & (columns >= 0) & (columns < pixels.shape[1])
    return pixels[rows[inside], columns[inside]]


def _seen(artist, behind):
    """The colour of an artist as it is seen: what is half transparent mixes with the ground."""
    alpha = 1.0 if artist.get_alpha() is None else artist.get_alpha()
    return alpha * np.array(to_rgb(artist.get_color())) + (1 - alpha) * np.array(behind)


def watch(figures) -> None:
    """Have `figures.show` print what cannot be seen well in each figure that it shows."""
    show = figures.show

    def show_and_tell(fig, alt):
        for line in faint(fig):
            print(FAINT, line)
        return show(fig, alt)

    figures.show = show_and_tell


FAINT = "too faint:"
