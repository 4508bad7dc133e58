"""What is wrong is told in the words of the language, at its key, and never against itself."""

import os
from pathlib import Path

import pytest

from sim.scenario.load import load, load_sweep
from sim.scenario.problems import ScenarioErrors

SMALL = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"
PATH = "demand.baseline[own-services].path"
STATES = "states: [{id: boom, rate: 20 %/year, leaves: {slump: 5 %}}, {id: slump, rate: 1 %/year}]"
SIZE = "demand.classes[training].size"


def told(override):
    with pytest.raises(ScenarioErrors) as refused:
        load(SMALL, overrides=[override])
    return refused.value.problems


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("regions=[]", "at least 1 entry is needed here"),
        (f"{PATH}={{kind: table, points: []}}", "at least 1 entry is needed here"),
        (f"{PATH}={{kind: seasonal, level: 9 MW, seasons: {{}}}}", "at least 1 entry is needed here"),
        ("regions[north].pue=9", "'9' is outside the range allowed here: from 1.0 to 3.0"),
        ("regions[north].pue=0.5", "'0.5' is outside the range allowed here: from 1.0 to 3.0"),
        ("rivals=[{id: r, areas: [us], weight: 999999999999}]", "outside the range allowed here: over 0 to 1,000,000"),
        ("lease_terms[usual].economic_life_years=999999999999", "outside the range allowed here: from 1 to 100"),
        ("lease_terms[usual].economic_life_years=0.0001", "outside the range allowed here: from 1 to 100"),
        ("agreement.regimes[exclusive].window=300 years", "outside the plausible range, 0 days to 15 years"),
        ("pipelines[leasing].slip=1000 years", "outside the plausible range, 0 days to 100 years"),
        ("name=NO", "'NO': a name is of lower-case letters"),
        ("uncertainties=[{id: ../../x, factor: 1}]", "'../../x': an id is of letters"),
        ("uncertainties=[{id: '', factor: 1}]", "an id is of letters"),
        ("pipelines[leasing].id=other", "an item goes by its id, which is not set"),
        ("pipelines[leasing].source=' '", "a text that says something is needed here"),
        ("extends=baseline.yaml", "'extends' stands at the head of a file"),
        (f"{SIZE}={{distribution: mixture, parts: [{{weight: 50 %, value: {{distribution: unifrom, low: 1 MW}}}}, "
         "{weight: 50 %, value: 3 MW}]}", "unknown distribution 'unifrom'"),
    ],
)  # fmt: skip
def test_one_problem_says_what_is_needed(override, says):
    [problem] = told(override)
    assert says in problem.text
    assert f"'{problem.nearest}'" not in problem.text


@pytest.mark.parametrize(
    ("override", "name"),
    [(f"{PATH}={{kind: switching, level: 9 MW, first: bom, {STATES}}}", "bom"),
     (f"{PATH}={{kind: switching, level: 9 MW, first: boom, {STATES.replace('{slump:', '{slunp:')}}}", "slunp")],
)  # fmt: skip
def test_a_state_there_is_none_of_is_told_at_its_name_with_the_nearest(override, name):
    [problem] = told(override)
    assert problem.text == f"no state '{name}'"
    assert problem.nearest in ("boom", "slump")
    assert override[problem.column - 1 :].startswith(name)


def test_an_amount_of_an_unknown_unit_is_not_told_to_be_no_word():
    [problem] = told("providers[cloud].on_demand={limit: 10 MWW}")
    assert problem.text == "'MWW' is no unit of a power of critical IT"
    assert (problem.nearest, "unlimited" in problem.allowed) == ("MW", False)
    [problem] = told("providers[cloud].on_demand={limit: unlimitd}")
    assert problem.nearest == "unlimited"


@pytest.mark.parametrize("key", ["portfolios[letters]", "demand.baseline[own-services]", "demand.classes[training]"])
def test_shares_that_are_not_of_a_whole_are_told_at_their_map(key):
    override = f"{key}.regions={{north: 90 %}}"
    [problem] = [each for each in told(override) if "regions sum" in each.text]
    assert override[problem.column - 1 :] == "{north: 90 %}"


@pytest.mark.parametrize("ending", ["/", "/.", "/.."])
def test_a_base_named_as_a_folder_is_refused(tmp_path, ending):
    (tmp_path / "base.yaml").write_text(SMALL.read_text())
    (tmp_path / "study.yaml").write_text(f"schema: 1\nname: study\nextends: base.yaml{ending}\n")
    with pytest.raises(ScenarioErrors, match="names a folder, not a file"):
        load(tmp_path / "study.yaml")
    (tmp_path / "sweep.yaml").write_text(f"schema: 1\nname: s\ntitle: s\nscenario: base.yaml{ending}\n"
                                         "levers: [{key: operator.reserve, values: [1 %, 2 %]}]\nmetrics: [live_mw]\n")
    with pytest.raises(ScenarioErrors, match="names a folder, not a file"):
        load_sweep(tmp_path / "sweep.yaml")


def test_a_base_named_without_its_ending_is_told_with_it_and_a_pipe_is_not_meant(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL.read_text())
    os.mkfifo(tmp_path / "pipe.yaml")
    study = tmp_path / "study.yaml"
    for base, meant in (("base", "base.yaml"), ("pipe.yaml", None)):
        study.write_text(f"schema: 1\nname: study\nextends: {base}\n")
        with pytest.raises(ScenarioErrors) as refused:
            load(study)
        [problem] = refused.value.problems
        assert problem.text == f"there is no file '{base}'"
        assert problem.nearest == meant


@pytest.mark.parametrize(("written", "meant"), [("5/kW", "$5/kW"), ("5 MW", None)])
def test_a_dollar_sign_is_proposed_only_where_it_makes_an_amount(written, meant):
    [problem] = told(f"costs.land={written}")
    assert problem.text == f"'{written}' has no dollar sign"
    assert problem.nearest == meant
