"""Every distribution reaches the world's tables and is drawn from there as its theory says."""

from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.events import kinds
from sim.scenario.distributions import FactorDraw
from sim.streams import uniform
from sim.world.draws import at_quantile, mean_of
from sim.world.engines import simulate
from sim.world.lists import Lists
from sim.world.model import build
from sim.world.naming import name
from sim.world.rows import array, objects
from sim.world.tables_run import Dist, Gamma, Knot
from tests.world.small import day as day_of
from tests.world.small import instant, run, scenario, workload

U = np.array([uniform(5, 6, 7, 8, i) for i in range(20_000)])
BELL = {"distribution": "normal", "mean": 4.0, "standard_deviation": 2.0, "low": 3.0, "high": 9.0}
PERT = {"distribution": "beta_pert", "low": 1.0, "mode": 2.0, "high": 7.0, "shape": 3.0}
LISTED = {"distribution": "empirical", "values": [30.0, 10.0, 20.0], "weights": [1, 5, 2]}


def mixed(*parts):
    return {"distribution": "mixture", "parts": [{"weight": weight, "value": value} for weight, value in parts]}


def world_of(said):
    """As much of a world as a draw looks at, and the index of a distribution in it."""
    lists = Lists(name(scenario()))
    lists.fixed(1.0)
    dist = lists.dist(TypeAdapter(FactorDraw).validate_python(said))
    dists, knots = array(Dist, len(lists.dists)), array(Knot, len(lists.knots))
    dists[:], knots[:] = lists.dists, lists.knots
    rows = {"dists": objects(Dist, dists), "knots": objects(Knot, knots), "gammas": objects(Gamma, array(Gamma, 1))}
    return SimpleNamespace(**rows), dist


def draws(said, uniforms=U):
    w, dist = world_of(said)
    return np.array([at_quantile(w, dist, u) for u in uniforms])


@pytest.mark.parametrize(
    ("said", "theory"),
    [
        (BELL, stats.truncnorm(-0.5, 2.5, 4, 2)),
        (PERT, stats.beta(1.5, 3.5, 1, 6)),
        ({"distribution": "gamma", "mean": 3.0, "cv": 0.5}, stats.gamma(4, scale=0.75)),
    ],
)
def test_draws_have_the_distribution_of_the_theory(said, theory):
    assert stats.kstest(draws(said), theory.cdf).pvalue > 1e-4


def test_a_mixture_picks_its_part_with_the_uniform_and_draws_from_what_is_left_of_it():
    parts = (0.25, PERT), (0.5, BELL), (0.25, 100.0)
    drawn = draws(mixed(*parts))
    first, second = U <= 0.25, (U > 0.25) & (U <= 0.75)
    np.testing.assert_allclose(drawn[first], draws(PERT, U[first] * 4), rtol=1e-12)
    np.testing.assert_allclose(drawn[second], draws(BELL, U[second] * 2 - 0.5), rtol=1e-12)
    assert (drawn[~first & ~second] == 100).all()


def test_the_order_of_the_parts_of_a_mixture_says_nothing():
    parts = [(0.25, PERT), (0.5, BELL), (0.15, 100.0), (0.1, LISTED)]
    np.testing.assert_array_equal(draws(mixed(*parts)), draws(mixed(*reversed(parts))))


def test_a_part_of_a_mixture_may_be_a_list_of_values():
    drawn = draws(mixed((0.5, LISTED), (0.5, 7.0)))
    found = {value: float((drawn == value).mean()) for value in (7.0, 10.0, 20.0, 30.0)}
    assert found == pytest.approx({7.0: 0.5, 10.0: 0.3125, 20.0: 0.125, 30.0: 0.0625}, abs=0.015)


def test_a_part_without_weight_never_occurs_not_even_at_the_ends():
    ends = np.array([2.0**-53, 0.5, 1 - 2.0**-53])
    said = mixed((0.0, 99.0), (0.7, 1.0), (0.2, 1.0), (0.0, 99.0), (0.1, 2.0), (0.0, 99.0))
    assert draws(said, ends).tolist() == [1, 1, 2]


def test_listed_values_rise_with_the_uniform_whatever_their_order_in_the_file():
    assert (np.diff(draws(LISTED, np.sort(U))) >= 0).all()


@pytest.mark.parametrize("said", [BELL, PERT, LISTED, mixed((0.25, PERT), (0.75, 40.0))])
def test_the_world_knows_the_mean_that_its_draws_have(said):
    w, dist = world_of(said)
    drawn = draws(said)
    assert abs(drawn.mean() - w.dists[dist].mean) < 4 * drawn.std() / len(drawn) ** 0.5
    assert mean_of(w, dist) == round(w.dists[dist].mean)


def test_requests_have_the_sizes_and_durations_that_mixtures_say():
    size = mixed((0.5, "1 MW"), (0.5, {"distribution": "uniform", "low": "2 MW", "high": "3 MW"}))
    notice = {"distribution": "normal", "mean": "10 days", "standard_deviation": "9 days", "low": "5 days",
              "high": "40 days"}  # fmt: skip
    log = run(demand={"classes": [workload(size=size, notice=notice)]})
    made = log.of(kinds.REQUEST_MADE)
    assert {row.kw == 1_000 for row in made} == {True, False}
    assert all(row.kw == 1_000 or 2_000 <= row.kw <= 3_000 for row in made)
    waits = [row.value - row.instant for row in made]
    assert all(instant(day_of(5)) <= wait <= instant(day_of(40)) for wait in waits)
    assert len(set(waits)) == len(made)


def test_a_total_of_sites_that_vary_much_never_runs_out_of_rows():
    """Two sites of a GW among hundreds of a MW make up the total: 300 sites are expected, and twice as many common."""
    lumpy = mixed((0.99, "1 MW"), (0.01, "1 GW"))
    portfolio = {"id": "lumpy", "holder": "operator", "tenure": "owned", "stage": "live", "pipeline": "plain",
                 "regions": {"east": "100 %"}, "site": lumpy, "tranche": "1 GW", "total": "2 GW",
                 "ai_share": "0 %"}  # fmt: skip
    model = build(scenario(portfolios=[portfolio], demand={"baseline": []}))
    for replication in range(20):
        log = simulate(model, replication, "simpy")
        declared = log[log["event"] == kinds.TRANCHE_DECLARED]
        assert declared["kw"].sum() == 2_000_000
