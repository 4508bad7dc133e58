"""`selfcheck`: exit codes, what is told and what is left."""

import csv
from pathlib import Path

import pytest

from sim.selfcheck import formulas

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def rows_of(out: Path) -> list[dict[str, str]]:
    with (out / "selfcheck" / "selfcheck.csv").open() as file:
        return list(csv.DictReader(file))


def test_what_holds_is_told_with_its_interval_and_left_as_a_table(call, tmp_path) -> None:
    code, said, _ = call("selfcheck", "sizes", "limits", "--out", tmp_path)
    assert code == 0
    assert "share lost, huge" in said
    assert "0.3107607" in said
    assert "1 no variation (n = 40)" in said
    assert "10 of 10 hold, seed 1" in said
    rows = rows_of(tmp_path)
    assert [row["verdict"] for row in rows] == ["within"] * 5 + ["exact"] * 5
    assert {row["level"] for row in rows} == {"0.999"}
    for row in rows:
        assert abs(float(row["mean"]) - float(row["exact"])) <= float(row["half_width"])
    assert not list(tmp_path.glob("selfcheck/.*"))


def test_an_exact_value_that_is_wrong_ends_with_five(call, tmp_path, monkeypatch) -> None:
    right = formulas.kaufman_roberts
    monkeypatch.setattr(formulas, "kaufman_roberts", lambda capacity, *classes: right(capacity + 1, *classes))
    code, said, wrong = call("selfcheck", "sizes", "--out", tmp_path)
    assert code == 5
    assert "OUTSIDE" in said
    assert "sizes-two-on-5: share lost, small" in wrong
    assert "OUTSIDE" in {row["verdict"] for row in rows_of(tmp_path)}


def test_another_seed_draws_anew_and_one_seed_twice_the_same(call, tmp_path) -> None:
    found = []
    for name, seed in (("one", 3), ("same", 3), ("other", 4)):
        assert call("selfcheck", "sizes", "--seed", seed, "--jobs", 1, "--out", tmp_path / name)[0] in (0, 5)
        found.append([row["mean"] for row in rows_of(tmp_path / name)])
    assert found[0] == found[1]
    assert not set(found[0]) & set(found[2])


def test_a_run_of_a_case_by_its_seed_has_the_same_numbers(call, tmp_path) -> None:
    call("selfcheck", "waiting", "--out", tmp_path)
    asked = ("erlang-c-40-on-50", "MW that wait")
    [row] = (row for row in rows_of(tmp_path) if (row["case"], row["quantity"]) == asked)
    file = f"scenarios/validation/{row['scenario']}.yaml"
    assert call("run", file, "--seed", row["seed"], "--no-figures", "--out", tmp_path)[0] == 0
    [summary] = tmp_path.glob("runs/*/summary.csv")
    with summary.open() as file:
        [mean] = (line["mean"] for line in csv.DictReader(file) if line["metric"] == "average_waiting_mw")
    assert float(mean) == pytest.approx(float(row["mean"]), rel=1e-5)


def test_what_cannot_be_checked_is_told_before_anything_runs(call, tmp_path, monkeypatch) -> None:
    code, out, wrong = call("selfcheck", "los")
    assert (code, out) == (2, "")
    assert "no family los (families: loss, sizes, waiting, overflow, limits, transients, leases)" in wrong
    monkeypatch.chdir(tmp_path)
    code, out, wrong = call("selfcheck")
    assert (code, out) == (2, "")
    assert "start this where the scenarios are" in wrong


def test_a_scenario_that_is_refused_ends_with_three(call, tmp_path, monkeypatch) -> None:
    (tmp_path / "scenarios/validation").mkdir(parents=True)
    (tmp_path / "scenarios/validation/sizes-two-on-5.yaml").write_text("schema: 1\nname: x\n")
    monkeypatch.chdir(tmp_path)
    code, out, wrong = call("selfcheck", "sizes", "--out", tmp_path)
    assert (code, out) == (3, "")
    assert "sizes-two-on-5.yaml" in wrong
