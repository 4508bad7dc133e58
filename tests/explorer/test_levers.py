from pathlib import Path

import pytest

from sim.explorer.levers import levers_of, read_sweeps, step_of
from sim.explorer.session import Session, Study, UnknownError, moves_of
from sim.explorer.trial import RefusedError, Trial
from tests.explorer.conftest import RESERVE, SCENARIOS

RELEASE = "timeline[release].capacity"


@pytest.fixture(scope="module")
def sweeps():
    return read_sweeps([SCENARIOS / "sweeps" / f"{name}.yaml" for name in ("levers", "what-moves-headroom")])


@pytest.fixture(scope="module")
def baseline(sweeps):
    trial = Trial(SCENARIOS / "baseline.yaml")
    found, refused = levers_of(trial.files, sweeps)
    return Study(trial, {lever.key: lever for lever in found}, refused)


def test_every_lever_that_is_shown_first_applies_to_every_study(sweeps):
    keys = {axis.key for axis in sweeps[0].axes}
    lacking = {}
    for path in sorted(SCENARIOS.glob("*.yaml")):
        found, _ = levers_of(Trial(path).files, sweeps)
        lacking[path.stem] = keys - {lever.key for lever in found}
    assert {name: missing for name, missing in lacking.items() if missing} == {}


def test_a_lever_has_the_scenario_s_own_value_within_its_range(baseline):
    for lever in baseline.levers.values():
        if lever.range is not None:
            assert lever.range.first < lever.range.last
            assert lever.is_rest(lever.rest)
    assert baseline.levers[RESERVE].rest == "6 %"
    assert baseline.levers["capex.envelopes[fy2026-plan].kind"].choices == ("soft", "hard")


def refused_at(study, moves) -> list[str]:
    """The levers that validation speaks of."""
    try:
        study.trial.at(moves, study.levers)
    except RefusedError as refused:
        return list(refused.by_key)
    return []


def test_either_end_of_every_lever_is_valid_or_refused_in_words(baseline):
    for lever in baseline.levers.values():
        ends = [*lever.choices] if lever.range is None else [f"{lever.range.first:g}", f"{lever.range.last:g}"]
        for end in ends:
            moves = moves_of(baseline, {lever.key: end})
            assert refused_at(baseline, moves) in ([], [lever.key])


def test_an_item_that_the_scenario_lacks_is_brought_only_by_a_lever_that_moves_it(baseline):
    assert "release" not in str(baseline.trial.at((), baseline.levers).scenario.timeline)
    moved = baseline.trial.at(moves_of(baseline, {RELEASE: "2"}), baseline.levers).scenario
    assert [action.id for action in moved.timeline if action.id == "release"] == ["release"]
    assert moves_of(baseline, {RELEASE: "0"}) == ()


def test_an_item_is_not_brought_to_a_scenario_of_another_world(sweeps, folder):
    found, refused = levers_of(Trial(folder / "validation/small-world.yaml").files, sweeps)
    assert {lever.key for lever in found if lever.added} == set()
    assert RELEASE in {one.key for one in refused}


def test_what_moves_the_scenario_by_being_there_is_not_offered(sweeps, tmp_path):
    path = SCENARIOS / "analyst-reading.yaml"
    session = Session([Trial(path)], sweeps, tmp_path)
    study = session.study("analyst-reading")
    share = "agreement.responses[training-shared].rules[1].share"
    assert share not in study.levers
    assert "even at rest" in next(one.why for one in study.refused if one.key == share)
    assert RELEASE in study.levers


@pytest.mark.parametrize(("typed", "words"), [("150", "outside 0 % to 100 %"), ("abc", "number and its unit"),
                                              ("-1", "outside"), ("$3", "share"), ("[", "share"), ("1e9", "share"),
                                              ("{a: 1}", "share"), ("6 %\nseed: 1", "share")])  # fmt: skip
def test_a_value_that_is_wrong_is_told_at_its_lever_in_validation_s_words(session, typed, words):
    study = session.study("small-world")
    with pytest.raises(RefusedError) as refused:
        study.trial.at(moves_of(study, {RESERVE: typed}), study.levers)
    assert list(refused.value.by_key) == [RESERVE]
    assert words in refused.value.by_key[RESERVE][0]


def test_a_refused_value_comes_back_beside_its_key(client):
    asked = {"page": "p", "metric": "live_mw", "first": {"scenario": "small-world", "typed": {RESERVE: "150"}}}
    answer = client.post("/api/picture", json=asked).json()
    assert "outside 0 % to 100 %" in answer["refused"][RESERVE][0]


def test_a_key_that_is_no_lever_moves_nothing(session):
    with pytest.raises(UnknownError, match="no lever"):
        moves_of(session.study("small-world"), {"seed": "1"})


def test_a_value_at_rest_is_no_move_however_it_is_written(session):
    study = session.study("small-world")
    assert [moves_of(study, {RESERVE: typed}) for typed in ("5", "5.0", "5 %")] == [()] * 3


@pytest.mark.parametrize(("span", "step"), [(40, 1), (4, 0.1), (15, 0.5), (60, 2), (0.1, 0.005), (1_000, 50)])
def test_steps_are_round_and_about_forty(span, step):
    assert step_of(span) == pytest.approx(step)


def test_a_sweep_that_is_wrong_is_told_with_its_place(tmp_path):
    from sim.scenario.problems import ScenarioErrors

    path = Path(tmp_path / "wrong.yaml")
    path.write_text("schema: 1\nname: wrong\ntitle: wrong\nscenario: none.yaml\nlevers: [{key: a}]\nmetrics: [no]\n")
    with pytest.raises(ScenarioErrors, match=r"wrong\.yaml"):
        read_sweeps([path])
    path.write_text("schema: 1\nname: wrong\ntitle: wrong\nscenario: none.yaml\n"
                    "levers: [{key: a, values: [1, 2]}]\nmetrics: [live_mw]\n")  # fmt: skip
    with pytest.raises(ScenarioErrors, match=r"wrong\.yaml:4:11: there is no file"):
        read_sweeps([path])
