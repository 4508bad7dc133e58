"""What is wrong with the values of a sweep is told once and in one pass: at the value, or in the scenario it moves."""

from pathlib import Path

import pytest

from sim.runs.prepared import prepare
from sim.scenario.axis import yaml_of
from sim.scenario.problems import ScenarioErrors

ROOT = Path(__file__).parents[2]


def told(path, overrides=()):
    with pytest.raises(ScenarioErrors) as caught:
        prepare(path, overrides=overrides)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def sweep_of(tmp_path, monkeypatch):
    """Writes a sweep of the small world of the examples, and that world with some of its text replaced."""
    monkeypatch.chdir(tmp_path)

    def write(text, **replaced):
        base = (ROOT / "docs/examples/base.yaml").read_text()
        for old, new in replaced.items():
            line = next(line for line in base.splitlines() if line.strip().startswith(f"{old}:"))
            base = base.replace(line + "\n", new)
        Path("base.yaml").write_text(base)
        head = "schema: 1\nname: s\ntitle: s\nscenario: base.yaml\nmetrics: [live_mw@FY2025]\n"
        Path("s.yaml").write_text(head + text)
        return Path("s.yaml")

    return write


def test_keys_and_values_are_told_in_one_pass_with_what_is_wrong_with_the_sweep_itself(sweep_of):
    path = sweep_of("""levers:
- {key: operator.resrve, values: [6 %, 7 %], form: 3}
- {key: operator.reserve, values: [6 %, 600 %], lable: x}
- {key: 'timeline[pullbak].capacty', values: [6 GW]}
- {key: costs.land, from: $1/kW, to: 3 months, sacle: log}
- {key: name, values: [a]}
uncertainties:
- key: costs.shell_fit
- key: costs.ladn
design: {kind: list, points: [{costs.shell_fit: 3 days, costs.ladn: $1/kW}], piont: 1}
""")  # fmt: skip
    assert [problem.split(":", 1)[1].split(" (")[0] for problem in told(path)] == [
        "7:18: unknown key 'resrve'", "7:46: unknown key 'form'", "8:41: '600 %' is outside 0 % to 100 %",
        "8:49: unknown key 'lable'", "9:19: there is no item 'pullbak'",
        "10:38: `to` is in months, and `from` in $/kW: write both in one unit", "10:48: unknown key 'sacle'",
        "11:9: 'name' is not moved by a sweep: no number depends on it", "14:14: unknown key 'ladn'",
        "15:49: '3 days' has no dollar sign", "15:78: unknown key 'piont'",
    ]  # fmt: skip


def test_a_sweep_that_is_refused_tells_what_is_wrong_with_its_scenario_too(sweep_of):
    path = sweep_of("levers:\n- {key: costs.land, values: [$1/kW], form: 3}\n", it_life="  it_life: 6 yers\n")
    assert told(path) == ["base.yaml:40:12: 'yers' is no unit of a duration", "s.yaml:7:38: unknown key 'form'"]
    assert told(path, ["costs.it_life=6 years"]) == ["s.yaml:7:38: unknown key 'form'"]
    path.write_text(path.read_text().replace("base.yaml", "bse.yaml"))
    assert told(path) == ["s.yaml:4:11: there is no file 'bse.yaml'", "s.yaml:7:38: unknown key 'form'"]


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_ends_of_a_range_are_held_to_what_the_field_takes_whatever_is_drawn(sweep_of, seed):
    design = f"design: {{kind: latin_hypercube, points: 2, seed: {seed}}}\n"
    assert told(sweep_of("levers:\n- {key: operator.reserve, from: 1 %, to: 110 %}\n" + design)) == [
        "s.yaml:7:42: '110 %' is outside 0 % to 100 %"
    ]
    assert told(sweep_of("levers:\n- {key: operator.reserve, from: 101 %, to: 110 %}\n" + design)) == [
        "s.yaml:7:33: '101 %' is outside 0 % to 100 %", "s.yaml:7:44: '110 %' is outside 0 % to 100 %"
    ]  # fmt: skip
    spread = "{distribution: triangular, low: 1 %, mode: 2 %, high: 101 %}"
    assert told(sweep_of(f"levers:\n- {{key: operator.reserve, distribution: {spread}}}\n{design}")) == [
        "s.yaml:7:95: '101 %' is outside 0 % to 100 %"
    ]


def test_ends_that_do_not_go_together_are_told_only_where_a_design_point_has_them(sweep_of):
    text = """levers:
- {key: costs.it_lead, from: 1 month, to: 80 months, step: 79 months}
- {key: costs.it_life, from: 70 months, to: 90 months, step: 20 months}
design: {kind: one_at_a_time}
"""
    assert len(told(sweep_of(text))) == 1
    assert len(prepare(sweep_of(text.replace("step: 79 months", "step: 70 months"))).points) == 5


LANDS = "levers:\n- {key: costs.land, values: [$1/kW, $2/kW]}\n- {key: costs.it_lead, "
ORDERED = "base.yaml:40:12: servers would be refreshed before they could be ordered anew: exceed it_lead"


def test_what_a_value_breaks_elsewhere_is_told_at_the_value_with_the_place(sweep_of):
    assert told(sweep_of(LANDS + "values: [3 months, 80 months]}\n")) == [
        f"s.yaml:8:43: with this value, {ORDERED} (in 2 of the design points: 2, 4; "
        "the first: costs.land $1/kW, costs.it_lead 80 months)"
    ]
    design = "design: {kind: latin_hypercube, points: 20, seed: 1}\n"
    (one,) = told(sweep_of(LANDS + "from: 1 month, to: 80 months}\n" + design))
    assert one.startswith(f"s.yaml:8:30: with this value, {ORDERED} (in 2 of")
    first = "levers:\n- {key: operator..reserve, values: [5 %]}\n" + LANDS.removeprefix("levers:\n")
    nowhere, broken = told(sweep_of(first + "values: [80 months]}\n"))
    assert "is no key" in nowhere and broken.startswith(f"s.yaml:9:33: with this value, {ORDERED}")


def test_a_sweep_tells_a_problem_of_its_scenario_once_at_its_own_place(sweep_of):
    values = LANDS + "values: [3 months, 4 months]}\n"
    assert told(sweep_of(values, it_life="  it_life: 2 months\n")) == [ORDERED]
    assert told(sweep_of(values, it_life="")) == ["base.yaml:33:3: the key 'it_life' is missing here"]
    facility_and_network = sweep_of(values, facility="", network="")
    assert told(facility_and_network) == [f"base.yaml:33:3: the key '{key}' is missing here"
                                          for key in ("facility", "network")]  # fmt: skip


def test_each_value_of_a_long_list_is_looked_up_without_reading_the_list_again(sweep_of, monkeypatch):
    points = "".join(f"  - {{costs.land: ${number}/kW}}\n" for number in range(100))
    path = sweep_of("levers:\n- key: costs.land\ndesign:\n  kind: list\n  points:\n" + points)
    read_values = []
    monkeypatch.setattr("sim.scenario.swept.yaml_of", lambda value: read_values.append(value) or yaml_of(value))
    made = prepare(path).points
    assert [point.tree.get("costs").get("land").at.line for point in (made[0], made[-1])] == [11, 110]
    assert len(read_values) == 100
