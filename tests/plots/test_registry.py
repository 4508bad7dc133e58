"""The registry finds each figure by its file alone."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import sim.plots
from sim.plots.registry import plots, plots_of

NAMES = ["apart", "assets", "boxes", "capacity", "capex", "differences", "first_picture", "flow", "gantt", "grid",
         "headroom", "heatmap", "leases", "morris", "overlay", "regions", "regret", "requests", "scatter", "sobol",
         "starts", "tornado", "waterfall"]  # fmt: skip
TAKES = ("run", "runs", "sweep", "points", "bridge", "apart", "indices", "effects", "boxes")


def test_registry_holds_every_figure_by_name():
    assert sorted(plots()) == NAMES


def test_every_figure_says_what_it_takes_and_shows():
    assert all(plot.takes in TAKES and len(plot.about) > 20 for plot in plots().values())
    assert [plot.name for plot in plots_of("runs")] == ["differences", "first_picture", "overlay", "regret"]


def test_what_is_read_off_a_figures_file_is_what_its_module_says():
    modules = {entry.name: import_module(f"sim.plots.{entry.name}") for entry in iter_modules(sim.plots.__path__)}
    drawing = {name: module for name, module in modules.items() if hasattr(module, "draw") and hasattr(module, "TAKES")}
    assert {name: (module.TAKES, module.ABOUT) for name, module in drawing.items()} == {
        plot.name: (plot.takes, plot.about) for plot in plots().values()}  # fmt: skip


def test_to_name_figures_imports_nothing_that_draws():
    program = ("import sys\nfrom sim.plots.registry import plots\nassert plots()\n"
               "assert not {'matplotlib', 'numpy', 'sim.plots.capacity'} & set(sys.modules)")  # fmt: skip
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_page_of_figures_lists_each_with_what_it_says_of_itself():
    page = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
    listed = [line for line in page.splitlines() if line.startswith("| `")]
    assert listed == [f"| `{plot.name}` | {plot.takes} | {plot.about} |" for plot in plots().values()]


def test_a_figure_costs_one_file(tmp_path, monkeypatch):
    (tmp_path / "added.py").write_text('TAKES = "run"\nABOUT = "x"\n\n\ndef draw(run):\n    return run\n')
    monkeypatch.setattr(sim.plots, "__path__", [*sim.plots.__path__, str(tmp_path)])
    plots.cache_clear()
    try:
        assert plots()["added"].draw(3) == 3
    finally:
        plots.cache_clear()


@pytest.mark.parametrize("said", ["TAKES = 'run'\nABOUT: str = ('x'\n  ' and y')\n",
                                  'TAKES = "run"\nABOUT = "x and y"\n'])  # fmt: skip
def test_a_figure_may_say_it_in_any_way_of_writing_a_text(tmp_path, monkeypatch, said):
    (tmp_path / "added.py").write_text(said)
    monkeypatch.setattr(sim.plots, "__path__", [str(tmp_path)])
    plots.cache_clear()
    try:
        assert (plots()["added"].takes, plots()["added"].about) == ("run", "x and y")
    finally:
        plots.cache_clear()


@pytest.mark.parametrize("said", ['TAKES = "run"\n', 'TAKES = "run"\nABOUT = "x" + name()\n'])
def test_a_figure_that_does_not_say_what_it_is_about_is_refused(tmp_path, monkeypatch, said):
    (tmp_path / "added.py").write_text(said)
    monkeypatch.setattr(sim.plots, "__path__", [str(tmp_path)])
    plots.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"added.py: a figure says TAKES and ABOUT"):
            plots()
    finally:
        plots.cache_clear()
