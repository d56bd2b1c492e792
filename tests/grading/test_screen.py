"""Which files of a submission go on, and what is said of those that do not."""

from __future__ import annotations

import json
import os
import unicodedata

import nbformat
import pytest

from autograde.grading.plugins.screeninghook import ScreeningHook
from autograde.grading.results import notes
from autograde.grading.seeds import read_secret
from autograde.grading.submission import screen, tidy
from autograde.grading.submission.restore import restore
from tests.grading import toys

SECRET = b"0123456789abcdef"


@pytest.fixture
def released(tmp_path):
    folder = tmp_path / "course" / toys.UNIT
    folder.mkdir(parents=True)
    nbformat.write(toys.source_notebook(), folder / f"{toys.UNIT}.ipynb")
    return folder


@pytest.fixture
def submission(tmp_path, released):
    folder = tmp_path / "submitted" / "ann" / toys.UNIT
    folder.mkdir(parents=True)
    text = (released / f"{toys.UNIT}.ipynb").read_text()
    (folder / f"{toys.UNIT}.ipynb").write_text(text)
    return folder


def screened(submission, released, tmp_path):
    found = screen.screen(submission, tmp_path / "clean", released, SECRET, "ann")
    return found, tmp_path / "clean"


def test_harmless_submission_goes_on_as_it_is(submission, released, tmp_path):
    (submission / "data").mkdir()
    (submission / "data" / "mine.csv").write_text("1,2")
    (submission / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    (submission / "submission_secret.txt").write_text("0f" * 64)
    found, clean = screened(submission, released, tmp_path)
    assert not found.changed
    assert found.left_out == []
    for path in submission.rglob("*.*"):
        assert (clean / path.relative_to(submission)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("timestamp.txt", "yesterday, I think", "it does not hold a date"),
        ("timestamp.txt", "\0" * 50, "it does not hold a date"),
        ("submission_secret.txt", "", "it is not what the exchange wrote"),
        ("submission_secret.txt", "../" * 9, "it is not what the exchange wrote"),
        ("a\tb.txt", "x", "characters that are not allowed"),
        ("$(rm).txt", "x", "characters that are not allowed"),
        (".hidden", "x", "characters that are not allowed"),
        ("x" * 120, "x", "characters that are not allowed"),
    ],
)
def test_odd_file_is_left_out(submission, released, tmp_path, name, content, reason):
    (submission / name).write_text(content)
    found, clean = screened(submission, released, tmp_path)
    assert len(found.left_out) == 1
    assert reason in found.left_out[0][1]
    assert [path.name for path in clean.iterdir()] == [f"{toys.UNIT}.ipynb"]


@pytest.mark.parametrize("name", [f"{toys.UNIT}.ipynb", f"{toys.UNIT}.html", *screen.EXCHANGE])
def test_folder_does_not_take_the_name_of_a_file_that_grading_needs(
    submission, released, tmp_path, name
):
    (submission / f"{toys.UNIT}.ipynb").unlink()
    (submission / name).mkdir()
    (submission / name / "inside.txt").write_text("x")
    found, clean = screened(submission, released, tmp_path)
    assert found.left_out == [(name, "it is a folder, and a file should have this name")]
    assert [path.name for path in clean.iterdir()] == [f"{toys.UNIT}.ipynb"]
    assert (clean / f"{toys.UNIT}.ipynb").is_file()


def test_notebook_with_a_mark_before_its_text_can_be_read(submission, released, tmp_path):
    """Some editors of Windows put one there, and nbformat does not know it."""
    path = submission / f"{toys.UNIT}.ipynb"
    path.write_text(path.read_text(), encoding="utf-8-sig")
    found, clean = screened(submission, released, tmp_path)
    assert found.unreadable == {}
    assert len(nbformat.read(clean / path.name, as_version=4).cells) > 5


def test_notebook_of_very_many_values_keeps_its_work_alone(
    submission, released, tmp_path, monkeypatch
):
    monkeypatch.setattr(tidy, "MAX_VALUES", 10_000)  # as it is, it takes seconds
    path = submission / f"{toys.UNIT}.ipynb"
    nb = json.loads(path.read_text())
    sources = [cell["source"] for cell in nb["cells"]]
    nb["metadata"]["mine"] = [[]] * (tidy.MAX_VALUES + 1)
    path.write_text(json.dumps(nb))
    before = restore(nbformat.read(path, 4), nbformat.read(released / path.name, 4))
    found, clean = screened(submission, released, tmp_path)
    assert found.unreadable == {}
    kept = json.loads((clean / path.name).read_text())
    assert [cell["source"] for cell in kept["cells"]] == ["".join(text) for text in sources]
    assert (clean / path.name).stat().st_size < 20_000
    after = restore(nbformat.read(clean / path.name, 4), nbformat.read(released / path.name, 4))
    assert after == before


