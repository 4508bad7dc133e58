"""Named uncertainties: one draw a replication, shared by all that refer to it, and correlated by their ranks."""

import math
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sim.events import kinds
from sim.scenario.copula import matrix_of, triangle_of
from sim.scenario.uncertainties import Correlation
from sim.world.build_supply import slots_of
from sim.world.draws import mean_of
from sim.world.engines import simulate
from sim.world.model import build
from sim.world.naming import name
from sim.world.rows import objects
from sim.world.tables import TABLES
from sim.world.uncertainties import draw_uncertainties
from tests.world.small import START, instant, live, run, scenario, site, tranche, workload
from tests.world.small import day as day_of

MANY = 6_000
GROWTH = {"id": "growth", "factor": {"distribution": "normal", "mean": 1.0, "standard_deviation": 0.3, "low": 0.0,
                                     "high": 2.0}}  # fmt: skip
LATE = {"id": "late", "factor": {"distribution": "lognormal", "median": 1.0, "p90": 2.5}}
PRICE = {"id": "price", "factor": {"distribution": "beta_pert", "low": 0.5, "mode": 1.0, "high": 3.0}}
THEORY = {"growth": stats.truncnorm(-1 / 0.3, 1 / 0.3, 1, 0.3),
          "late": stats.lognorm(math.log(2.5) / stats.norm.ppf(0.9)),
          "price": stats.beta(1.8, 4.2, 0.5, 2.5)}  # fmt: skip


def pair(one, other, correlation, **how):
    return {"between": [one, other], "correlation": correlation, **how}


def factors(model, replications):
    """What uncertainties come to, replication by replication: a column each, in the order of their ids."""
    w = SimpleNamespace(**{table: objects(TABLES[table], model.tables[table])
                           for table in ("run", "uncertainties", "dists", "gammas", "knots", "actions")})  # fmt: skip
    found = []
    for replication in range(replications):
        w.run[0].replication, w.run[0].log_count = replication, 0
        w.log = [TABLES["log"]() for _ in w.uncertainties]
        draw_uncertainties(w)
        found.append([row.factor for row in w.uncertainties])
    return np.array(found)


@cache
def sample(*correlations):
    """Factors of growth, late and price where some of them go together."""
    said = scenario(uncertainties=[GROWTH, LATE, PRICE], correlations=[pair(*each) for each in correlations])
    return factors(build(said), MANY)


def told(log):
    """Factors by name, as the log tells them."""
    return {row.name["entity"]: row.value / 1e6 for row in log.of(kinds.UNCERTAINTY_DRAWN)}


def spearman_interval(sampled, n=MANY, level=0.9999):
    """Interval of a rank correlation (Bonett and Wright, "Sample size requirements for estimating Pearson, Kendall and
    Spearman correlations", Psychometrika 65, 2000).
    """
    error = math.sqrt((1 + sampled**2 / 2) / (n - 3)) * stats.norm.ppf((1 + level) / 2)
    return math.tanh(math.atanh(sampled) - error), math.tanh(math.atanh(sampled) + error)


@pytest.mark.parametrize("said", [0.6, -0.8, 0.05])
def test_ranks_go_together_as_said(said):
    drawn = sample(("growth", "late", said))
    low, high = spearman_interval(stats.spearmanr(drawn[:, 0], drawn[:, 1]).statistic)
    assert low <= said <= high
    assert high - low < 0.15


def test_ranks_of_normal_numbers_of_a_correlation_go_together_by_the_formula():
    said = scenario(uncertainties=[GROWTH, LATE], correlations=[pair("growth", "late", 0.7, measured="normal")])
    drawn = factors(build(said), 10 * MANY)
    low, high = spearman_interval(stats.spearmanr(drawn).statistic, len(drawn))
    assert low <= 6 / math.pi * math.asin(0.7 / 2) <= high < 0.7


