"""All problems of a file are told in one pass, those between its blocks too, and none that only follow from others."""

import pathlib
import time

import pytest

from sim.scenario.load import load
from sim.scenario.problems import Problem, ScenarioErrors

BASE = pathlib.Path(__file__).parents[2] / "scenarios/baseline.yaml"
RULE = "agreement:\n  responses:\n  - id: new\n    first_day: 2025-01-21\n    rules:\n     -"
"""A rule of a response, some kinds of which are called as one of their keys."""
HEAD = "schema: 1\nextends: baseline.yaml\nname: x\n"


@pytest.fixture
def told(tmp_path: pathlib.Path):
    """Problems of a file that extends the baseline, without its first three lines."""
    (tmp_path / "baseline.yaml").write_text(BASE.read_text())

    def problems(text: str, head: str = HEAD) -> list[Problem]:
        (tmp_path / "a.yaml").write_text(head + text)
        with pytest.raises(ScenarioErrors) as caught:
            load(tmp_path / "a.yaml")
        return list(caught.value.problems)

    return problems


def test_faults_in_blocks_and_between_them_are_told_together_and_sorted(told) -> None:
    problems = told(
        "replications: no\n"
        "portfolios:\n"
        "- {id: loi-stream, pipeline: finance-laese, regions: {us-esat: 100 %}}\n"
        "timeline:\n"
        "- {id: a, action: scale_demand, at: 2099-01-01, target: genrl, factor: x}\n"
        "- {id: b, action: move_dates, at: 2025-01-01, provider: stragate, by: 1 day}\n"
    )
    assert [(problem.line, problem.nearest) for problem in problems] == [
        (4, None), (6, "finance-lease"), (6, None), (6, "us-east"), (8, None), (8, "general"), (8, None),
        (9, "stargate"),
    ]  # fmt: skip
    assert "sum to 2" in problems[2].text
    assert "outside the horizon" in problems[4].text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("regions: [{id: us-east, pue: 9}]\n", 4),
        ("regions: [{id: us-east, area: moon}]\n", 4),
        ("horizon: {start: 2023-13-01}\n", 4),
        ("horizon: {last_day: never}\n", 4),
        ("horizon: {fiscal_year_ends: jnue}\n", 4),
        ("pipelines: [{id: finance-lease, build: 3}]\n", 4),
        ("demand: {classes: [{id: partner-training, price: 3}]}\n", 4),
        ("capex: {other: 3}\n", 4),
        ("portfolios: [{id: loi-stream, tenure: rented}]\n", 4),
        ("agreement: {regimes: [{id: new, first_day: x, regime: open}]}\n", 4),
        (f"{RULE} {{kind: share, share: 20 %, workload: [3]}}\n", 9),
        ("costs: 3\n", 4),
        ("demand: 3\n", 4),
    ],
)
def test_one_fault_is_told_once_and_nothing_that_only_follows_from_it(told, text: str, line: int) -> None:
    (problem,) = told(text)
    assert (problem.line, pathlib.Path(problem.file).name) == (line, "a.yaml")


def test_what_names_an_id_that_cannot_be_read_is_not_told(told) -> None:
    (problem,) = told("regions:\n- {id: [1], area: us, power_price: $1/MWh}\nsites: []\ndemand: {in_service: []}\n")
    assert problem.line == 5


def test_a_misspelt_id_is_one_problem_with_the_id_that_was_meant(told) -> None:
    (problem,) = told("portfolios:\n- {id: loi-straem, arrivals: {last_day: 2025-02-28}}\n")
    assert (problem.line, problem.column, problem.nearest) == (5, 8, "loi-stream")
    (problem,) = told("timeline: [{id: release, action: lapse, at: 2025-01-01, capacity: 1 GW, select: {}},"
                      " {id: releese, capacity: 2 GW}]\n")  # fmt: skip
    assert problem.nearest == "release"


def test_a_misspelt_key_is_not_told_as_a_missing_one_too(told) -> None:
    (problem,) = told("regions:\n- {id: new, area: us, power_prcie: $80/MWh}\n")
    assert problem.nearest == "power_price"
    (problem,) = told("portfolios:\n- {di: loi-stream, total: 3 GW}\n")
    assert problem.nearest == "id"


def test_a_file_whose_base_cannot_be_read_tells_its_own_faults_and_no_missing_keys(told) -> None:
    head = "schema: 1\nextends: baselin.yaml\nname: x\n"
    problems = told("seed: x\nregoins: []\nportfolios: [{id: loi-stream, total: 3}]\n", head)
    assert [(problem.line, problem.nearest) for problem in problems] == [
        (2, "baseline.yaml"), (4, None), (5, "regions"), (6, None),
    ]  # fmt: skip


def test_a_thousand_faults_are_counted_and_told_in_half_a_second(told) -> None:
    start = time.process_time()
    problems = told("sites:\n" + "".join(f"- {{id: s{index}}}\n" for index in range(5_000)))
    assert "more values are refused" in problems[0].text + problems[1].text
    assert time.process_time() - start < 2, "work that grows faster than the file"


@pytest.mark.parametrize(("text", "column", "nearest"), [
    ("sites:\n- {id: a, region: us-east, grade: ai, tenure: leased, stage: signed, pipeline: finance-lease, temrs: x,"
     " tranches: [{capacity: 1 MW}]}\n", 95, "terms"),
    ("portfolios:\n- {id: a, tenure: leased, stage: loi, pipeline: finance-lease, temrs: finance-lease, count: 1,"
     " site: 1 MW, tranche: 1 MW, regions: {us-east: 100 %}}\n", 64, "terms"),
    ("demand:\n  in_service: [{id: a, workload: partner-training, capacity: 1 MW, region: us-esat}]\n", 76, "us-east"),
    ("pipelines: [{id: leesing, build: 1 year}]\n"
     "lease_tersm: [{id: new, rent: $1/kW-month, term_years: 1}]\n"
     "portfolios: [{id: loi-stream, terms: new}]\n", 1, "lease_terms"),
    ("sites: [{id: ai-us-midwest, graed: ai}]\n", 29, "grade"),
    ("sites: [{id: ai-us-midwest, region: us-midwets}]\n", 37, "us-midwest"),
    ("pipelines: [{id: fiance-lease, plan_ahead: 1 month}]\n", 18, "finance-lease"),
    (f"{RULE} {{kind: share, share: 20 %, wrkload: partner-training}}\n", 35, "workload"),
    (f"{RULE} {{kind: share, share: 20 %, workload: partner-trainin}}\n", 45, "partner-training"),
    (f"{RULE} {{kind: share, shar: 20 %}}\n", 22, "share"),
])  # fmt: skip
def test_what_only_follows_from_a_misspelt_key_or_name_is_not_told(told, text: str, column: int, nearest: str) -> None:
    (problem,) = told(text)
    assert (problem.column, problem.nearest) == (column, nearest)


@pytest.mark.parametrize("path", sorted(BASE.parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_days_are_not_measured_by_a_horizon_that_runs_backwards(path):
    with pytest.raises(ScenarioErrors) as caught:
        load(path, overrides=["horizon.last_day=2020-01-31"])
    (problem,) = caught.value.problems
    assert problem.text == "last_day 2020-01-31 must come after start, 2023-07-01"
