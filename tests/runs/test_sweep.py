"""A sweep runs every combination once, on the same draws, and leaves one table."""

import os
import re
import time
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pq_csv
import pyarrow.parquet as pq
import pytest

from sim.runs import manifest, points_file
from sim.runs.checked_file import DamagedError
from sim.runs.figures import value
from sim.runs.folders import POINTS
from sim.runs.prepared import prepare
from sim.runs.replicate import Workers
from sim.runs.store import in_portions, simulated
from sim.runs.sweep import PointsFailedError, Simulation, run_points
from sim.scenario.problems import ScenarioErrors
from sim.statistics.paired import paired_difference
from sim.statistics.sweep_table import sweep
from tests.runs.small_runs import forked, order, simulate

BASE = """
schema: 1
name: base
title: A base
seed: 7
horizon: {start: 2023-07-01, last_day: 2025-06-30}
regions: [{id: east, area: us, power_price: $80/MWh}]
operator: {name: Operator, reserve: 10 %}
partner: {name: Partner}
costs:
  land: $170/kW
  facility: $13000/kW
  shell_fit: $4000/kW
  servers: {general: $8500/kW, ai: $21200/kW}
  network: {general: $0/kW, ai: $4900/kW}
  contracts_lead: 10 months
  it_lead: 6 months
  it_life: 6 years
  payment_terms: 60 days
  fit_out:
    general: [{first_day: 2023-07-01, limit: 100 MW/month}]
    ai: [{first_day: 2023-07-01, limit: 100 MW/month}]
demand:
  baseline:
    - id: search
      grade: general
      path: {kind: growth, level: 100 MW, rate: 10 %/year}
      regions: {east: 100 %}
agreement:
  regimes: [{id: first, first_day: 2023-07-01, regime: exclusive}]
  responses: [{id: first, first_day: 2023-07-01, rules: [{kind: always}]}]
"""
SWEEP = """
schema: 1
name: grid
title: Two levers
scenario: base.yaml
replications: 12
levers:
  - {key: operator.reserve, values: [0 %, 20 %, 40 %], label: Reserve}
uncertainties:
  - {key: costs.land, values: [$170/kW, $340/kW]}
metrics: ["live_mw@FY2025", headroom_mw, "headroom_mw[grade=ai]@FY2024"]
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "grid.yaml").write_text(SWEEP)
    return tmp_path / "grid.yaml"


class Runner:
    """Runs design points on the small world with the point's reserve, and counts them."""

    def __init__(self):
        self.ran = []
        self.replications = []

    def __call__(self, point, replications, figures):
        self.ran.append(dict(point.settings))
        self.replications.append(replications)
        blocks = {"operator": point.scenario.operator.model_dump()}
        return in_portions(order(point.replications, scenario=blocks, simulate=simulate), replications, figures)


def test_every_combination_is_a_point_the_first_lever_slowest(file):
    points = prepare(file).points
    assert [tuple(v for _, v in p.settings) for p in points] == [
        ("0 %", "$170/kW"), ("0 %", "$340/kW"), ("20 %", "$170/kW"), ("20 %", "$340/kW"), ("40 %", "$170/kW"),
        ("40 %", "$340/kW"),
    ]  # fmt: skip
    assert [p.scenario.operator.reserve for p in points] == [0, 0, 0.2, 0.2, 0.4, 0.4]
    assert len({p.hash for p in points}) == 6
    assert {p.scenario.seed for p in points} == {7}


def test_the_table_compares_each_point_with_the_first_by_pairs(file):
    run = Runner()
    folder = sweep(prepare(file), file.parent / "sweeps", run)
    table = pq.read_table(folder / "sweep.parquet").to_pylist()
    assert len(run.ran) == 6
    assert len(table) == 18
    last = table[-2]
    moved = (last["lever: Reserve"], last["uncertainty: costs.land"])
    assert (*moved, last["metric"], last["unit"]) == ("40 %", "$340/kW", "headroom_mw", "MW")
    assert last["design_point"] == 6
    first, other = (
        value(simulated(order(12, scenario={"operator": {"name": "x", "reserve": r}})), "headroom_mw")
        for r in (0, 0.4)
    )
    expected = paired_difference(other, first)
    assert last["mean"] == pytest.approx(other.mean())
    assert last["difference_mean"] == pytest.approx(expected.mean)
    assert last["difference_half_width"] == pytest.approx(expected.half_width)
    assert table[0]["difference_mean"] == 0.0
    assert (folder / "sweep.csv").read_text().count("\n") == 19
    points = pq_csv.read_csv(folder / "points.csv").to_pylist()
    assert [row["lever: Reserve"] for row in points] == ["0 %", "0 %", "20 %", "20 %", "40 %", "40 %"]
    assert points[5]["headroom_mw"] == pytest.approx(other.mean())


