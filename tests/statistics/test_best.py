"""Multiple comparison with the best: a case by hand, what holds of every interval, and how often all hold."""

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.runs import store
from sim.runs.figures import value
from sim.statistics.best import rank, with_the_best
from sim.statistics.intervals import estimate
from sim.statistics.paired import NotPairedError
from sim.statistics.valued import NoValueError
from tests.runs.small_runs import order
from tests.statistics.test_paired import ONE, THREE


def draws(means, n, seed, shared=0.8):
    """Normal values with these means, correlated over runs as by common random numbers."""
    source = np.random.default_rng(seed)
    luck = source.normal(size=n)
    own = source.normal(size=(len(means), n)) * np.linspace(0.5, 2, len(means))[:, None]
    return np.array(means)[:, None] + shared * luck + (1 - shared) * own


def test_of_two_runs_it_is_the_one_sided_paired_interval():
    """By hand: 5.686 on average, standard error 1.688137, t of 95 % at 9 degrees of freedom 1.833113."""
    one, three = with_the_best(["one", "three"], np.array([ONE, THREE]))
    assert (one.low, one.high) == (0, pytest.approx(5.686 + 1.833113 * 1.688137, abs=1e-4))
    assert (three.low, three.high) == (-one.high, 0)
    assert (one.may_be_best, three.may_be_best) == (True, False)
    assert (one.difference, three.difference) == pytest.approx((5.686, -5.686))
    assert one.mean.mean == pytest.approx(50.036)


def bounds(values, t):
    """The definition, spelled out: which may be the best, and both ends for each run."""
    k, n = values.shape
    most = {}
    for i in range(k):
        gaps = [values[i] - values[j] for j in range(k) if j != i]
        most[i] = min(gap.mean() + t * gap.std(ddof=1) / n**0.5 for gap in gaps)
    may = [i for i in range(k) if most[i] >= 0]
    ends = []
    for i in range(k):
        gaps = [values[i] - values[j] for j in may if j != i]
        worst = min([gap.mean() - t * gap.std(ddof=1) / n**0.5 for gap in gaps], default=0)
        ends.append((min(0, worst), max(0, most[i])))
    return may, ends


@pytest.mark.parametrize("seed", range(8))
def test_intervals_are_those_of_the_definition(seed):
    values = draws([0, 0.1, 0.2, 0.6, 0.6], 25, seed)
    may, ends = bounds(values, stdtrit(24, 1 - 0.05 / 4))
    found = with_the_best("abcde", values)
    assert [place for place, one in enumerate(found) if one.may_be_best] == may
    assert [(one.low, one.high) for one in found] == [pytest.approx(pair) for pair in ends]


@pytest.mark.parametrize("seed", range(8))
def test_zero_lies_in_every_interval_and_the_run_seen_best_is_never_ruled_out(seed):
    values = draws([0, 0, 0.3, 0.3], 12, seed)
    found = with_the_best("abcd", values)
    assert all(one.low <= 0 <= one.high for one in found)
    assert all(one.low <= one.difference <= one.high for one in found)
    assert found[values.mean(axis=1).argmax()].may_be_best
    assert all(one.may_be_best or one.high == 0 for one in found)
    assert max(one.high for one in found) > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_least_is_the_greatest_of_the_negated_values(seed):
    values = draws([1, 1.2, 1.5], 15, seed)
    found, mirrored = with_the_best("abc", values, least=True), with_the_best("abc", -values)
    for one, other in zip(found, mirrored, strict=True):
        assert (one.low, one.high, one.difference) == pytest.approx((-other.high, -other.low, -other.difference))
        assert one.may_be_best == other.may_be_best
        assert one.mean.mean == -other.mean.mean


def test_more_runs_widen_the_intervals_and_shared_luck_narrows_them():
    values = draws([0, 0.1, 0.2], 40, 3)
    two, three = with_the_best("ab", values[:2]), with_the_best("abc", values)
    assert three[0].low < two[0].low
    apart = draws([0, 0.1, 0.2], 40, 3, shared=0)
    assert with_the_best("abc", apart)[0].low < three[0].low


def test_runs_that_agree_in_every_replication_may_all_be_the_best():
    found = with_the_best("abc", np.array([ONE, ONE, ONE]))
    assert [(one.low, one.high, one.may_be_best) for one in found] == [(0, 0, True)] * 3