def test_notebook_of_very_many_values_in_an_old_format_is_refused(
    submission, released, tmp_path, monkeypatch
):
    monkeypatch.setattr(tidy, "MAX_VALUES", 10_000)
    path = submission / f"{toys.UNIT}.ipynb"
    old = {"nbformat": 3, "nbformat_minor": 0, "worksheets": []}
    path.write_text(json.dumps({**old, "metadata": {"mine": [[]] * (tidy.MAX_VALUES + 1)}}))
    found, _ = screened(submission, released, tmp_path)
    assert "too many values" in found.unreadable[path.name]


def test_enormous_file_is_left_out_unread(submission, released, tmp_path):
    with (submission / "sparse.bin").open("wb") as file:
        file.truncate(2**40)
    found, _ = screened(submission, released, tmp_path)
    assert found.left_out == [("sparse.bin", "it is larger than 16 MiB")]


def test_too_many_files_are_left_out(submission, released, tmp_path, monkeypatch):
    monkeypatch.setattr(screen, "MAX_FILES", 5)
    for number in range(20):
        (submission / f"zz{number}.txt").write_text("x")
    found, clean = screened(submission, released, tmp_path)
    assert len(list(clean.iterdir())) == 5
    assert "more than 5 files" in found.left_out[0][1]


def test_too_deep_folders_are_left_out(submission, released, tmp_path):
    folder = submission
    for _ in range(40):
        folder = folder / "d"
        folder.mkdir()
    found, _ = screened(submission, released, tmp_path)
    assert "nested too deeply" in found.left_out[0][1]