def test_the_copula_is_the_normal_one():
    """Back through its own distribution each is normal, and sums of the normal numbers are too."""
    drawn = sample(("growth", "late", 0.6), ("late", "price", -0.5))
    z = np.column_stack([stats.norm.ppf(THEORY[u].cdf(drawn[:, i])) for i, u in enumerate(THEORY)])
    r = np.array([[1, 0.6, 0], [0.6, 1, -0.5], [0, -0.5, 1]])
    r = np.where(np.eye(3) > 0, 1, 2 * np.sin(np.pi * r / 6))
    for weights in ((1, 1, 0), (0, 1, 1), (1, -1, 0), (1, 1, 1), (1, 0, -1)):
        spread = math.sqrt(np.array(weights) @ r @ np.array(weights))
        assert stats.kstest(z @ np.array(weights) / spread, "norm").pvalue > 1e-4


def test_each_keeps_its_own_distribution_whatever_it_goes_with():
    drawn = sample(("growth", "late", 0.6), ("late", "price", -0.5))
    for i, theory in enumerate(THEORY.values()):
        assert stats.kstest(drawn[:, i], theory.cdf).pvalue > 1e-4


def test_a_correlation_of_zero_or_with_others_changes_no_bit_of_a_draw():
    alone = sample()
    np.testing.assert_array_equal(sample(("growth", "late", 0.0)), alone)
    others = sample(("late", "price", -0.5))
    np.testing.assert_array_equal(others[:, :2], alone[:, :2])  # the later one by id follows
    assert (others[:, 2] != alone[:, 2]).mean() > 0.99


def test_another_uncertainty_or_order_of_the_file_moves_no_draw():
    said = scenario(uncertainties=[LATE, {"id": "aaa", "factor": 1.0}, GROWTH])
    np.testing.assert_array_equal(factors(build(said), 20)[:, 1:], sample()[:20, :2])


@pytest.mark.parametrize("sign", [1, -1])
def test_two_may_be_wholly_one(sign):
    drawn = sample(("growth", "late", float(sign)))
    assert stats.spearmanr(drawn[:, 0], drawn[:, 1]).statistic == pytest.approx(sign, abs=1e-9)


def test_the_triangle_times_itself_is_the_matrix():
    names = ["a", "b", "c", "d"]
    listed = [Correlation(between=["a", "c"], correlation=0.5), Correlation(between=["d", "b"], correlation=-0.9),
              Correlation(between=["c", "d"], correlation=0.3, measured="normal")]  # fmt: skip
    matrix = np.array(matrix_of(names, listed))
    assert matrix[0, 2] == pytest.approx(2 * math.sin(math.pi / 12))
    assert matrix[2, 3] == matrix[3, 2] == 0.3
    triangle = np.array(triangle_of(matrix.tolist()))
    np.testing.assert_allclose(triangle @ triangle.T, matrix, atol=1e-12)
    assert (np.triu(triangle, 1) == 0).all()


@pytest.mark.parametrize("r", [-0.51, -0.4999, 0.3, 0.9999])
def test_a_matrix_is_refused_where_an_eigenvalue_is_negative(r):
    matrix = [[1.0, r, r], [r, 1.0, r], [r, r, 1.0]]
    assert (triangle_of(matrix) is None) == (np.linalg.eigvalsh(matrix).min() < 0)


def late_halls(scaled):
    slip = {"distribution": "exponential", "mean": "40 days"} | ({"scaled_by": "late"} if scaled else {})
    halls = [site(f"hall-{i}", "building", tranche(1, day_of(200)), tenure="owned") for i in range(5)]
    return run(pipelines=[{"id": "plain", "build": "365 days", "slip": slip}], sites=halls, uncertainties=[LATE])


def test_one_factor_scales_every_draw_that_refers_to_it():
    log, plain = late_halls(True), late_halls(False)
    factor = told(log)["late"]
    assert factor == pytest.approx(sample()[0, 1], abs=1e-6)
    late, unscaled = ([row.value for row in each.of(kinds.TRANCHE_READY)] for each in (log, plain))
    assert len(late) == 5
    by_hall = zip(sorted(late), sorted(unscaled), strict=True)
    assert all(abs(a - b * factor) <= 2 + 1e-6 * abs(a) for a, b in by_hall)


