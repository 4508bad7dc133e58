"""`bridge`: terms that add up, ends that are what `run` says of the two scenarios, and refusals in words."""

import csv
import re
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from sim.runs.figures import value
from sim.runs.results import Results

ROOT = Path(__file__).parents[2]
SMALL, OWN = (ROOT / "scenarios/validation" / f"{name}.yaml" for name in ("small-world", "own-policy"))
QUICK = ("--engine", "simpy", "--jobs", 1, "-n", 4)
FIGURE = "live_mw@FY2026"


def test_terms_add_up_between_what_run_says_of_both_scenarios(call, tmp_path):
    out = tmp_path / "out"
    code, said, _ = call("bridge", SMALL, OWN, "--metric", FIGURE, *QUICK, "--out", out)
    assert code == 0
    (folder,) = (out / "bridges").iterdir()
    with (folder / "bridge.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["term"] for row in rows] == ["small-world", "agreement", "review", "own-policy", "difference"]
    assert all(row["n"] == "4" for row in rows)
    code, _, _ = call("run", SMALL, OWN, *QUICK, "--no-figures", "--out", out)
    one, other = (value(Results.load(next((out / "runs").glob(f"{name}-*"))), FIGURE)
                  for name in ("small-world", "own-policy"))  # fmt: skip
    terms = pq.read_table(folder / "terms.parquet").to_pylist()
    for replication in range(4):
        added = sum(row["value"] for row in terms if row["replication"] == replication)
        assert added == pytest.approx(other[replication] - one[replication], abs=1e-6)
    assert float(rows[0]["mean"]) == pytest.approx(one.mean())
    assert float(rows[-2]["mean"]) == pytest.approx(other.mean())
    assert float(rows[-1]["mean"]) == pytest.approx((other - one).mean())
    assert "mean over all orders of the changes (Shapley)" in said
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".svg", ".json"}
    code, said, _ = call("results", "verify", "--out", out)
    assert code == 0
    assert f"{folder}: as it was written" in said
    assert pa_csv.read_csv(folder / "bridge.csv")["folder"].to_pylist() == [folder.name] * 5


def test_a_second_bridge_simulates_nothing_that_is_there(call, tmp_path, monkeypatch):
    usual = ("--metric", FIGURE, *QUICK, "--out", tmp_path / "out")
    assert call("bridge", SMALL, OWN, *usual)[0] == 0
    monkeypatch.setattr("sim.runs.sweep.Simulation.__call__", lambda *_: pytest.fail("simulated again"))
    code, said, _ = call("bridge", SMALL, OWN, "--in-turn", *usual)
    assert code == 0
    assert "the changes in turn, in this order" in said


@pytest.mark.parametrize(("words", "said"), [
    ((SMALL,), "name two files, or one and --with"),
    ((SMALL, OWN, "--metric", "live_wm"), "did you mean live_mw?"),
    ((SMALL, OWN, "--change", "agreement"), "write 'name=key,key'"),
    ((SMALL, OWN, "--change", "x=horizon"), "the scenarios do not differ in 'horizon'"),
    ((SMALL, SMALL), "is named twice"),
])  # fmt: skip
def test_what_cannot_be_bridged_is_told(call, tmp_path, words, said):
    code, _, err = call("bridge", *words, "--metric", FIGURE, *QUICK, "--out", tmp_path / "out")
    assert code == 2
    assert said in err
    assert not (tmp_path / "out").exists()


def test_scenarios_on_other_draws_are_refused(call, example, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(example.read_text().replace("name: worked-example", "name: other", 1) + "\nseed: 99\n"
                     if "seed:" not in example.read_text() else
                     re.sub(r"^seed:.*$", "seed: 99", example.read_text(), flags=re.MULTILINE).replace(
                         "name: worked-example", "name: other", 1))  # fmt: skip
    code, _, err = call("bridge", example, other, "--metric", "live_mw", "-n", 2)
    assert code == 2
    assert "differ in seed, so that their replications are no pairs" in err


def test_the_page_of_results_shows_bridges_too(call, tmp_path):
    out = tmp_path / "out"
    assert call("bridge", SMALL, OWN, "--metric", FIGURE, *QUICK, "--out", out)[0] == 0
    assert call("run", SMALL, *QUICK, "--no-figures", "--out", out)[0] == 0
    (folder,) = (out / "bridges").iterdir()
    page = (out / "index.html").read_text()
    assert f">{folder.name}</h2>" in page
    assert f"bridges/{folder.name}/bridge.csv" in page


def test_one_replication_is_drawn_without_half_widths(call, tmp_path):
    code, _, _ = call("bridge", SMALL, OWN, "--metric", FIGURE, *QUICK[:-1], 1, "--out", tmp_path / "out")
    assert code == 0
    assert len(list((tmp_path / "out").glob("bridges/*/figures/*.png"))) == 1
