"""What is kept of a kernel's messages."""

from __future__ import annotations

import base64
import struct

import pytest
from nbconvert.filters import ansi2html

from autograde.grading.kernel import outputs as module
from autograde.grading.kernel.outputs import TOO_MUCH, Outputs, safe_data, safe_output
from autograde.grading.pages.imagesize import PNG
from autograde.grading.pages.pictures import is_image
from autograde.grading.pages.safehtml import safe_html
from tests.grading.bounds import at_most, ends_within


def png(width, height):
    """The first bytes of a PNG in base64: they say how large it is."""
    return base64.b64encode(PNG + struct.pack(">II", width, height) + b"\x08\x02\0\0\0").decode()


def jpeg(width, height, before=b"\xff\xe0\x00\x06JFIF\xff\xff"):
    size = b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(12)
    return base64.b64encode(b"\xff\xd8" + before + size).decode()


def test_html_is_never_kept():
    kept = safe_data({"text/html": "<b>x</b>", "text/plain": "x", "image/svg+xml": "<svg/>"})
    assert kept == {"text/plain": "x"}


def test_output_of_another_kind_is_named():
    kept = safe_data({"application/javascript": "x()"})
    assert kept == {"text/plain": "(an output that is not shown: application/javascript)"}


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (png(600, 400), True),
        ([png(600, 400)], True),
        ("\n".join(png(600, 400)), True),
        (png(600, 400) + '" onload="x', False),
        (png(600, 400)[:-1], False),
        ("iVBORw0KGgo=", False),
        ('iVBOR" onload="x', False),
        ("AAAA", False),
        (["iVBOR"], False),
        (png(30_000, 30_000), False),
    ],
    ids=range(10),
)
def test_image_must_be_what_it_says(data, kept):
    assert ("image/png" in safe_data({"image/png": data})) is kept


def test_result_of_a_cell_is_not_kept_as_one():
    """nbgrader reads an `execute_result` as marks."""
    output = safe_output("execute_result", {"data": {"text/plain": "1.5"}, "execution_count": 1})
    assert output.output_type == "display_data"


@pytest.mark.parametrize(
    "content", [{}, {"name": 3, "text": 5}, {"data": []}, {"data": {"text/plain": {"a": 1}}}]
)
def test_malformed_message_is_survived(content):
    for kind in ("stream", "error", "display_data", "execute_result", "unknown"):
        safe_output(kind, content)


def test_streams_are_joined_and_bounded():
    outputs = Outputs(5000)
    for _ in range(1000):
        outputs.add("stream", {"name": "stdout", "text": "x" * 50})
    assert len(outputs.found) <= 2
    assert TOO_MUCH in outputs.found[-1].text
    assert sum(len(o.text) for o in outputs.found) < 5100


def test_lone_surrogates_can_be_written():
    safe_output("stream", {"name": "stdout", "text": "\ud800"}).text.encode("utf-8")


@pytest.mark.parametrize(
    "source",
    [
        "<script>x()</script>",
        '<img src="http://elsewhere.example/p.png">',
        '<img src=x onerror="x()">',
        '<a href="javascript:x()">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<p style="background: url(http://elsewhere.example)">p</p>',
        '<iframe src="http://elsewhere.example"></iframe>',
        '<svg onload="x()"></svg>',
        '<link rel="stylesheet" href="http://elsewhere.example/s.css">',
    ],
)
def test_html_that_runs_or_loads_is_cleaned(source):
    clean = safe_html(source)
    assert "x()" not in clean
    assert "elsewhere" not in clean
    assert "data:" not in clean


def test_image_is_told_in_a_time_that_grows_with_its_length():
    with at_most(5):
        assert not is_image("image/png", "iVBOR" + " " * 2**20 + "!")
        assert is_image("image/png", png(3, 3) + " \n" * 2**20)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (jpeg(600, 400), True),
        (jpeg(60_000, 60_000), False),
        (jpeg(600, 0), False),
        (jpeg(600, 400, before=b"\xff\xe0\x00\x02" * 9), True),
        (jpeg(600, 400, before=b"\xff\xe0\x00\x00" * 9), False),
        (jpeg(600, 400, before=b"\xff\xe0\xff\xff"), False),
        (jpeg(600, 400, before=b"\xff\xd9\x00\x00"), False),
        ("/9j/", False),
    ],
    ids=range(8),
)
def test_jpeg_says_how_large_it_is(data, kept):
    assert is_image("image/jpeg", data) is kept


COLOURS = "\x1b[m" * 250_000


@pytest.mark.parametrize(
    "messages",
    [
        [("stream", {"text": COLOURS})],
        [("stream", {"text": part}) for part in ["\x1b", "[m"] * 15_000],
        [("error", {"traceback": ["\x1b[m" * 1_500] * 180})],
        [("display_data", {"data": {"text/plain": COLOURS}})],
    ],
    ids=["stream", "pieces", "traceback", "data"],
)
def test_very_many_colours_are_left_out(messages):
    """Pages take a time that grows with their square."""
    outputs = Outputs(2 * 2**20)
    for kind, content in messages:
        outputs.add(kind, content)
    (kept,) = outputs.found[:1]
    text = kept.get("text") or "\n".join(kept.get("traceback", [])) or kept.data["text/plain"]
    assert text.count("\x1b") <= module.MAX_ESCAPES
    with at_most(5):
        ansi2html(text)


def test_very_many_colours_would_hold_up_the_page():
    prepare = "from tests.grading.test_outputs import COLOURS, ansi2html"
    assert not ends_within(2, prepare, "ansi2html(COLOURS * 2)")


def test_ordinary_colours_stay():
    outputs = Outputs(100_000)
    for number in range(500):
        outputs.add("stream", {"text": f"\x1b[31m{number}\x1b[0m\n"})
    assert outputs.found[0].text.count("\x1b") == 1000
