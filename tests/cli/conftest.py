"""What several tests of the command line share: a command called in this process, and a scenario to be edited."""

import shutil
import sys
from pathlib import Path

import pytest

from sim.cli import main

EXAMPLE = Path(__file__).parents[2] / "scenarios" / "validation" / "worked-example.yaml"


@pytest.fixture
def call(monkeypatch, capsys):
    """Runs a command in this process; exit code, standard output, standard error."""

    def called(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["run_scenarios.py", *map(str, arguments)])
        try:
            code = main()
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.fixture
def example(tmp_path):
    """A scenario of its own folder, to be edited."""
    return Path(shutil.copy(EXAMPLE, tmp_path / "example.yaml"))
