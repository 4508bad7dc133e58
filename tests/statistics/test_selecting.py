"""A selection is refused where no rule can carry it out, and tells of each candidate what was seen of it."""

import re
from typing import NamedTuple

import numpy as np
import pytest

from sim.scenario.scenario import Scenario
from sim.statistics.intervals import wilson
from sim.statistics.kim_nelson import KimNelson
from sim.statistics.ocba import Ocba
from sim.statistics.paired import NotPairedError
from sim.statistics.rinott import rinott_h
from sim.statistics.selecting import Asked, How, refuse_unpaired, selected
from sim.statistics.selection import Question
from sim.statistics.selection_table import LEADING, LEFT
from sim.statistics.valued import NoValueError
from tests.runs.small_runs import order
from tests.statistics.test_kim_nelson import drawn

VALUES = drawn([0.0, 0.25, -3.0])
"""Of which the second is the best, and the last goes first."""


class One(NamedTuple):
    """A candidate."""

    name: str
    key: str
    scenario: Scenario


SCENARIO = order(2).model.layout.scenario
THREE = [One(name, f"hash of {name}", SCENARIO) for name in ("a", "b", "c")]


def asked(unit="MW", indifference=0.1, **how):
    return Asked("headroom_mw", unit, indifference, How(**({"first_stage": 10, "most": 1_984} | how)))


def of(values, calls=None):
    """Who gives the values of a candidate, and notes what was asked for."""

    def grow(place, n):
        if calls is not None:
            calls.append((place, n))
        return values[place, :n]

    return grow


@pytest.mark.parametrize("how", [
    How(), How(1e-9), How(0.999), How(method="kim-nelson"), How(method="ocba"), How(first_stage=2, most=2),
    How(most=64),
])  # fmt: skip
def test_what_a_rule_can_do_is_not_refused(how):
    how.check()


@pytest.mark.parametrize(("how", "said"), [
    (How(0.0), "a probability of 0: it lies above 0 and below 1"),
    (How(1.0), "a probability of 1: it lies above 0 and below 1"),
    (How(95), "a probability of 95: it lies above 0 and below 1"),
    (How(method="OCBA"), "no method 'OCBA': kim-nelson or ocba"),
    (How(first_stage=1), "1,024 replications at most and a first stage of 1: a first stage has 2 at least, and no more "
                         "than there may be"),
    (How(first_stage=2_000, most=1_999), "1,999 replications at most and a first stage of 2,000: a first stage has 2 "
                                         "at least, and no more than there may be"),
])  # fmt: skip
def test_what_no_rule_can_do_is_refused_with_what_can_be(how, said):
    for refuse in (how.check, lambda: Asked("headroom_mw", "MW", 0.1, how).rule(3)):
        with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
            refuse()


