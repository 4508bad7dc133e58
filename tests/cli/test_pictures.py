"""Figures of a run are drawn by two processes where one is free to help."""

import shutil
from pathlib import Path

import pytest

from sim.cli.pictures import draw_each, helper
from sim.plots.registry import plots
from sim.runs.replicate import Workers
from sim.runs.store import Order, run
from sim.scenario.load import load
from sim.statistics.summary import Summary
from sim.world.model import build
from tests.runs.test_sweep import BASE


@pytest.fixture
def stored(tmp_path):
    """The folder of a stored run that has no figures."""
    (tmp_path / "base.yaml").write_text(BASE)
    order = Order(build(load(tmp_path / "base.yaml").scenario), BASE, 2, Workers("simpy", 1))
    run(order, tmp_path / "runs", Summary)
    return tmp_path / "runs" / order.folder_name


def figures_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}


def test_two_processes_draw_what_one_draws(stored, tmp_path):
    alone = Path(shutil.copytree(stored, tmp_path / "alone"))
    draw_each([alone])
    with helper(runs=1, jobs=2) as beside:
        beside.get_ready()
        draw_each([stored], 2, beside)
    assert figures_of(stored) == figures_of(alone)
    assert figures_of(alone)


def test_a_helper_that_was_not_told_to_get_ready_costs_no_process(stored):
    with helper(runs=1, jobs=2) as beside:
        draw_each([stored], 2, beside)
        assert not beside.process._processes
    assert figures_of(stored)


@pytest.mark.parametrize(("runs", "jobs"), [(0, 2), (2, 2), (1, 1)])
def test_nobody_helps_without_a_core_or_with_none_or_several_runs(runs, jobs):
    with helper(runs, jobs) as beside:
        beside.get_ready()
        assert beside.figures is None


def test_every_figure_is_named_with_what_it_is_drawn_from(call):
    code, said, _ = call("plot", "--list")
    assert code == 0
    assert [line.split()[:2] for line in said.splitlines()] == [[plot.name, plot.takes] for plot in plots().values()]


@pytest.mark.parametrize(("figure", "said"), [
    ("tornado", "`tornado` shows no run: `sweep` draws it"), ("morris", "`sensitivity` draws it"),
    ("waterfall", "`bridge` draws it"), ("regret", "`regret` compares runs: name two or more"),
    ("hedroom", "did you mean `headroom`?"),
])  # fmt: skip
def test_a_figure_that_a_run_does_not_have_is_refused_in_words(call, stored, figure, said):
    code, _, wrong = call("plot", stored, "--figure", figure)
    assert code == 2
    assert said in " ".join(wrong.split())
    code, _, wrong = call("plot")
    assert (code, "which runs?" in wrong) == (2, True)
