"""A sweep file says what moves, over what and in which design; what does not fit together is told in its line."""

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest

from sim.runs.prepared import prepare
from sim.scenario.amounts import Amount
from sim.scenario.axis import Axis
from sim.scenario.figure import metric_names, wrong_figure
from sim.scenario.load import load, load_point, load_sweep
from sim.scenario.problems import ScenarioErrors
from sim.scenario.swept import SweptScenario

ROOT = Path(__file__).parents[2]
HEAD = "schema: 1\nname: s\ntitle: s\nscenario: worked-example.yaml\n"
ONE = "levers: [{key: operator.reserve, values: [5 %, 10 %]}]\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "worked-example.yaml").write_text((ROOT / "scenarios/validation/worked-example.yaml").read_text())
    return tmp_path


def read(folder, text):
    path = folder / "s.yaml"
    path.write_text(HEAD + text)
    return load_sweep(path)


@pytest.mark.parametrize(("text", "number", "unit", "again"), [
    ("1 GW", 1.0, "GW", "2.25 GW"), ("$165/kW-month", 165.0, "$/kW-month", "$166.25/kW-month"),
    (3, 3.0, "a whole number", "4"), (3.0, 3.0, "a number", "4.25"), ("1,000 MW", 1000.0, "MW", "1001.25 MW"),
    ("€100/kW at 1.08 $/€", 100.0, "€/kW at 1.08 $/€", "€101.25/kW at 1.08 $/€"),
    ("-$5M", -5.0, "$M", "-$3.75M"),
    ("0 %", 0.0, "%", "1.25 %"), ("-1 day", -1.0, "day", "0.25 day"), ("2025-02-28", 739310.0, "a day", "2025-03-01"),
])  # fmt: skip
def test_an_amount_is_written_back_in_its_own_unit(text, number, unit, again):
    amount = Amount.read(text)
    assert (float(amount), str(amount.unit)) == (number, unit)
    assert amount.unit.written(amount + 1.25, 3) == again


def test_a_range_is_interpolated_in_its_own_unit(folder):
    axes = read(folder, """levers:
  - {key: a, from: 1 GW, to: 3 GW}
  - {key: b, from: 1, to: 4}
  - {key: c, from: 1.0, to: 4.0}
  - {key: d, from: 0.01 %, to: 100 %, scale: log}
  - {key: e, from: 2025-01-01, to: 2025-01-31}
  - {key: f, from: 1 month, to: 18 months}
  - {key: g, from: 1 GW, to: 2 GW, step: 0.25 GW}
design: {kind: latin_hypercube, points: 8, seed: 1}
""").scenario.levers  # fmt: skip
    assert [axis.at_share(0.5) for axis in axes if axis.listed() is None] == ["2 GW", "2.5", "1 %", "9.5 months"]
    assert [axis.at_share(1 / 3) for axis in axes[:1]] == ["1.667 GW"]
    assert axes[1].listed() == ["1", "2", "3", "4"]
    assert axes[4].listed()[::15] == ["2025-01-01", "2025-01-16", "2025-01-31"]
    assert axes[6].listed() == ["1 GW", "1.25 GW", "1.5 GW", "1.75 GW", "2 GW"]


@pytest.mark.parametrize(("given", "listed"), [
    ({"from": 1, "to": 3, "step": 0.5}, ["1", "1.5", "2", "2.5", "3"]),
    ({"from": 5, "to": 15, "step": 2.5}, ["5", "7.5", "10", "12.5", "15"]),
    ({"from": 5, "to": 15, "step": 5}, ["5", "10", "15"]),
    ({"from": "1.234 GW", "to": "101 GW", "step": "90 GW"}, ["1.234 GW", "91.234 GW"]),
    ({"from": "-$0.3M", "to": "$0.3M", "step": "$0.1M"},
     ["-$0.3M", "-$0.2M", "-$0.1M", "$0M", "$0.1M", "$0.2M", "$0.3M"]),
    ({"from": 0.00005, "to": 0.0002, "step": 0.00005}, ["0.00005", "0.0001", "0.00015", "0.0002"]),
    ({"from": "2025-01-30", "to": "2025-02-03", "step": 2}, ["2025-01-30", "2025-02-01", "2025-02-03"]),
    ({"values": ["0o17", "operating # not finance", "5 %", "1", 1, True, 1e3, "{"]},
     ['"0o17"', '"operating # not finance"', "5 %", '"1"', "1", "true", "1000.0", '"{"']),
])  # fmt: skip
def test_what_is_listed_is_exactly_what_the_file_means(given, listed):
    axis = Axis.model_validate({"key": "a", **given})
    assert (axis.listed(), list(axis.wrong())) == (listed, [])


