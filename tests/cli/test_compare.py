"""`compare`: what is clear, which may be the best, and what cannot be compared or ranked."""

import csv
import re
import shutil
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.ranking import Ranked, ranked
from sim.statistics.best import Ranking, Standing
from sim.statistics.intervals import Interval

ROOT = Path(__file__).parents[2]
SMALL_WORLD = ROOT / "scenarios/validation/small-world.yaml"


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Runs a command into a folder; exit code, standard output, standard error."""
    monkeypatch.setattr("sim.cli.comparing.draw_runs", lambda runs, folder: [])

    def called(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["run_scenarios.py", *map(str, arguments), "--out", str(tmp_path / "out")])
        code = main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.fixture
def tighter(tmp_path):
    """The small world with a larger reserve."""
    other = Path(shutil.copy(SMALL_WORLD, tmp_path / "tighter.yaml"))
    text = SMALL_WORLD.read_text().replace("name: small-world", "name: tighter")
    other.write_text(text.replace("reserve: 5 %", "reserve: 9 %"))
    return other


def test_it_ends_with_what_is_clear_and_which_may_be_the_best(call, tighter, tmp_path):
    figure = "headroom_mw[grade=ai]@FY2027"
    code, said, _ = call("compare", SMALL_WORLD, tighter, "-n", 40, "--best", figure, "--least", figure)
    assert code == 0
    (folder,) = (tmp_path / "out/comparisons").iterdir()
    text = (folder / "differences.txt").read_text()
    assert text in said
    text = " ".join(text.split())
    with (folder / "comparison.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["run"] == "tighter"]
    family = sum(row["clear"] == "family" for row in rows)
    assert f"Of {len(rows)} figures" in text
    assert f"{family} of them in the family of all {len(rows)} (Holm 1979, 5 %)" in text
    greatest, least = said[said.index("The greatest"):].split("The least")
    assert greatest.startswith(f"The greatest {figure}, n = 40, 95 %\n  Hsu's multiple comparison with the best")
    assert re.search(r"small-world +\S+ MW ± \S+ MW +\+\S+ MW +\[0\.\d+ MW, \d+\.\d+ MW\]  may be the best", greatest)
    assert re.search(r"tighter .* −\S+ MW +\[−\d+\.\d+ MW, 0\.\d+ MW\]  ruled out", greatest)
    assert "At 95 % the greatest is that of small-world. Ruled out: tighter." in greatest
    assert "At 95 % the least is that of tighter. Ruled out: small-world." in least


def test_stored_runs_are_ranked_too(call, tighter, tmp_path):
    assert call("run", SMALL_WORLD, tighter, "-n", 6, "--no-figures")[0] == 0
    runs = sorted((tmp_path / "out/runs").iterdir())
    code, said, _ = call("compare", *runs, "--best", "live_mw@FY2026")
    assert code == 0
    assert "The greatest is that of small-world, tighter: they are the same in every replication." in said
    code, _, wrong = call("compare", *runs, "--best", "live_mw@FY2050")
    assert (code, "live_mw@FY2050: small-world" in wrong) == (2, True)


def test_runs_on_other_draws_are_neither_compared_nor_ranked(call, tmp_path):
    for seed in (1, 2):
        assert call("run", SMALL_WORLD, "-n", 3, "--seed", seed, "--no-figures")[0] == 0
    code, said, wrong = call("compare", *(tmp_path / "out/runs").iterdir(), "--best", "live_mw@FY2026")
    assert code == 2
    assert "not compared, for the runs do not share their draws" in wrong
    assert "are not paired: seed" in wrong
    assert "The greatest" not in said
    assert not list((tmp_path / "out").glob("comparisons/*"))


def test_one_replication_ranks_nothing(call, tighter):
    code, _, wrong = call("compare", SMALL_WORLD, tighter, "-n", 1, "--best", "live_mw@FY2026")
    assert code == 2
    assert "two runs and two replications" in wrong


@pytest.mark.parametrize(("asked", "said"), [
    (("--best", "live_wm"), "--best live_wm: no metric 'live_wm'; did you mean live_mw?"),
    (("--least", "live_mw[grade=aii]"), "--least live_mw[grade=aii]: small-world: no grade 'aii'"),
    (("--best", "live_mw[client=partner]"), "live_mw is split by region, grade, not by client"),
    (("--best", "live_mw@FY2050"), "holds no whole fiscal year FY2050"),
    (("--best", "live_mw", "--best", "live_mw"), "--best live_mw is given twice"),
    (("--best", "live_mw", "--first-difference"), "ask for one"),
])  # fmt: skip
def test_what_cannot_be_asked_for_is_told_before_anything_runs(call, tighter, tmp_path, asked, said):
    code, out, wrong = call("compare", SMALL_WORLD, tighter, "-n", 3, *asked)
    assert (code, out) == (2, "")
    assert said in wrong
    assert not (tmp_path / "out").exists()


def test_numbers_have_one_scale_and_what_does_not_vary_says_so(monkeypatch):
    first = Standing("a", Interval(2.5e9, 2e7, 0.9, 30, True), 2.1e9, 0.0, 2.2e9, True)
    second = Standing("b", Interval(4e8, 0.0, 0.9, 30, False), -2.1e9, -2.2e9, 0.0, False)
    monkeypatch.setattr("sim.statistics.best.rank", lambda runs, figure, least: Ranking(
        figure, "$", least, 0.9, 30, (first, second)))  # fmt: skip
    told = ranked([], [Ranked("call_capex_usd", False)])
    assert "The greatest call_capex_usd, n = 30, 90 %" in told
    assert re.search(r"a +\$2\.500bn ± \$0\.020bn +\+\$2\.1bn +\[\$0\.0bn, \$2\.2bn\]", told)
    assert re.search(r"b +\$0\.400bn no variation +−\$2\.1bn +\[−\$2\.2bn, \$0\.0bn\]  ruled out", told)
    assert "At 90 % the greatest is that of a. Ruled out: b." in told
    second = second._replace(high=1e8, may_be_best=True)
    told = ranked([], [Ranked("call_capex_usd", False)])
    assert "At 90 % the greatest is among a, b: they are not told apart." in told
