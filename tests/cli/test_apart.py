"""`apart`: stored runs and files are told apart; what is the same is told by nothing."""

import csv

import pytest

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