@pytest.mark.parametrize(("first", "last"), [("1.2345 GW", "101.0019 GW"), ("0.123456 %", "0.98765432 %"), (1, 9)])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_range_begins_where_it_says_and_keeps_within(first, last, scale):
    axis = Axis.model_validate({"key": "a", "from": first, "to": last, "scale": scale})
    assert axis.at_share(0.0) == str(first)
    assert Amount.read(first) < Amount.read(axis.at_share(1.0)) <= Amount.read(last)


@pytest.mark.parametrize(("most", "scale"), [(4, "linear"), (400_000, "linear"), (4 * 10**35, "linear"), (4, "log")])
def test_each_whole_number_of_a_range_has_its_own_part_of_the_way(most, scale):
    axis = Axis.model_validate({"key": "a", "from": 1, "to": most, "scale": scale})
    parts = 4 * 1_000
    found = [int(axis.at_share((part + 0.5) / parts)) for part in range(parts)]
    if scale == "linear":
        assert sum(one <= most // 4 for one in found) == parts // 4
    else:
        ways = [math.log((one + 0.5) / (one - 0.5)) / math.log(4.5 / 0.5) for one in range(1, 5)]
        assert [found.count(one) / parts for one in range(1, 5)] == pytest.approx(ways, abs=1 / parts)


def test_texts_and_truths_reach_the_scenario_as_they_stand(folder):
    read(folder, """levers:
- {key: operator.name, values: ["0o17", "operating # not finance", "true"]}
- {key: 'lease_terms[hosted].purchase_option', values: [true, false]}
metrics: [live_mw@FY2025]
""")  # fmt: skip
    made = [point.scenario for point in prepare(folder / "s.yaml").points]
    assert [one.operator.name for one in made[::2]] == ["0o17", "operating # not finance", "true"]
    assert [one.lease_terms[0].purchase_option for one in made[:2]] == [True, False]


GRID = "design: {kind: grid}\n"
LHS = "design: {kind: latin_hypercube, points: 4, seed: 1}\n"
WRONG = [
    ("design: {kind: grid}", "a sweep moves something", 1),
    (ONE + "uncertainties:\n- {key: operator.reserve, values: [6 %]}\n", "both a lever and an uncertainty", 7),
    ("levers:\n- {key: a, values: [1]}\n- {key: a, values: [2]}\n", "two levers share the key 'a'", 7),
    ("levers:\n- {key: a, values: [1]}\n- {key: b, values: [2], label: a}\n", "share the name 'a'", 7),
    ("levers:\n- {key: a, values: [1, 1]}\n", "the value '1' is given twice", 6),
    ("levers:\n- {key: a, value: [1]}\n", "did you mean values?", 6),
    ("uncertanties:\n- {key: a, values: [1]}\n", "did you mean uncertainties?", 5),
    ("levers:\n- {key: a, from: 1 GW, to: 3 GW}\n", "a grid needs `values`, or a range with a `step`", 6),
    ("levers:\n- {key: a, from: 1, to: 1000000000000}\n" + GRID, "1,000,000,000,000 design points are more than", 7),
    ("levers:\n- {key: a, from: 1 GW}\n", "needs both `from` and `to`", 6),
    ("levers:\n- {key: a, from: 3 GW, to: 1 GW}\n", "`to` is not over `from`", 6),
    ("levers:\n- {key: a, from: 1 GW, to: 3 months}\n", "`to` is in months, and `from` in GW", 6),
    ("levers:\n- {key: a, from: much, to: 3 GW}\n", "'much' is no amount", 6),
    ("levers:\n- {key: a, from: 2025-01-01, to: 2025-02-30}\n", "'2025-02-30' is no day", 6),
    ("levers:\n- {key: a, from: 1 GW, to: 3 GW, values: [1 GW]}\n", "values and from and to: give one of them", 6),
    ("levers:\n- {key: a, from: 1 GW, to: 3 GW, step: 4 GW}\n", "`step` is over 0 and fits", 6),
    ("levers:\n- {key: a, from: 1 GW, to: 3 GW, step: 100 MW}\n", "`step` is written in GW", 6),
    ("levers:\n- {key: a, values: [1], step: 1}\n", "`step` goes with a range", 6),
    ("levers:\n- {key: a, from: 0 %, to: 5 %, scale: log}\n" + LHS, "begins over 0", 6),
    ("levers:\n- {key: a, values: [1], scale: log}\n", "`scale` goes with a range", 6),
    ("levers:\n- {key: a, distribution: {distribution: triangular, low: 1 GW, mode: 2 MW, high: 3 GW}}\n" + LHS,
     "`mode` is in MW, and `low` in GW: write one unit", 6),
    ("levers:\n- {key: a, distribution: {distribution: lognormal, median: $100/kW, p90: $0.3M/MW}}\n" + LHS,
     "`p90` is in $M/MW, and `median` in $/kW: write one unit", 6),
    ("levers:\n- {key: a, from: €100/kW at 1.08 $/€, to: €150/kW at 1.1 $/€}\n" + LHS, "write both in one unit", 6),
    ("levers:\n- {key: a, values: [{name: 1}]}\n", "a value is needed here, such as an amount", 6),
    ("levers:\n- {key: a, distribution: {distribution: uniform, low: 1 GW, high: 3 GW}}\n" + LHS,
     "unknown distribution", 6),
    ("levers:\n- key: a\n" + LHS, "'a' moves over nothing", 6),
    (ONE + "design: {kind: grid, points: 12}\n", "unknown key 'points'", 6),
    (ONE + "design: {kind: latin, points: 12}\n", "unknown kind 'latin'", 6),
    (ONE + "design: {kind: latin_hypercube, points: 12}\n", "the key 'seed' is missing", 6),
    (ONE + "design: {kind: sobol, points: 24, seed: 1}\n", "24 is no power of two", 6),
    (ONE + "design: {kind: sobol, points: 16}\n", "needs a `seed`", 6),
    (ONE + "design: {kind: saltelli, base_points: 24, seed: 1}\n", "24 is no power of two", 6),
    (ONE + "design: {kind: saltelli, points: 16, seed: 1}\n", "unknown key 'points'", 6),
    (ONE + "design: {kind: saltelli, base_points: 65536, seed: 1}\n", "196,608 design points are more than 100,000", 6),
    ("levers:\n- key: a\ndesign: {kind: saltelli, base_points: 8, seed: 1}\n", "'a' moves over nothing", 6),
    (ONE + "design: {kind: morris, trajectories: 10, levels: 5, seed: 1}\n", "5 levels have no half: take 6", 6),
    (ONE + "design: {kind: morris, trajectories: 60000, seed: 1}\n", "120,000 design points are more than 100,000", 6),
    (ONE + "design: {kind: morris, trajectories: 10}\n", "the key 'seed' is missing", 6),
    (ONE + "design: {kind: sobol, points: 16, scrambled: false, seed: 3}\n", "only a scrambled design has a seed", 6),
    ("levers:\n- {key: a, distribution: {distribution: lognormal, median: 1 GW, p90: 3 GW}}\n"
     "design: {kind: sobol, points: 16, scrambled: false}\n", "lies at share 0", 6),
    (ONE + "design:\n  kind: list\n  points:\n  - {operator.reserve: 4 %}\n", "in a list the points give them", 5),
    ("levers:\n- key: operator.reserve\ndesign:\n  kind: list\n  points:\n  - operator.resrve: 4 %\n",
     "did you mean operator.reserve?", 10),
    ("levers: [{key: a}, {key: b}]\ndesign:\n  kind: list\n  points:\n  - {a: 1}\n",
     "no point of the list gives 'b'", 5),
    ("levers: [{key: a}]\ndesign:\n  kind: list\n  points:\n  - {a: 1}\n  - {a: 1}\n",
     "this is design point 1 once more", 10),
    (ONE + "metrics: [headrom_mw]\n", "did you mean headroom_mw?", 6),
    (ONE + "metrics: [headroom_mw@2025]\n", "'2025' is no period", 6),
    (ONE + "metrics: [live_mw, live_mw]\n", "'live_mw' is given twice", 6),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "line"), WRONG, ids=[said for _, said, _ in WRONG])