def test_a_sweep_resumes_where_it_stopped(file):
    ready, interrupted = prepare(file), Runner()

    def stops(*asked):
        if len(interrupted.ran) == 2:
            raise KeyboardInterrupt
        return interrupted(*asked)

    with pytest.raises(KeyboardInterrupt):
        sweep(ready, file.parent, stops)
    assert not (file.parent / ready.folder_name / "manifest.json").exists()
    assert len(list((file.parent / POINTS).iterdir())) == 2
    rest = Runner()
    sweep(ready, file.parent, rest)
    assert len(rest.ran) == 4
    sweep(ready, file.parent, rest)
    assert len(rest.ran) == 4
    sweep(ready, file.parent, rest, again=True)
    assert len(rest.ran) == 10


def test_another_sweep_uses_the_design_points_that_it_shares(file):
    sweep(prepare(file), file.parent, Runner())
    file.write_text(file.read_text().replace("values: [0 %, 20 %, 40 %]", "values: [0 %, 20 %, 30 %]"))
    rest = Runner()
    sweep(prepare(file), file.parent, rest)
    assert [ran["operator.reserve"] for ran in rest.ran] == ["30 %", "30 %"]
    file.write_text(file.read_text().replace("headroom_mw, ", ""))
    sweep(prepare(file), file.parent, rest)
    assert len(rest.ran) == 2 + 6


def test_more_points_of_a_sobol_design_run_only_what_is_new(file):
    design = "replications: 12\ndesign: {kind: sobol, points: 4, seed: 1}"
    text = SWEEP.replace("replications: 12", design).replace("values: [0 %, 20 %, 40 %]", "from: 0 %, to: 40 %")
    first, more = Runner(), Runner()
    for run, points in ((first, 4), (more, 8)):
        file.write_text(text.replace("points: 4", f"points: {points}"))
        folder = sweep(prepare(file), file.parent, run)
    assert (len(first.ran), len(more.ran)) == (4, 4)
    assert not [ran for ran in more.ran if ran in first.ran]
    assert len(pq_csv.read_csv(folder / "points.csv").to_pylist()) == 8


def test_a_key_told_otherwise_is_another_table(file):
    ready = prepare(file)
    file.write_text(file.read_text().replace("uncertainties:\n", ""))
    assert prepare(file).folder_name != ready.folder_name


def test_one_at_a_time_shows_what_the_scenario_has_where_nothing_is_set(file):
    file.write_text(SWEEP.replace("replications: 12", "replications: 12\ndesign: {kind: one_at_a_time}"))
    folder = sweep(prepare(file), file.parent, Runner())
    rows = pq_csv.read_csv(folder / "points.csv").to_pylist()
    assert [(row["lever: Reserve"], row["uncertainty: costs.land"]) for row in rows] == [
        ("10 %", "$170/kW"), ("0 %", "$170/kW"), ("20 %", "$170/kW"), ("40 %", "$170/kW"), ("10 %", "$170/kW"),
        ("10 %", "$340/kW"),
    ]  # fmt: skip


def test_other_metrics_are_another_sweep(file):
    ready = prepare(file)
    fewer = replace(ready, sweep=ready.sweep.model_copy(update={"metrics": ["live_mw"]}))
    assert fewer.folder_name != ready.folder_name


@pytest.mark.parametrize(("text", "changed", "said"), [
    ("live_mw@FY2025", "live_mw@FY2026",
     "'live_mw@FY2026': the horizon, 2023-07-01 to 2025-06-30, holds no whole fiscal year FY2026 (in every"),
    ("live_mw@FY2025", "live_mw@FY2026Q1", "holds no whole quarter FY2026Q1"),
    ("grade=ai", "grade=ia", "did you mean ai?"),
    ("grade=ai", "region=eats", "did you mean east?"),
    ("headroom_mw,", "headroom,", "no metric 'headroom'"),
    ("headroom_mw,", "headroom mw,", "is no figure"),
    ("key: operator.reserve", "key: operator.resrve", "resrve"),
    ("20 %", "20 GW", "20 GW"),
    ("20 %", "20 GW", "in 2 of the design points: 3, 4; the first: Reserve 20 GW, costs.land $170/kW"),
])  # fmt: skip
def test_what_is_wrong_is_told(file, text, changed, said):
    assert text in SWEEP
    file.write_text(SWEEP.replace(text, changed))
    with pytest.raises(ScenarioErrors, match=re.escape(said)):
        prepare(file)