@pytest.mark.parametrize(("count", "probability", "said"), [
    (1, 0.95, "1 to select from: 2 to 1,000 can be"), (1_001, 0.95, "1,001 to select from: 2 to 1,000 can be"),
    (2, 0.5, "a probability of 50 %: lots drawn among 2 scenarios are as sure: ask for more"),
    (8, 0.125, "a probability of 12.5 %: lots drawn among 8 scenarios are as sure: ask for more"),
])  # fmt: skip
def test_where_there_is_nothing_to_select_or_lots_would_do_it_is_refused(count, probability, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        asked(probability=probability).rule(count)


@pytest.mark.parametrize("count", [2, 3, 1_000])
@pytest.mark.parametrize(("method", "kind"), [("kim-nelson", KimNelson), ("ocba", Ocba)])
def test_the_rule_is_that_of_the_method_and_is_asked_all_of_the_question(count, method, kind):
    rule = asked(indifference=0.4, probability=0.6, first_stage=20, most=70, method=method).rule(count)
    assert type(rule) is kind
    assert rule.question == Question(count, 0.4, 0.6, first_stage=20, most=70)


def test_the_best_is_chosen_and_each_stands_by_the_values_that_were_asked_for():
    calls = []
    found = selected(asked(), THREE, of(VALUES, calls))
    assert found.asked == asked()
    assert (found.chosen, found.names, found.rule.chosen) == ("b", ("a", "b", "c"), 1)
    assert found.keys == ("hash of a", "hash of b", "hash of c")
    assert calls[:3] == [(0, 64), (1, 64), (2, 64)]
    assert [one.place for one in found.standing] == [1, 0, 2]
    for one in found.standing:
        assert one.interval.mean == pytest.approx(VALUES[one.place, : one.n].mean())
        assert one.n <= max(n for place, n in calls if place == one.place)
    assert found.replications == sum(one.n for one in found.standing)


def test_the_least_is_the_best_where_it_is_asked_for_and_values_stay_as_they_are():
    most, least = selected(asked(), THREE, of(VALUES)), selected(asked(is_least=True), THREE, of(-VALUES))
    assert least.chosen == most.chosen == "b"
    assert [(one.place, one.n, one.outcome) for one in least.standing] == [
        (one.place, one.n, one.outcome) for one in most.standing]  # fmt: skip
    assert [one.interval.mean for one in least.standing] == [-one.interval.mean for one in most.standing]
    assert (least.replications, least.independent) == (most.replications, most.independent)


@pytest.mark.parametrize("is_least", [False, True])
def test_where_nothing_is_decided_none_is_chosen_and_the_best_mean_leads(is_least):
    values = -VALUES if is_least else VALUES
    found = selected(asked(is_least=is_least, most=70), THREE, of(values))
    assert found.chosen is None
    left = [one for one in found.standing if one.outcome in (LEADING, LEFT)]
    means = {one.place: values[one.place, : one.n].mean() for one in left}
    assert left[0].outcome == LEADING
    assert means[left[0].place] == (min if is_least else max)(means.values())


def test_chances_have_wilsons_interval():
    seen = (np.random.default_rng(3).random((3, 64)) < [[0.2], [0.5], [0.9]]).astype(float)
    found = selected(asked("probability", 0.05, first_stage=64, most=64), THREE, of(seen))
    for one in found.standing:
        expected = wilson(seen[one.place, : one.n].sum(), one.n)
        assert one.interval.half_width == pytest.approx(expected.half_width)


@pytest.mark.parametrize("probability", [0.9, 0.95])
def test_what_independent_runs_would_take_is_told_by_the_variances_of_the_first_stage(probability):
    """Rinott's n of each: (h s / δ)², rounded up, and no fewer than the first stage has."""
    found = selected(asked(probability=probability, indifference=0.5), THREE, of(VALUES))
    spreads = VALUES[:, :10].std(axis=1, ddof=1)
    of_each = np.ceil((rinott_h(3, 10, probability) * spreads / 0.5) ** 2)
    assert found.independent == np.maximum(of_each, 10).sum()


def test_the_table_has_the_figure_its_unit_and_the_candidates_names():
    found = selected(asked(), THREE, of(VALUES))
    rows = found.table().to_pylist()
    assert {(row["metric"], row["unit"]) for row in rows} == {("headroom_mw", "MW")}
    assert [(row["rank"], row["scenario"], row["n"]) for row in rows] == [
        (rank, "abc"[one.place], one.n) for rank, one in enumerate(found.standing, start=1)]  # fmt: skip


@pytest.mark.parametrize("method", ["kim-nelson", "ocba"])
def test_a_figure_without_a_value_is_refused_by_whose_it_is_and_how_often(method):
    gaps = VALUES.copy()
    gaps[1, [3, 50, 70]] = np.nan
    with pytest.raises(NoValueError, match=r"^b: headroom_mw has no value in 2 of 64 replications"):
        selected(asked(method=method), THREE, of(gaps))


def test_candidates_that_would_not_share_their_draws_are_refused():
    refuse_unpaired(THREE, 64)
    other = One("other", "hash", SCENARIO.model_copy(update={"seed": SCENARIO.seed + 1}))
    with pytest.raises(NotPairedError, match=rf"a and other .*: seed \({SCENARIO.seed} and {SCENARIO.seed + 1}\) "):
        refuse_unpaired([*THREE, other], 64)
