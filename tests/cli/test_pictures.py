"""Figures of a run are drawn by two processes where one is free to help."""

import shutil
from pathlib import Path

import pytest

from sim.cli.pictures import BESIDE, draw_each, helper, names_of
from sim.plots.registry import plots
from sim.runs.replicate import Workers
from sim.runs.results import Results
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


@pytest.mark.parametrize("asked", ["first", "all"])
@pytest.mark.parametrize("begun", ["not", "in time", "too late"])
def test_two_processes_draw_what_one_draws(stored, tmp_path, asked, begun):
    alone, names = Path(shutil.copytree(stored, tmp_path / "alone")), names_of(asked)
    draw_each([alone], names)
    results = Results.load(stored)
    with helper([2], names, jobs=2) as beside:
        if begun != "not":
            beside.begin(results, stored if begun == "in time" else tmp_path / "moved")
        draw_each([stored], names, 2, beside)
    assert figures_of(stored) == figures_of(alone)
    assert {Path(name).stem for name in figures_of(alone)} == {*names, "manifest"}


def test_a_run_is_drawn_before_its_tables_are_made(call, example, tmp_path, monkeypatch):
    begun = []

    def begin(self, results, folder):
        begun.append((results.n, (folder / "scalars.parquet").exists(), (folder / "summary.csv").exists()))

    monkeypatch.setattr("sim.cli.pictures.Helper.begin", begin)
    assert call("run", example, "-n", 2, "--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")[0] == 0
    assert begun == [(2, True, False)]


def test_the_first_figures_are_some_of_all_and_the_others_stay_when_they_are_drawn(stored):
    first, every = names_of("first"), names_of("all")
    assert {*first} < {*every}
    draw_each([stored], every)
    before = figures_of(stored)
    draw_each([stored], first)
    assert figures_of(stored) == before


@pytest.mark.parametrize(("replications", "asked", "jobs"), [([2], "none", 2), ([2, 2], "all", 2), ([2], "all", 1),
                                                             ([BESIDE + 1], "all", 2)])  # fmt: skip
def test_nobody_helps_without_a_core_or_a_figure_or_with_several_runs_or_long_ones(replications, asked, jobs):
    with helper(replications, names_of(asked), jobs) as beside:
        assert beside.process is None


def test_run_draws_the_first_figure_and_says_how_the_others_are_drawn(call, example, tmp_path):
    usual = ("run", example, "-n", 2, "--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")
    code, _, told = call(*usual)
    assert code == 0
    (folder,) = (tmp_path / "out" / "runs").iterdir()
    page = tmp_path / "out" / "index.html"
    more = len(names_of("all")) - 1
    assert {path.name for path in (folder / "figures").iterdir()} == {"capacity.png", "capacity.svg", "manifest.json"}
    assert told.splitlines()[-1] == (f"{more} more figures of the run: the same with --figures all, or "
                                     f"`run_scenarios.py plot {folder}`")  # fmt: skip
    assert page.read_text().count("<img") == 1
    assert f"1 of {more + 1} figures of a run are drawn" in page.read_text()
    code, _, told = call(*usual, "--figures", "all")
    assert (code, "more figures" in told) == (0, False)
    assert page.read_text().count("<img") == more + 1
    assert "figures of a run are drawn" not in page.read_text()


@pytest.mark.parametrize("none", [("--figures", "none"), ("--no-figures",), ("--no-figures", "--figures", "all")])
def test_run_draws_nothing_where_no_figures_are_wanted(call, example, tmp_path, none):
    usual = ("-n", 2, "--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")
    other = example.with_name("other.yaml")
    other.write_text(example.read_text().replace("name: worked-example", "name: other", 1))
    code, _, told = call("run", example, other, *usual, *none)
    assert (code, "more figures" in told) == (0, False)
    assert not [*(tmp_path / "out").rglob("figures")]


def test_plot_draws_what_run_did_not(call, stored, tmp_path):
    draw_each([stored], names_of("first"))
    code, said, told = call("plot", stored, "--out", tmp_path)
    assert code == 0
    assert {Path(line).name for line in said.splitlines()} == {f"{name}.{suffix}" for name in names_of("all")
                                                               for suffix in ("png", "svg")}  # fmt: skip
    assert told == ""
    (tmp_path / "index.html").write_text("")
    assert "the same `run` again does" in call("plot", stored, "--out", tmp_path, "--figure", "grid")[2]


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