def test_values_are_the_same_in_any_order_of_points(file):
    ready = prepare(file)
    sweep(ready, file.parent / "one", Runner())
    turned = replace(ready, points=ready.points[::-1])
    sweep(turned, file.parent / "two", Runner())
    tables = [
        pq.read_table(file.parent / where / g.folder_name / "sweep.parquet").column("mean").to_numpy()
        for where, g in (("one", ready), ("two", turned))
    ]
    assert np.array_equal(tables[0].reshape(6, 3), tables[1].reshape(6, 3)[::-1])


def test_points_that_fail_are_listed_with_what_they_are_and_the_others_are_kept(file):
    ready, run = prepare(file), Runner()

    def fails(point, replications, figures):
        if dict(point.settings)["operator.reserve"] == "20 %":
            raise ArithmeticError("too much")
        return run(point, replications, figures)

    with pytest.raises(PointsFailedError) as failed:
        sweep(ready, file.parent, fails)
    assert str(failed.value).splitlines() == [
        "2 of 6 design points failed; the others are kept, and no table is made of a part of them:",
        "  design point 3 (Reserve 20 %, costs.land $170/kW): too much",
        "  design point 4 (Reserve 20 %, costs.land $340/kW): too much",
    ]
    assert not (file.parent / ready.folder_name).exists()
    assert len(run.ran) == 4
    sweep(ready, file.parent, run)
    assert len(run.ran) == 6, "only those that failed are run"


def test_processes_at_the_same_sweep_share_its_points_and_make_none_twice(file, tmp_path):
    ready, root = prepare(file), tmp_path / "sweeps"

    def noted(point, replications, figures):
        with (tmp_path / "ran").open("a") as ran:
            ran.write(f"{os.getpid()} {point.hash}\n")
        time.sleep(0.3)
        return Runner()(point, replications, figures)

    both = [forked(lambda: sweep(ready, root, noted)) for _ in range(2)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in both] == [0, 0]
    ran = [line.split() for line in (tmp_path / "ran").read_text().splitlines()]
    assert sorted(point for _, point in ran) == sorted(point.hash for point in ready.points)
    assert {int(process) for process, _ in ran} == set(both), "each had some"
    alone = sweep(ready, tmp_path / "alone", Runner())
    for name in ("sweep.csv", "points.csv", "sweep.parquet"):
        assert (root / ready.folder_name / name).read_bytes() == (alone / name).read_bytes()


def test_a_process_killed_at_a_point_leaves_it_to_another(file, tmp_path):
    ready, root, run = prepare(file), tmp_path / "sweeps", Runner()
    _, status = os.waitpid(forked(lambda: sweep(ready, root, lambda *_: os._exit(9))), 0)
    assert os.waitstatus_to_exitcode(status) == 9
    assert len(list((root / POINTS).glob("*.claim"))) == 1
    sweep(ready, root, run)
    assert len(run.ran) == 6
    assert not list((root / POINTS).glob("*.claim"))


def test_more_replications_of_a_sweep_simulate_only_the_others(file):
    sweep(prepare(file, 5), file.parent / "grown", Runner())
    rest, root = Runner(), file.parent / "grown"
    folder = sweep(prepare(file, 150), root, rest)
    assert rest.replications == [range(5, 150)] * 6
    alone = sweep(prepare(file, 150), file.parent / "alone", Runner())
    assert folder.name == alone.name
    for path in sorted(alone.rglob("*.[cp]*")):
        assert path.read_bytes() == (root / alone.name / path.name).read_bytes()
    of_values = ("files", "hashes", "sweep", "sources", "policies", "inputs")
    here, there = (manifest.read(each) for each in (folder, alone))
    assert {key: here[key] for key in of_values} == {key: there[key] for key in of_values}
    assert here.keys() - {*of_values} == {"schema", "seal", "seconds", "made", "command", "machine", "versions"}
    names = sorted(path.name for path in (root / POINTS).iterdir())
    assert names == sorted(path.name for path in (alone.parent / POINTS).iterdir()), "a longer file has the same name"
    assert all((root / POINTS / name).read_bytes() == (alone.parent / POINTS / name).read_bytes() for name in names)
    fewer = Runner()
    sweep(prepare(file, 20), root, fewer)
    assert fewer.ran == [], "of a longer file the first replications are taken"


