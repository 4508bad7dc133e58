"""`sweep --settle`: more replications where a sign is open, told in words, kept and gone on from."""

import pyarrow.parquet as pq
import pytest

from sim.plots.words import Counts

SWEEP = """
schema: 1
name: settled
title: Reserve against land
scenario: example.yaml
replications: 4
levers:
  - {key: operator.reserve, values: [0 %, 20 %], label: Reserve}
uncertainties:
  - {key: costs.land, values: [$170/kW, $340/kW]}
metrics: [headroom_mw, live_mw@FY2025, partner_at_operator_mw]
"""


@pytest.fixture
def file(example, tmp_path):
    path = tmp_path / "settled.yaml"
    path.write_text(SWEEP)
    return path


def test_points_with_an_open_sign_get_more_and_the_others_do_not(call, file, tmp_path):
    usual = ("--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")
    code, _, said = call("sweep", file, *usual)
    assert code == 0
    tables = {}
    for figure in ("headroom_mw", "live_mw@FY2025"):
        code, _, said = call("sweep", file, "--settle", figure, "--most", 16, *usual)
        assert code == 0
        folder = said.split(": sweep.csv")[0].splitlines()[-1]
        rows = [row for row in pq.read_table(f"{folder}/sweep.parquet").to_pylist() if row["metric"] == figure]
        tables[figure] = rows
        assert f"{figure}: of 4 design points" in said
    counts = {row["n"] for rows in tables.values() for row in rows}
    assert counts <= {4, 8, 16, *range(8, 17)}
    assert {row["n"] for row in tables["live_mw@FY2025"]} == {4}, "it is far above 0 everywhere"
    for row in tables["headroom_mw"]:
        assert row["n"] == 4 or abs(row["mean"]) <= row["half_width"] or row["n"] <= 16


@pytest.mark.parametrize(("words", "said"), [
    (("--settle", "headrom_mw"), "did you mean headroom_mw?"),
    (("--most", 9), "name the figure whose sign is to be settled"),
    (("--settle", "headroom_mw", "--most", 4), "has 4 replications already"),
])  # fmt: skip
def test_what_cannot_be_settled_is_told(call, file, tmp_path, words, said):
    code, _, err = call("sweep", file, *words, "--out", tmp_path / "out")
    assert code == 2
    assert said in err


def test_counts_of_replications_are_told_as_one_or_as_a_range():
    assert str(Counts.of([40, 40])) == "40"
    assert str(Counts.of([1_280, 40, 80])) == "40 to 1,280"