def test_what_is_wrong_is_told_in_its_line(folder, text, said, line):
    with pytest.raises(ScenarioErrors, match=re.escape(said)) as caught:
        read(folder, text)
    assert [problem.line for problem in caught.value.problems if said in str(ScenarioErrors([problem]))] == [line]


def test_the_metrics_that_a_sweep_may_name_are_those_that_there_are():
    from sim.metrics import catalogue

    assert list(metric_names()) == sorted(catalogue()), "run `make docs`"
    assert [name for name in catalogue() if wrong_figure(name) is not None] == []


def test_a_design_point_is_the_scenario_with_its_settings_whatever_was_read_before(folder):
    """Each point is read anew, and from what the point before has alike: both give one record."""
    swept = read(folder, ONE)
    scenario = SweptScenario(folder / "s.yaml", swept)
    ways = [(), (("operator.reserve", "5 %"),), (("horizon.last_day", "2028-06-30"),),
            (("seed", "7"), ("costs.it_life", "5 years")),
            (("operator.reserve", "5 %"), ("regions[0].pue", "1.3")), ()]  # fmt: skip
    for settings in ways:
        alone = load(folder / "worked-example.yaml", sweep=settings)
        for point in (scenario.at(settings), load_point(folder / "s.yaml", swept, settings)):
            assert point.scenario == alone.scenario
            assert str(point.tree) != "" and point.scenario.model_dump() == alone.scenario.model_dump()
    records = [scenario.at(settings).scenario for settings in ways]
    assert all(one.costs is other.costs for one, other in pairwise(records[4:])), "nothing is read twice"


