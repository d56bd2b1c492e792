"""Progress while grading: names are text, on a terminal too."""

from io import StringIO

from autograde.commands.grading_progress import progress_of


class Terminal(StringIO):
    def isatty(self):
        return True


def test_name_is_not_taken_for_markup(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    file = Terminal()
    with progress_of(1, file) as advance:
        advance("[bold]x[/]", "04_bptt")
    assert "[bold]x[/]" in file.getvalue()
