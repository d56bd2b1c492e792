"""Messages of a kernel that are made to be hard to read: dropped before they are taken apart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from jupyter_client.session import Session

from autograde.grading.kernel import kernel
from autograde.grading.kernel.kernel import _Waiting
from tests.grading.bounds import at_most, ends_within

REQUEST = "ours"
DATES = ["2026-01-02T03:04:05Z"] * 600_000

UNBOUNDED = """
from tests.grading.test_messages import DATES, kernel, read
kernel.MAX_ABOUT, kernel.MAX_VALUES = 2**24, 10**9
"""


def read(content=None, **about):
    """The content of a message as the grader reads it, or None where it is dropped."""
    session = Session(key=b"secret")
    header = {**session.msg_header("stream"), **about.get("header", {})}
    parent = {**session.msg_header("execute_request"), "msg_id": REQUEST, **about.get("parent", {})}
    parts = [header, parent, about.get("metadata", {}), content or {}]
    frames = [session.pack(part) for part in parts]
    waiting = SimpleNamespace(session=session, request=REQUEST)
    signed = [b"stream", b"<IDS|MSG>", session.sign(frames), *frames]
    message = _Waiting._message(waiting, signed)
    return None if message is None else message["content"]


def test_ordinary_message_is_read():
    assert read({"name": "stdout", "text": "a, b\n" * 100_000})["name"] == "stdout"


@pytest.mark.parametrize("part", ["header", "parent", "metadata"])
def test_message_that_says_too_much_of_itself_is_dropped(part, monkeypatch):
    about = {part: {"x": DATES}}
    with at_most(5):
        assert read({}, **about) is None
    if part == "metadata":  # no dates are looked for there
        monkeypatch.setattr(kernel, "MAX_ABOUT", 2**24)
        monkeypatch.setattr(kernel, "MAX_VALUES", 10**9)
        assert read({}, **about) is not None
    else:
        assert not ends_within(1, UNBOUNDED, f"read({{}}, {part}={{'x': DATES}})")


@pytest.mark.parametrize("value", [[], {}, 0], ids=str)
def test_message_of_very_many_values_is_dropped(value, monkeypatch):
    monkeypatch.setattr(kernel, "MAX_VALUES", 10_000)  # as it is, each takes seconds
    content = {"x": [value] * 10_001}
    assert read(content) is None
    monkeypatch.setattr(kernel, "MAX_VALUES", 10**9)
    assert read(content) is not None


def test_message_without_all_its_parts_is_dropped():
    waiting = SimpleNamespace(session=Session(key=b"secret"), request=REQUEST)
    for frames in ([], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"x", b"{}"], [b"x"] * 9):
        assert _Waiting._message(waiting, frames) is None