def test_submission_that_is_a_link_is_replaced(submission, released, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(submission)
    found, clean = screened(link, released, tmp_path)
    assert found.left_out == [("link", "it is not a folder")]
    nb = nbformat.read(clean / f"{toys.UNIT}.ipynb", as_version=4)
    assert "could not be graded" in nb.cells[0].source


def test_only_notebook_is_graded_under_any_name(submission, released, tmp_path):
    name = f"{toys.UNIT}.ipynb"
    (submission / "sub").mkdir()
    (submission / name).rename(submission / "sub" / "Untitled (1).ipynb")
    found, clean = screened(submission, released, tmp_path)
    assert found.unreadable == {}
    assert found.notes[:1] == [
        f"sub/Untitled (1).ipynb was graded as {name}, which was not handed in"
    ]
    assert [path.name for path in clean.rglob("*.ipynb")] == [name]
    metadata = json.loads((clean / name).read_text())["metadata"]
    assert screen.read_record(metadata, SECRET, "ann", *2 * [toys.UNIT])["notes"] == found.notes


def test_other_names_of_the_notebook_are_pointed_out(submission, released, tmp_path):
    text = (submission / f"{toys.UNIT}.ipynb").read_text()
    (submission / f"{toys.UNIT}.ipynb").rename(submission / "Untitled (1).ipynb")
    (submission / "Untitled.ipynb").write_text(text)
    found, _ = screened(submission, released, tmp_path)
    reason = found.unreadable[f"{toys.UNIT}.ipynb"]
    assert "only Untitled (1).ipynb, Untitled.ipynb" in reason
    assert found.notes == []


def test_notebooks_beside_the_one_that_is_graded_are_named(submission, released, tmp_path):
    text = (submission / f"{toys.UNIT}.ipynb").read_text()
    (submission / f"{toys.UNIT}-Copy1.ipynb").write_text(text)
    found, clean = screened(submission, released, tmp_path)
    assert found.notes == [
        f"not graded: {toys.UNIT}-Copy1.ipynb; only {toys.UNIT}.ipynb is",
        f"{toys.UNIT}.ipynb is as it was handed out",
    ]
    again = screen.screen(clean, tmp_path / "again", released, SECRET, "ann")
    assert again.notes == found.notes
    assert not again.changed


@pytest.mark.parametrize("name", ["Zoe\u0308.csv", "हिन्दी.csv", "dé/b.csv"])
def test_letters_with_marks_are_letters(submission, released, tmp_path, name):
    """Some systems hand them on in pieces; some scripts have no other way to write vowels."""
    (submission / name).parent.mkdir(exist_ok=True)
    (submission / name).write_text("1")
    found, clean = screened(submission, released, tmp_path)
    assert found.left_out == []
    assert (clean / unicodedata.normalize("NFC", name)).read_text() == "1"


def test_one_name_in_two_forms_is_said(submission, released, tmp_path):
    for name in ("Zoe\u0308.csv", "Zoë.csv"):
        (submission / name).write_text("1")
    found, _ = screened(submission, released, tmp_path)
    assert found.left_out == [("Zoë.csv", "something else has the same name")]


def test_notebook_with_a_name_in_pieces_is_graded(submission, released, tmp_path):
    (released / f"{toys.UNIT}.ipynb").rename(released / "épreuve.ipynb")
    (submission / f"{toys.UNIT}.ipynb").rename(submission / "e\u0301preuve.ipynb")
    found, clean = screened(submission, released, tmp_path)
    assert (found.unreadable, found.notes) == ({}, [])
    assert [path.name for path in clean.iterdir()] == ["épreuve.ipynb"]


def test_record_is_sealed(submission, released, tmp_path):
    (submission / "link").symlink_to("/etc/passwd")
    _, clean = screened(submission, released, tmp_path)
    metadata = json.loads((clean / f"{toys.UNIT}.ipynb").read_text())["metadata"]
    names = ("ann", toys.UNIT, toys.UNIT)
    assert screen.read_record(metadata, SECRET, *names)["left_out"][0][0] == "link"
    assert screen.read_record(metadata, SECRET, "ben", *names[1:]) is None
    assert screen.read_record(metadata, b"another secret!!", *names) is None
    metadata["unrolled"]["left_out"] = []
    assert screen.read_record(metadata, SECRET, *names) is None


def test_record_survives_a_second_screening(submission, released, tmp_path):
    (submission / "link").symlink_to("/etc/passwd")
    _, clean = screened(submission, released, tmp_path)
    again = screen.screen(clean, tmp_path / "again", released, SECRET, "ann")
    assert not again.changed
    metadata = json.loads((tmp_path / "again" / f"{toys.UNIT}.ipynb").read_text())["metadata"]
    assert screen.read_record(metadata, SECRET, "ann", toys.UNIT, toys.UNIT)


def hook(tmp_path):
    return ScreeningHook(tmp_path, tmp_path / "course", tmp_path / "grading")


def test_hook_leaves_a_harmless_submission_alone(submission, tmp_path):
    before = os.stat(submission / f"{toys.UNIT}.ipynb")
    notebooks = [str(submission / f"{toys.UNIT}.ipynb")]
    hook(tmp_path)(assignment=toys.UNIT, student="*", notebooks=notebooks)
    assert notebooks == [str(submission / f"{toys.UNIT}.ipynb")]
    assert os.stat(submission / f"{toys.UNIT}.ipynb") == before
    assert not (tmp_path / "grading" / "quarantine").exists()


def test_hook_sets_the_original_aside_whole(submission, tmp_path):
    (submission / "notes.db").symlink_to(tmp_path / "grading" / "gradebook.db")
    (submission / f"{toys.UNIT}.ipynb").write_text("not a notebook")
    notebooks = [str(submission / f"{toys.UNIT}.ipynb")]
    hook(tmp_path)(assignment=toys.UNIT, student="*", notebooks=notebooks)
    aside = tmp_path / "grading" / "quarantine" / "ann" / f"{toys.UNIT}-1"
    assert (aside / "notes.db").is_symlink()
    assert (aside / f"{toys.UNIT}.ipynb").read_text() == "not a notebook"
    assert [path.name for path in submission.iterdir()] == [f"{toys.UNIT}.ipynb"]
    metadata = json.loads((submission / f"{toys.UNIT}.ipynb").read_text())["metadata"]
    found = screen.read_record(metadata, read_secret(tmp_path), "ann", toys.UNIT, toys.UNIT)
    assert "no valid JSON" in found["unreadable"]


def test_hook_that_fails_leaves_nothing_to_grade(submission, tmp_path, monkeypatch):
    monkeypatch.setattr("autograde.grading.plugins.screeninghook.screen", lambda *a: 1 / 0)
    notebooks = [str(submission / f"{toys.UNIT}.ipynb")]
    with pytest.raises(ZeroDivisionError):
        hook(tmp_path)(assignment=toys.UNIT, student="*", notebooks=notebooks)
    assert notebooks == []


@pytest.mark.parametrize("name", ["डेटा.csv", "donne\N{COMBINING ACUTE ACCENT}e.csv"])
def test_file_with_a_name_in_any_writing_goes_on(submission, released, tmp_path, name):
    (submission / name).write_text("1,2")
    found, clean = screened(submission, released, tmp_path)
    assert found.left_out == []
    # As code that is typed names it, whatever the system made of it.
    assert (clean / unicodedata.normalize("NFC", name)).read_text() == "1,2"


def test_reason_survives_a_second_screening(submission, released, tmp_path):
    """A folder that nbgrader's own command has cleaned, graded by `unrolled grade` afterwards."""
    (submission / f"{toys.UNIT}.ipynb").write_text("not a notebook")
    found, clean = screened(submission, released, tmp_path)
    again = screen.screen(clean, tmp_path / "again", released, SECRET, "ann")
    assert again.unreadable == found.unreadable != {}


def test_hook_notes_why_something_could_not_be_graded(submission, tmp_path):
    (submission / f"{toys.UNIT}.ipynb").write_text("not a notebook")
    for _ in range(2):
        hook(tmp_path)(toys.UNIT, "*", [str(submission / f"{toys.UNIT}.ipynb")])
        (reason,) = notes.reasons(tmp_path / "grading").values()
        assert "no valid JSON" in reason