OF_POINTS = [
    ("levers:\n- {key: operator.resrve, values: [5 %, 6 %]}\n",
     "s.yaml:6:18: unknown key 'resrve' (in every design point)"),
    ("levers:\n- {key: 'sites[x].region', values: [a]}\n", "s.yaml:6:16: there is no item 'x' (in every design point)"),
    ("levers:\n- {key: operator..reserve, values: [5 %]}\n", "s.yaml:6:18: 'operator..reserve' is no key"),
    ("levers:\n- {key: operator.reserve, values: [5 %, '{']}\n", "s.yaml:6:41: '{' is not a share from 0 to 1"),
    ("levers:\n- {key: operator.name, values: [A, true]}\n", "s.yaml:6:36: a text is needed here, not 'true'"),
    ("levers:\n- {key: 'lease_terms[hosted].term_years', from: 1, to: 2, step: 0.5}\n",
     "s.yaml:6:49: a whole number is needed here"),
    ("levers:\n- {key: 'regions[0].pue', values: [1.2]}\n- {key: 'regions[north].pue', values: [1.3]}\n",
     "s.yaml:7:10: 'regions[north].pue' is set twice: 'regions[0].pue' sets it too"),
    ("levers:\n- {key: 'lease_terms[hosted].term_years', from: 1.0, to: 9.0}\n"
     "design: {kind: sobol, points: 16, scrambled: false}\n",
     "s.yaml:6:49: a whole number is needed here, not '2.5' (in 8 of the design points"),
    ("levers:\n- {key: operator.reserve, values: [5 %]}\n#",
     "s.yaml:1:1: no `metrics` are given, and of the usual ones 'headroom_mw[grade=ai]@FY2028': the horizon,"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), OF_POINTS, ids=[said[:40] for _, said in OF_POINTS])
def test_what_is_wrong_with_design_points_is_told_once_at_the_key_or_value_it_is_about(folder, monkeypatch, text, said):
    monkeypatch.chdir(folder)
    (folder / "s.yaml").write_text(f"{HEAD}{text}metrics: [live_mw]\n")
    with pytest.raises(ScenarioErrors) as caught:
        prepare(Path("s.yaml"))
    assert [str(problem)[: len(said)] for problem in caught.value.problems][:1] == [said]
    assert len(caught.value.problems) == (4 if "metrics" in said else 1)


