"""`apart`: stored runs and files are told apart; what is the same is told by nothing."""

import csv

import pytest

from sim.plots.apart import Strip, Told, draw
from sim.runs import manifest


@pytest.fixture
def three(example, tmp_path):
    """The same scenario under two names, and one with a larger reserve."""
    files = []
    for name, reserve in (("one", "10 %"), ("same", "10 %"), ("other", "60 %")):
        files.append(tmp_path / f"{name}.yaml")
        text = example.read_text().replace("name: worked-example", f"name: {name}", 1)
        files[-1].write_text(text.replace("reserve: 10 %", f"reserve: {reserve}"))
    return files


def test_the_same_is_told_by_nothing_and_all_pairs_are_asked(call, three, tmp_path):
    out = tmp_path / "out"
    usual = ("-n", 12, "--engine", "simpy", "--jobs", 1, "--out", out)
    code, said, _ = call("apart", *three, *usual)
    assert code == 0
    assert "one or same" in said
    (folder,) = (out / "apart").iterdir()
    with (folder / "apart.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {(row["scenario"], row["other"]) for row in rows} == {("one", "same"), ("one", "other"), ("same", "other")}
    same = [row for row in rows if (row["scenario"], row["other"]) == ("one", "same")]
    assert {row["right"] for row in same} == {"0.5"}
    assert {row["told_apart"] for row in same} == {"false"}
    assert {row["n"] for row in rows} == {"12"}
    assert "all together" in {row["figure"] for row in rows}
    assert len(list((folder / "figures").glob("*.png"))) == 3
    assert manifest.checked(folder)["apart"][0]["name"] == "one"
    stored = sorted((out / "runs").iterdir())
    code, again, _ = call("apart", *stored[::-1][:2], "--out", out)
    assert code == 0
    assert "same or other" in again
    assert call("results", "verify", "--out", out)[0] == 0


def test_runs_on_other_draws_are_not_told_apart(call, three, tmp_path):
    out = tmp_path / "out"
    quick = ("-n", 3, "--engine", "simpy", "--jobs", 1, "--out", out)
    assert call("run", three[0], *quick, "--no-figures")[0] == 0
    (run,) = (out / "runs").iterdir()
    code, _, err = call("apart", run, three[1], "-n", 4, *quick[2:])
    assert code == 2
    assert "do not share their draws" in err
    code, _, err = call("apart", three[0], *quick)
    assert code == 2
    assert "at least two" in err


def test_too_few_replications_and_a_run_named_twice_are_refused(call, three, tmp_path):
    quick = ("--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")
    code, _, err = call("apart", *three[:2], "-n", 2, *quick)
    assert code == 2
    assert "2 replications are too few to learn a guess from: 5 at least" in err
    assert call("run", three[0], "-n", 6, *quick[:-1], tmp_path / "other", "--no-figures")[0] == 0
    (run,) = (tmp_path / "other" / "runs").iterdir()
    code, _, err = call("apart", run, run, *quick[-2:])
    assert code == 2
    assert "is given twice: it differs from itself in nothing" in err


def test_a_horizon_that_starts_within_a_fiscal_year_has_its_quarters_in_place():
    quarters = ["FY24 Q3", "FY24 Q4", "FY25 Q1", "FY25 Q2", "FY25 Q3", "FY25 Q4", "FY26 Q1"]
    chances = [0.51, 0.52, 0.53, 0.54, 0.55, 0.96, 0.97]
    figure = draw([Strip("all together", chances, 5)], Told("a", "b", quarters, 40, 0.9, ("0" * 64, "1" * 64)))
    axes = figure.axes[0]
    shown = {text.get_text(): text.xy[0] for text in axes.texts if text.get_text().isdigit()}
    assert shown == {"52": 1.5, "96": 5.5}
    named = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    assert [(tick, label.get_text()) for tick, label in named] == [(0, "FY24"), (2, "FY25"), (6, "FY26")]