def test_a_lead_that_does_not_vary_is_known():
    best, worse = with_the_best("ab", np.array([ONE, np.array(ONE) - 2]))
    assert (best.low, best.high, best.may_be_best) == (0, pytest.approx(2), True)
    assert (worse.low, worse.high, worse.may_be_best) == (pytest.approx(-2), 0, False)


def test_one_run_or_one_replication_is_refused():
    for values in (np.array([ONE]), np.array([ONE[:1], THREE[:1]])):
        with pytest.raises(ValueError, match="two runs and two replications"):
            with_the_best("ab", values)


BASE = store.simulated(order())
TIGHT = store.simulated(order(scenario={"name": "tight", "operator": {"name": "x", "reserve": 0.3}}))


def test_runs_are_ranked_by_a_figure():
    found = rank([BASE, TIGHT], "headroom_mw@FY2025")
    assert (found.candidates, found.n, found.unit) == (["small"], BASE.n, "MW")
    assert rank([BASE, TIGHT], "headroom_mw@FY2025", least=True).candidates == ["tight"]
    assert rank([BASE, TIGHT], "live_mw@FY2025").candidates == ["small", "tight"]


def test_runs_on_other_draws_are_refused():
    with pytest.raises(NotPairedError, match="not paired"):
        rank([BASE, store.simulated(order(scenario={"seed": 8}))], "live_mw@FY2025")


def test_a_figure_without_a_value_in_some_replications_ranks_nothing(monkeypatch):
    first = np.arange(BASE.n) < 1
    monkeypatch.setattr("sim.statistics.best.value", lambda run, figure: np.where(first, np.nan, 1.0))
    with pytest.raises(NoValueError, match=f"live_mw has no value in 2 of {2 * BASE.n} replications"):
        rank([BASE, TIGHT], "live_mw")


@pytest.mark.long
@pytest.mark.parametrize("means", [
    (0.0, 0.0, 0.0, 0.0, 0.05),  # one ahead of others that are alike, too little to be seen each time
    (0.0, 0.0, 0.0, 0.0, 0.0),
    (0.0, 0.1, 0.2, 0.3, 0.4),
])  # fmt: skip
def test_all_intervals_hold_together_at_least_as_often_as_they_say(means):
    """4,000 experiments of 10 paired replications: at least 95 % less three standard errors, and not always."""
    true = [one - max(means[:place] + means[place + 1 :]) for place, one in enumerate(means)]
    experiments = 4_000
    held = kept = 0
    for seed in range(experiments):
        found = with_the_best("abcde", draws(means, 10, seed))
        held += all(one.low <= gap <= one.high for one, gap in zip(found, true, strict=True))
        kept += found[4].may_be_best
    least = 0.95 - 3 * (0.95 * 0.05 / experiments) ** 0.5
    assert least <= held / experiments
    assert (held < experiments) == any(true), "of equal means every interval holds, for 0 is in each"
    assert least <= kept / experiments < 1


def test_a_ranking_says_what_was_asked_of_it():
    found = rank([BASE, TIGHT], "headroom_mw@FY2025", least=True, level=0.9)
    assert (found.figure, found.least, found.level) == ("headroom_mw@FY2025", True, 0.9)
    assert rank([BASE, TIGHT], "headroom_mw@FY2025").least is False
    assert [one.run for one in found.standings] == ["small", "tight"]
    assert {one.mean.level for one in found.standings} == {0.9}


def test_two_replications_are_enough_to_say_something():
    """By hand: 3 and 3.5 ahead, standard error 0.25, t of 95 % at one degree of freedom 6.313752."""
    one, other = with_the_best("ab", np.array([[1.0, 2.0], [4.0, 5.5]]))
    assert other.high == pytest.approx(3.25 + 6.313752 * 0.25)
    assert one.difference == pytest.approx(-3.25)


def test_means_of_a_chance_have_wilsons_interval():
    chances = with_the_best("ab", np.array([[0.0, 1.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.0]]), "probability")
    expected = [estimate(values, "probability") for values in ([0, 1, 1, 1], [0, 0, 1, 0])]
    assert [one.mean for one in chances] == expected


def test_runs_are_ranked_by_a_chance_with_its_own_interval():
    found = rank([BASE, TIGHT], "window_over_1_gw")
    assert found.unit == "probability"
    for one, run in zip(found.standings, (BASE, TIGHT), strict=True):
        assert one.mean == estimate(value(run, "window_over_1_gw"), "probability")