def test_a_wrong_design_point_is_told_after_a_right_one_as_if_it_were_alone(folder):
    swept = read(folder, ONE)
    for settings in ((("operator.reserve", "5 MW"),), (("seed", "'7'"),), (("horizon.last_day", "2020-01-01"),)):
        scenario = SweptScenario(folder / "s.yaml", swept)
        scenario.at(())
        told = []
        for read_it in (scenario.at, lambda s: load(folder / "worked-example.yaml", sweep=s)):
            with pytest.raises(ScenarioErrors) as caught:
                read_it(settings)
            told.append({problem.text for problem in caught.value.problems})
        assert told[0] == told[1]


@pytest.mark.parametrize(
    ("key", "why"),
    [("seed", "on the same draws"), ("replications", "sweep's own"), ("name", "no number depends on it")],
)
def test_what_a_sweep_does_not_move_is_refused_at_its_key(folder, key, why):
    with pytest.raises(ScenarioErrors, match=rf"s\.yaml:5:16: '{key}' is not moved by a sweep: .*{why}"):
        read(folder, f"levers: [{{key: {key}, values: [3, 4]}}]\n")


@pytest.mark.parametrize("setting", ["operator.reserve=9 %", "operator={name: Other, reserve: 9 %}"])
def test_what_a_sweep_moves_is_not_set_over_it(folder, setting):
    read(folder, ONE + "metrics: [live_mw@FY2025]\n")
    with pytest.raises(ScenarioErrors, match=r"the sweep moves 'operator\.reserve': leave it out of --set"):
        prepare(folder / "s.yaml", overrides=[setting])
    assert len(prepare(folder / "s.yaml", overrides=["operator.name=Other"]).points) == 2


def test_replications_of_a_sweep_are_not_set_in_its_scenario(folder):
    read(folder, ONE + "metrics: [live_mw@FY2025]\n")
    with pytest.raises(ScenarioErrors, match="a sweep has `replications` of its own"):
        prepare(folder / "s.yaml", 3, ["replications=4"])


def test_values_that_mean_the_same_are_given_twice_however_they_are_written(folder):
    text = "levers: [{key: operator.reserve, values: [0.05, 6 %, 5 %]}]\nmetrics: [live_mw@FY2025]\n"
    for design in ("{kind: grid}", "{kind: one_at_a_time}"):
        (folder / "s.yaml").write_text(f"{HEAD}{text}design: {design}\n")
        with pytest.raises(ScenarioErrors, match=r"^s.yaml|'5 %' means the same as '0.05'") as refused:
            prepare(folder / "s.yaml")
        (problem,) = refused.value.problems
        assert (problem.line, problem.column) == (5, 54)
    (folder / "s.yaml").write_text(HEAD + text.replace("5 %]", "7 %]"))
    assert len(prepare(folder / "s.yaml").points) == 3


def test_a_range_in_euros_is_drawn_in_euros(folder):
    text = "levers: [{key: costs.land, from: €100/kW at 1.1 $/€, to: €200/kW at 1.1 $/€}]\nmetrics: [live_mw@FY2025]\n"
    (folder / "s.yaml").write_text(HEAD + text + LHS)
    points = prepare(folder / "s.yaml").points
    for point in points:
        euros = Amount.read(point.value("costs.land"))
        assert str(euros.unit) == "€/kW at 1.1 $/€"
        assert point.scenario.costs.land == pytest.approx(float(euros) * 1.1)
    parts = sorted(int((point.scenario.costs.land - 110) / 27.5) for point in points)
    assert parts == [0, 1, 2, 3], "a Latin hypercube has one value in each quarter of the range"


def test_a_variant_is_called_by_both_names_and_by_its_own_where_it_says_one(folder):
    text = "schema: 1\nextends: worked-example.yaml\nname: two\nvariants:\n  more: {title: t}\n  own: {name: mine}\n"
    (folder / "v.yaml").write_text(text)
    more = load(folder / "v.yaml", variant="more")
    assert more.scenario.name == "two-more"
    at = more.position("name")
    assert (Path(at.source.name).name, at.line, at.column) == ("v.yaml", 5, 3)
    assert load(folder / "v.yaml", variant="own").scenario.name == "mine"