def test_a_path_grows_by_the_factor_times_its_growth():
    path = {"kind": "growth", "level": "100 MW", "rate": "21 %/year"}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}
    for replication in range(3):
        log = run(replication=replication, uncertainties=[GROWTH],
                  demand={"baseline": [own | {"growth_scaled_by": "growth"}]})  # fmt: skip
        steps = log.of(kinds.BASELINE_STEPPED)
        year = next(row.value for row in steps if row.instant == instant(day_of(365)))
        assert year == pytest.approx(100_000 * 1.21 ** (told(log)["growth"] * 365 / 365.25), abs=1)


def test_growth_may_be_scaled_from_a_day_on():
    path = {"kind": "table", "points": [{"at": START, "level": "0 MW"}, {"at": day_of(31), "level": "100 MW"}],
            "rate_after": "21 %/year"}  # fmt: skip
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path, "growth_scaled_by": "growth",
           "growth_scaled_from": day_of(184)}  # fmt: skip
    log = run(uncertainties=[GROWTH], demand={"baseline": [own]})
    at = {row.instant: row.value for row in log.of(kinds.BASELINE_STEPPED)}
    assert at[instant(day_of(184))] == pytest.approx(100_000 * 1.21 ** (153 / 365.25), abs=1)
    grown = 153 + (365 - 184) * told(log)["growth"]
    assert at[instant(day_of(365))] == pytest.approx(100_000 * 1.21 ** (grown / 365.25), abs=1)


def test_the_operator_forecasts_a_scaled_path_as_it_is_stated():
    path = {"kind": "growth", "level": "10 MW", "rate": "50 %/year"}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}
    asking = workload(notice="300 days", duration="1 day")
    seen = []
    for scaled in ({}, {"growth_scaled_by": "growth"}):
        log = run(uncertainties=[GROWTH], sites=[live("hall", 100)],
                  demand={"baseline": [own | scaled], "classes": [asking]})  # fmt: skip
        seen.append(log.of(kinds.OFFER_EXERCISED)[0].value)
    assert seen[0] == seen[1] < 90_000


def test_a_season_is_not_scaled_with_the_growth():
    path = {"kind": "seasonal", "level": "100 MW", "rate": "21 %/year", "seasons": {"july": "150 %"}}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path, "growth_scaled_by": "growth"}
    log = run(uncertainties=[GROWTH], demand={"baseline": [own]})
    at = {row.instant: row.value for row in log.of(kinds.BASELINE_STEPPED)}
    for days, season in ((0, 1.5), (31, 1.0), (365, 1.5), (396, 1.0)):
        grown = 1.21 ** (told(log)["growth"] * days / 365.25)
        assert at[instant(day_of(days))] == pytest.approx(100_000 * season * grown, abs=1)


@pytest.mark.parametrize("factor", ["0 %", "60 %", "200 %", "2000 %"])
def test_a_logistic_path_is_as_far_along_its_curve_as_its_scaled_growth_brings_it(factor):
    """And so never past its ceiling: the odds of its level against what is left grow by the factor times the rate."""
    path = {"kind": "logistic", "level": "10 MW", "ceiling": "40 MW", "rate": "100 %/year"}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path, "growth_scaled_by": "growth"}
    fixed = {"id": "growth", "factor": {"distribution": "fixed", "value": factor}}
    log = run(uncertainties=[fixed], demand={"baseline": [own]})
    at = {row.instant: row.value for row in log.of(kinds.BASELINE_STEPPED)}
    level = 10_000
    for start in log.layout.month_starts[:-1].tolist():
        level = at.get(start, level)  # nothing is told where it stays
        years = told(log)["growth"] * start / (365.25 * 86_400)
        assert level == pytest.approx(40_000 / (1 + 3 * 2**-years), abs=0.51)
        assert level <= 40_000


