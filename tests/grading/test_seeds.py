"""Private seeds and the secret that they come from."""

from __future__ import annotations

import stat

import pytest

from autograde.grading import seeds
from autograde.grading.errors import GradingError

SECRET = b"0123456789abcdef"


def test_seed_is_the_same_each_time_and_different_for_each():
    names = [("ann", "rnn_step"), ("ben", "rnn_step"), ("ann", "rnn_forward"), ("annr", "nn_step")]
    drawn = [seeds.private_seed(SECRET, *pair) for pair in names]
    assert drawn == [seeds.private_seed(SECRET, *pair) for pair in names]
    assert len(set(drawn)) == len(names)
    assert seeds.private_seed(b"another secret!!", *names[0]) != drawn[0]


def test_secret_is_made_once_and_for_the_owner_alone(tmp_path, monkeypatch, capfd):
    monkeypatch.delenv("UNROLLED_SECRET", raising=False)
    secret = seeds.read_secret(tmp_path)
    assert secret == seeds.read_secret(tmp_path)
    assert len(secret) == 64
    assert stat.S_IMODE((tmp_path / ".unrolled_secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".unrolled_secret"]
    assert capfd.readouterr() == ("", "")


def test_variable_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("UNROLLED_SECRET", "given by the institution")
    assert seeds.read_secret(tmp_path) == b"given by the institution"
    assert list(tmp_path.iterdir()) == []


def test_short_secret_is_refused_without_being_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("UNROLLED_SECRET", "abc")
    with pytest.raises(GradingError, match="too short") as caught:
        seeds.read_secret(tmp_path)
    assert "abc" not in str(caught.value)


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv("UNROLLED_SECRET", raising=False)
    with pytest.raises(GradingError, match="set UNROLLED_SECRET"):
        seeds.read_secret(tmp_path / "missing")
