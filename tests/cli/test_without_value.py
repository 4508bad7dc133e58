"""A figure without a value in some replications is refused by every command with one exit code and the same words."""

import re
from pathlib import Path

import numpy as np
import pytest

import sim.report.apart
from sim.report.telling_apart import PublicFigure

VALIDATION = Path(__file__).parents[2] / "scenarios" / "validation"
SMALL, OWN = VALIDATION / "small-world.yaml", VALIDATION / "own-policy.yaml"
FIGURE = "window_released_deferred_mw"
"""Of the months before the vintage, which these scenarios do not state."""
WORDS = rf"{FIGURE} has no value in [\d,]+ of [\d,]+ replications \(a delay .*?\): ask for a figure that always has one"
SWEEP = """
schema: 1
name: nothing
title: Of what never comes
scenario: small-world.yaml
replications: 3
metrics: [live_mw, window_released_deferred_mw]
levers: [{key: operator.reserve, LEVER}]
"""


@pytest.fixture
def sweep(tmp_path):
    """A sweep file over the reserve, of a lever and a design as they are written."""
    (tmp_path / "small-world.yaml").write_text(SMALL.read_text())

    def written(lever: str, design: str = "") -> Path:
        path = tmp_path / "sweep.yaml"
        path.write_text(SWEEP.replace("LEVER", lever) + design)
        return path

    return written


@pytest.fixture
def refused(call, tmp_path):
    """Calls a command and holds that it refuses the figure."""

    def called(*arguments: object) -> None:
        code, _, wrong = call(*arguments, "--out", tmp_path / "out")
        assert code == 2
        assert re.search(WORDS, " ".join(wrong.split()))
        assert "Traceback" not in wrong

    return called


def engine(n):
    return "-n", n, "--engine", "simpy", "--jobs", 1


def test_compare_ranks_by_none(refused):
    refused("compare", SMALL, OWN, "--best", FIGURE, *engine(3))


def test_bridge_splits_none(refused):
    refused("bridge", SMALL, OWN, "--metric", FIGURE, *engine(3))


def test_select_chooses_by_none(refused):
    refused("select", SMALL, OWN, "--metric", FIGURE, "--indifference", "1MW", "--first-stage", 10, *engine(10))


def test_run_tells_none_to_a_precision(refused):
    refused("run", SMALL, "--no-figures", "--precision", "1MW", "--metric", FIGURE, *engine(6))


def test_sweep_settles_the_sign_of_none(refused, sweep):
    refused("sweep", sweep("values: [5 %, 9 %]"), "--settle", FIGURE, "--engine", "simpy", "--jobs", 1)


def test_sensitivity_explains_none(call, refused, sweep, tmp_path):
    path = sweep("from: 5 %, to: 9 %", "design: {kind: morris, trajectories: 3, seed: 1}\n")
    assert call("sweep", path, "--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")[0] == 0
    refused("sensitivity", path, "--metric", FIGURE)


def test_apart_guesses_by_none(refused, monkeypatch):
    nothing = PublicFigure(FIGURE, lambda run: np.full((run.n, 4), np.nan), 1.0)
    monkeypatch.setattr(sim.report.apart, "PUBLIC_FIGURES", (nothing,))
    refused("apart", SMALL, OWN, *engine(5))
