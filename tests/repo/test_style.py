"""Formatting, lint and spelling, with the settings in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.sources import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-cache", "."], id="ruff-check"),
        pytest.param(["ruff", "format", "--no-cache", "--check", "."], id="ruff-format"),
        pytest.param(["codespell", "."], id="codespell"),
    ],
)
def test_style(command):
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run make format, then mend:\n{done.stdout}{done.stderr}"