def test_states_of_a_switching_path_grow_by_the_factor():
    states = [{"id": s, "rate": "10 %/year", "leaves": {o: "50 %"}} for s, o in (("a", "b"), ("b", "a"))]
    path = {"kind": "switching", "level": "100 MW", "first": "a", "states": states}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path, "growth_scaled_by": "growth"}
    log = run(uncertainties=[GROWTH], demand={"baseline": [own]})
    last = log.of(kinds.BASELINE_STEPPED)[-1]
    assert last.value == pytest.approx(100_000 * 1.1 ** (told(log)["growth"] * 23 / 12), abs=1)


def test_a_dated_change_of_demand_may_be_drawn_and_scaled():
    path = {"kind": "growth", "level": "100 MW", "rate": "0 %/year"}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}
    change = {"id": "change", "action": "scale_demand", "at": day_of(31), "target": "own",
              "factor": {"distribution": "fixed", "value": "120 %", "scaled_by": "growth"}}  # fmt: skip
    log = run(uncertainties=[GROWTH], demand={"baseline": [own]}, timeline=[change])
    assert log.of(kinds.BASELINE_STEPPED)[-1].value == pytest.approx(120_000 * told(log)["growth"], abs=1)
    uniform = change | {"factor": {"distribution": "uniform", "low": 0.5, "high": 1.5}}
    levels = [run(replication=r, demand={"baseline": [own]}, timeline=[uniform]).of(kinds.BASELINE_STEPPED)[-1].value
              for r in range(12)]  # fmt: skip
    assert all(50_000 <= level <= 150_000 for level in levels)
    assert len(set(levels)) == 12


def test_rates_that_may_double_have_room_for_their_requests():
    change = {"id": "more", "action": "scale_demand", "at": START, "target": "training", "of": "rates",
              "factor": {"distribution": "fixed", "value": 4.0, "scaled_by": "growth"}}  # fmt: skip
    model = build(scenario(uncertainties=[GROWTH], demand={"classes": [workload()]}, timeline=[change]))
    for replication in range(10):
        log = simulate(model, replication, "simpy")
        factor = log["value"][log["event"] == kinds.UNCERTAINTY_DRAWN][0] / 1e6
        made = int((log["event"] == kinds.REQUEST_MADE).sum())
        assert abs(made - 31 * 4 * factor) < 5 * math.sqrt(31 * 4 * factor) + 1


def test_the_operator_expects_a_scaled_draw_by_the_means_of_both():
    fit_out = {"distribution": "uniform", "low": "20 days", "high": "40 days", "scaled_by": "late"}
    pipeline = {"id": "plain", "build": "365 days", "fit_out": fit_out}
    model = build(scenario(pipelines=[pipeline], uncertainties=[LATE], sites=[live("hall", 1)]))
    w = SimpleNamespace(dists=objects(TABLES["dists"], model.tables["dists"]))
    [dist] = model.tables["pipelines"]["fit_out"]
    assert mean_of(w, dist) == round(30 * 86_400 * THEORY["late"].mean())


def test_room_for_a_portfolio_counts_how_much_its_scale_varies():
    def slots(**site_size):
        portfolio = {"id": "many", "holder": "operator", "tenure": "owned", "stage": "live", "pipeline": "plain",
                     "regions": {"east": "100 %"}, "tranche": "1 GW", "total": "100 MW",
                     "site": {"distribution": "fixed", "value": "1 MW"} | site_size}  # fmt: skip
        small = {"id": "small", "factor": {"distribution": "uniform", "low": "10 %", "high": "100 %"}}
        said = scenario(portfolios=[portfolio], uncertainties=[small])
        return slots_of(said.portfolios[0], name(said))

    assert slots() == 210
    assert slots(scaled_by="small") > 100 / 0.55 + 10 * math.sqrt(100 / 0.55)