def test_what_is_done_of_a_long_point_is_kept_while_it_is_made(file, monkeypatch):
    monkeypatch.setattr("sim.runs.sweep.KEEP_EVERY", 0.0)
    ready, stopping, root = prepare(file, 200), Runner(), file.parent / "sweeps"

    def stops(*asked):
        for place, results in enumerate(stopping(*asked)):
            if place == 2:
                raise KeyboardInterrupt
            yield results

    with pytest.raises(KeyboardInterrupt):
        sweep(ready, root, stops)
    rest = Runner()
    folder = sweep(ready, root, rest)
    assert rest.replications == [range(128, 200), *[range(200)] * 5]
    alone = sweep(ready, file.parent / "alone", Runner())
    assert (folder / "sweep.parquet").read_bytes() == (alone / "sweep.parquet").read_bytes()


def test_a_damaged_point_is_simulated_anew(file):
    ready, root, rest = prepare(file), file.parent / "sweeps", Runner()
    whole = sweep(ready, root, Runner())
    before = (whole / "sweep.parquet").read_bytes()
    path = root / POINTS / ready.kept_name(ready.points[2])
    table = pq.read_table(path)
    values = table["headroom_mw"].to_numpy().copy()
    values[3] += 0.5
    pq.write_table(table.set_column(table.column_names.index("headroom_mw"), "headroom_mw", pa.array(values)), path)
    with pytest.raises(DamagedError, match=path.name):
        points_file.read(path)
    (whole / "manifest.json").unlink()
    sweep(ready, root, rest)
    assert rest.ran == [dict(ready.points[2].settings)]
    assert (whole / "sweep.parquet").read_bytes() == before


@pytest.mark.parametrize(("replications", "engine", "at_once"), [(20, "compiled", 2), (128, "compiled", 2),
                                                                  (129, "compiled", 1), (20, "simpy", 1)])  # fmt: skip
def test_design_points_of_few_replications_are_made_side_by_side(file, replications, engine, at_once):
    run = Simulation(Workers(engine, 2))
    found, each = run.alongside(prepare(file, replications, to_run=False).points)
    assert found == at_once
    assert each.workers.jobs == 2 // at_once
    assert each.how("base") == run.how("base")


def test_points_made_side_by_side_are_those_made_one_after_the_other(file, monkeypatch):
    together, one_by_one = file.parent / "together", file.parent / "one_by_one"
    monkeypatch.setattr(Simulation, "alongside", lambda self, points: (3, self))
    several = run_points(prepare(file, 3), together, Simulation(Workers("simpy", 1)))
    monkeypatch.undo()
    alone = run_points(prepare(file, 3), one_by_one, Simulation(Workers("simpy", 1)))
    assert all(np.array_equal(one, other) for one, other in zip(several, alone, strict=True))
    assert {path.name for path in together.rglob("*.parquet")} == {path.name for path in one_by_one.rglob("*.parquet")}


def test_what_points_are_is_the_same_where_processes_share_them_out(file, monkeypatch):
    monkeypatch.setattr("sim.runs.prepared_apart.MANY", 2)
    monkeypatch.setattr("sim.runs.prepared_apart.SHARE", 2)
    apart, here = prepare(file, jobs=2), prepare(file)
    assert [vars(point)["facts"] for point in apart.points] == [point.facts for point in here.points]
    assert apart.hash == here.hash


def test_what_is_wrong_is_told_the_same_where_processes_share_points_out(file, monkeypatch):
    monkeypatch.setattr("sim.runs.prepared_apart.MANY", 2)
    file.write_text(SWEEP.replace("[0 %, 20 %, 40 %]", "[0 %, 20 %, 140 %]"))
    told = []
    for jobs in (1, 2):
        with pytest.raises(ScenarioErrors) as errors:
            prepare(file, jobs=jobs)
        told.append(str(errors.value))
    assert told[0] == told[1]
    assert "140 %" in told[0]


def test_until_is_part_of_what_a_point_is(file):
    whole = prepare(file)
    file.write_text(SWEEP.replace("replications: 12", "replications: 12\nuntil: FY2025").replace("headroom_mw,", ""))
    short = prepare(file)
    assert short.points[0].until is not None
    assert not {point.chunk_hash for point in short.points} & {point.chunk_hash for point in whole.points}
