"""Python calls give what commands give, and import nothing heavy before they are called."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.runs.manifest import checked
from sim.runs.misnamed import UnknownNameError
from sim.scenario.problems import ScenarioErrors
from sim.statistics.paired import NotPairedError

ROOT = Path(__file__).parents[1]
VALIDATION = ROOT / "scenarios" / "validation"
SMALL, OWN = VALIDATION / "small-world.yaml", VALIDATION / "own-policy.yaml"


@pytest.fixture
def how(tmp_path):
    return sim.How(out=tmp_path, engine="simpy", jobs=1)


def test_a_run_is_stored_and_found_again(how, monkeypatch):
    first = sim.run(SMALL, 3, how)
    assert first.n == 3
    assert checked(first.folder)["run"]["name"] == "small-world"
    monkeypatch.setattr("sim.runs.store._simulate", lambda *_: pytest.fail("simulated again"))
    again = sim.run(SMALL, 3, how)
    assert again.hash == first.hash
    assert {"metric", "mean", "half_width"} <= set(again.summary().column_names)
    assert {"month", "p10"} <= set(again.curves().column_names)


def test_runs_are_compared_and_bridged(how):
    one, other = sim.run(SMALL, 4, how), sim.run(OWN, 4, how)
    table = sim.compare(one, other).table().to_pylist()
    [difference] = [row["difference_mean"] for row in table
                    if (row["figure"], row["run"]) == ("live_mw@FY2026", "own-policy")]  # fmt: skip
    settings = {"replications": 4}
    ends = (sim.load(path, settings=settings) for path in (SMALL, OWN))
    [found] = sim.bridge(*ends, ["live_mw@FY2026"], how=how)
    assert found.lines[-1].interval.mean == pytest.approx(difference)
    with pytest.raises(NotPairedError):
        sim.compare(one, sim.run(OWN, 3, how))


def test_a_sweep_is_read_as_it_was_stored(how, tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL.read_text())
    (tmp_path / "sweep.yaml").write_text(
        "schema: 1\nname: two\ntitle: Two\nscenario: base.yaml\nreplications: 3\nmetrics: [headroom_mw]\n"
        "levers:\n  - {key: operator.reserve, values: [0 %, 9 %]}\n"
    )
    found = sim.sweep(tmp_path / "sweep.yaml", how=how)
    values = found.values("headroom_mw")
    assert values.shape == (2, 3)
    assert np.allclose([row["mean"] for row in found.table().to_pylist()], values.mean(axis=1))


def test_a_report_goes_to_the_run_or_to_the_comparison(how, tmp_path):
    one, other = sim.run(SMALL, 2, how), sim.run(OWN, 2, how)
    assert sim.write_report(one, how=how) == one.folder / "report.html"
    together = sim.write_report(one, other, how=how)
    assert together.parent.parent == tmp_path / "comparisons"
    assert [run["name"] for run in checked(together.parent)["compared"]] == ["small-world", "own-policy"]
    elsewhere = sim.write_report(one, path=tmp_path / "new" / "a.html")
    assert elsewhere.read_bytes() == (one.folder / "report.html").read_bytes()


def test_scenarios_are_told_apart_and_sweeps_say_what_they_depend_on(how, tmp_path):
    [pair] = sim.apart(sim.run(SMALL, 6, how), sim.run(OWN, 6, how))
    assert (pair.one, pair.other, pair.seen[-1].figure) == ("small-world", "own-policy", "all together")
    (tmp_path / "base.yaml").write_text(SMALL.read_text())
    head = ("schema: 1\nname: depends\ntitle: x\nscenario: base.yaml\nreplications: 3\nmetrics: [headroom_mw]\n"
            "levers:\n  - {key: operator.reserve, from: 0 %, to: 9 %}\n"
            "  - {key: costs.land, from: $170/kW, to: $340/kW}\n")  # fmt: skip
    for design, size in (("{kind: saltelli, base_points: 16, seed: 1}", "total"),
                         ("{kind: morris, trajectories: 3, seed: 1}", "mu_star")):  # fmt: skip
        (tmp_path / "sweep.yaml").write_text(f"{head}design: {design}\n")
        found = sim.sensitivity(sim.sweep(tmp_path / "sweep.yaml", how=how), "headroom_mw")
        reserve, land = getattr(found, size)
        assert reserve.mean > land.mean == 0
    (tmp_path / "sweep.yaml").write_text(f"{head}design: {{kind: sobol, points: 4, seed: 1}}\n")
    with pytest.raises(ValueError, match="design sobol has neither"):
        sim.sensitivity(sim.sweep(tmp_path / "sweep.yaml", how=how), "headroom_mw")


def test_the_best_is_selected_among_files_scenarios_and_design_points(how, tmp_path):
    texts = {reserve: SMALL.read_text().replace("reserve: 5 %", f"reserve: {reserve} %") for reserve in (4, 40)}
    paths = [tmp_path / f"world-{reserve}.yaml" for reserve in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text.replace("name: small-world", f"name: {path.stem}"))
    by = sim.By(first_stage=10, most=10)
    found = sim.select([paths[0], sim.load(paths[1])], "headroom_mw", "100 MW", by, how)
    assert (found.chosen, found.names) == ("world-4", ("world-4", "world-40"))
    assert found.table().column("outcome").to_pylist() == ["chosen", "eliminated"]
    least = sim.select(paths, "headroom_mw", "100 MW", sim.By(is_least=True, first_stage=10, most=10), how)
    assert least.chosen == "world-40"
    (tmp_path / "base.yaml").write_text(SMALL.read_text())
    (tmp_path / "sweep.yaml").write_text(
        "schema: 1\nname: two\ntitle: Two\nscenario: base.yaml\nreplications: 3\nmetrics: [headroom_mw]\n"
        "levers:\n  - {key: operator.reserve, values: [40 %, 4 %]}\n"
    )
    ocba = sim.select(tmp_path / "sweep.yaml", "headroom_mw", "100 MW", sim.By(0.9, False, "ocba", 10, 10), how)
    assert ocba.chosen.startswith("design point 2")
    none = sim.select(paths, "headroom_mw", "1 kW", by, how)
    assert none.chosen is None


@pytest.mark.parametrize(("metric", "indifference", "by", "said"), [
    ("live_wm", "1 MW", {}, "no metric 'live_wm'"), ("live_mw", "1 MB", {}, "MB"),
    ("live_mw", "0 MW", {}, "above zero"),
    ("live_mw", "1 MW", {"probability": 0.5}, "lots drawn"), ("live_mw", "1 MW", {"probability": 1.0}, "below 1"),
    ("live_mw", "1 MW", {"method": "luck"}, "kim-nelson or ocba"), ("live_mw", "1 MW", {"most": 5}, "first stage"),
    ("live_mw@FY2060", "1 MW", {}, "no whole"),
    ("window_released_deferred_mw", "1 MW", {"first_stage": 10, "most": 10}, "no value in 10 of 10 replications"),
])  # fmt: skip
def test_a_selection_that_nothing_answers_is_refused_in_words(how, metric, indifference, by, said):
    with pytest.raises((ValueError, UnknownNameError), match=said):
        sim.select([SMALL, OWN], metric, indifference, sim.By(**by), how)


def test_what_is_wrong_is_raised(how):
    with pytest.raises(ScenarioErrors, match="resrve"):
        sim.load(SMALL, settings={"operator.resrve": "5 %"})
    with pytest.raises(ValueError, match="was loaded with"):
        sim.run(sim.load(SMALL), 3, how)
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        sim.runn  # noqa: B018


def test_importing_sim_imports_nothing():
    code = "import sys, sim; sim.API; print([m for m in ('numpy', 'pydantic', 'pyarrow', 'numba') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"
