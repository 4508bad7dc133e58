"""`run --precision`: replications until figures are told to it, a normal run of so many, and what was reached."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.precision_told import Told
from sim.statistics.intervals import Interval
from sim.statistics.precision import Precision, Target
from tests.runs.test_chunks import bytes_of

ROOT = Path(__file__).parents[2]
SMALL_WORLD = ROOT / "scenarios/validation/small-world.yaml"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Runs the small world into a folder; exit code, standard output, standard error."""

    def called(*arguments: object, out: str = "out", files: tuple = (SMALL_WORLD,)) -> tuple[int, str, str]:
        usual = ("--no-figures", "--out", tmp_path / out)
        monkeypatch.setattr(sys, "argv", ["run_scenarios.py", "run", *map(str, (*files, *usual, *arguments))])
        code = main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_it_ends_as_a_run_of_so_many_replications_and_says_what_was_reached(run, tmp_path):
    code, said, _ = run("--precision", "8%", "--metric", "live_mw@FY2026", "--metric", "call_capex_usd@FY2026")
    assert code == 0
    assert "Precision after 128 replications (the precision held at each of the last 64); Student's t" in said
    told = r" \(95 %, n = 128\); asked ± 8% = "
    assert re.search(rf"small-world: live_mw@FY2026 [\d.]+ MW ± [\d.]+ MW{told}[\d.]+ MW: met", said)
    assert re.search(rf"call_capex_usd@FY2026 \$[\d.]+bn ± \$0\.\d+bn{told}\$0\.\d+bn: met", said)
    assert run("-n", 128, out="other")[0] == 0
    [ours], [theirs] = ((tmp_path / out / "runs").iterdir() for out in ("out", "other"))
    assert ours.name == theirs.name
    assert bytes_of(ours) == bytes_of(theirs)


def test_where_the_cap_is_too_low_the_replications_are_kept_and_it_ends_with_5(run, tmp_path):
    code, said, wrong = run("--precision", "1kW", "--metric", "live_mw@FY2026", "-n", 66)
    assert code == 5
    assert "Precision after 66 replications (the most allowed)" in said
    assert ": not met" in said
    assert "1 of 1 figures are not told to the precision asked for; the 66 replications are kept" in wrong
    assert len(list((tmp_path / "out/runs").glob("*/summary.csv"))) == 1
    code, said, wrong = run("--precision", "90%", "--metric", "live_mw@FY2026", "-n", 66)
    assert code == 5
    assert ": met" in said
    assert "too few are left to see that it stays so: --replications 128 or more" in wrong


def test_scenarios_have_one_number_of_replications_and_stay_paired(run, tmp_path):
    other = Path(shutil.copy(SMALL_WORLD, tmp_path / "other.yaml"))
    text = SMALL_WORLD.read_text().replace("name: small-world", "name: other")
    other.write_text(text.replace("reserve: 5 %", "reserve: 9 %"))
    code, said, _ = run("--precision", "50%", "--metric", "live_mw@FY2026", files=(SMALL_WORLD, other))
    assert code == 0
    assert "  small-world: live_mw@FY2026" in said
    assert "  other: live_mw@FY2026" in said
    assert list((tmp_path / "out/comparisons").glob("*/comparison.csv"))


@pytest.mark.parametrize(("asked", "said"), [
    (("--precision", "2%"), "Add --metric"),
    (("--metric", "live_mw"), "add that, as in --precision 2%"),
    (("--precision", "2%", "--metric", "live_wm"), "no metric 'live_wm'; did you mean live_mw?"),
    (("--precision", "2%", "--metric", "live_mw[grade=aii]"), "no grade 'aii'; allowed: general, ai; did you mean ai?"),
    (("--precision", "2%", "--metric", "live_mw[client=partner]"), "live_mw is split by region, grade, not by client"),
    (("--precision", "2%", "--metric", "live_mw@FY2050"), "holds no whole fiscal year FY2050"),
    (("--precision", "2%", "--metric", "live mw"), "is no figure"),
    (("--precision", "2MB", "--metric", "live_mw"), "'MB' is no unit of a power of critical IT"),
    (("--precision", "$2M", "--metric", "live_mw"), "is money"),
    (("--precision", "0%", "--metric", "live_mw"), "a precision lies above zero"),
    (("--precision", "2%", "--precision", "3%", "--metric", "live_mw"), "2 precisions for 1 figures"),
    (("--precision", "2%", "--metric", "live_mw", "--metric", "live_mw"), "is given twice"),
    (("--precision", "2%", "--metric", "live_mw", "--cluster", "local", "-n", 2_000), "no farther than 1,024"),
])  # fmt: skip
def test_what_cannot_be_asked_for_is_told_before_anything_runs(run, tmp_path, asked, said):
    code, out, wrong = run(*asked)
    assert (code, out) == (2, "")
    assert said in wrong
    assert not list(tmp_path.glob("out/cache/**/*.parquet"))


def told(unit, interval, precision):
    return str(Told("study", Target("figure", unit, precision), "asked", interval, None))


def test_a_figure_that_does_not_vary_says_so_and_a_chance_has_its_interval():
    same = told("MW", Interval(12.0, 0.0, 0.95, 128, False), Precision(0.02, True))
    assert same == "study: figure 12.00 MW no variation (n = 128); asked ± asked = 0.24 MW: met"
    assert "±" in told("probability", Interval(0.0, 0.0096, 0.95, 196, True), Precision(0.01, False))
    assert told("$", Interval(-2.5e9, 1.2e7, 0.9, 64, True), Precision(2e7, False)) == (
        "study: figure −$2.500bn ± $0.012bn (90 %, n = 64); asked ± asked: met")
    unknown = told("months", Interval(float("nan"), float("nan"), 0.95, 0, False), Precision(0.02, True))
    assert "unknown" in unknown
    assert "not met" in unknown
