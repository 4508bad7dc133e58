"""Results add up: cells to totals, months to quarters and years, replications in any order."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.events import kinds
from sim.metrics import measure
from sim.runs.figures import value
from sim.runs.misnamed import UnknownNameError
from sim.runs.periods import periods
from sim.runs.replicate import Workers, replicate
from sim.runs.source import Keep
from sim.runs.store import simulated
from tests.metrics.small_world import layout
from tests.runs.small_runs import SmallModel, order, simulate

RESULTS = simulated(order())
SPLIT = [(m.name, d) for m in RESULTS.metrics() for d in m.by if m.kind != "ratio"]


@pytest.mark.parametrize(("metric", "dimension"), SPLIT)
def test_cells_of_each_dimension_sum_to_the_total(metric, dimension):
    names = [*RESULTS.info.names[dimension], "none"]
    parts = sum(RESULTS.series(metric, **{dimension: name}) for name in names)
    assert parts == pytest.approx(RESULTS.series(metric), rel=1e-12)
    assert np.array_equal(RESULTS.series(metric, **{dimension: names}), RESULTS.series(metric))


def test_series_are_those_of_each_replications_own_measures():
    for replication in (0, 7, 19):
        alone = measure(simulate(replication), layout())
        live = sum(v for key, v in alone.series.items() if key.metric == "live_mw" and key.region == "east")
        assert np.array_equal(RESULTS.series("live_mw", region="east")[replication], live / 1_000)
        for name, number in alone.scalars.items():
            assert RESULTS.scalar(name)[replication] == pytest.approx(number, nan_ok=True)


def test_permuted_replications_permute_the_results():
    shuffled = np.random.default_rng(1).permutation(20)
    again = simulated(order(simulate=lambda r: simulate(int(shuffled[r]))))
    for metric in ("live_mw", "call_capex_usd", "released_mw"):
        assert np.array_equal(again.series(metric), RESULTS.series(metric)[shuffled])


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_number_of_workers_changes_nothing(jobs):
    again = simulated(order(workers=Workers(jobs=jobs)))
    assert again.keys == RESULTS.keys
    for metric in {key.metric for key in again.keys}:
        assert np.array_equal(again.measured.of(metric), RESULTS.measured.of(metric))


def test_more_replications_leave_the_first_ones_alone():
    more = simulated(order(replications=33))
    assert np.array_equal(more.series("live_mw")[:20], RESULTS.series("live_mw"))


def test_flows_are_summed_and_levels_taken_at_the_end_of_fiscal_periods():
    labels, ends, capex = RESULTS.quarterly("call_capex_usd")
    assert (labels[0], labels[-1], len(labels)) == ("FY24 Q1", "FY25 Q4", 8)
    assert (ends[0], ends[-1]) == (date(2023, 9, 30), date(2025, 6, 30))
    assert np.array_equal(capex[:, 1], RESULTS.series("call_capex_usd")[:, 3:6].sum(axis=1))
    years, _, live = RESULTS.yearly("live_mw")
    assert years == ["FY24", "FY25"]
    assert np.array_equal(live[:, 0], RESULTS.series("live_mw")[:, 11])


def test_ratios_are_of_sums():
    share = RESULTS.yearly("long_lived_share")[2]
    above, below = RESULTS.yearly("long_lived_usd")[2], RESULTS.yearly("call_capex_usd")[2]
    assert share == pytest.approx(above / below)


def test_periods_that_the_horizon_cuts_are_left_out():
    years = [day.year + (day.month > 8) for day in RESULTS.months]
    info = replace(RESULTS.info, year_end_month=8, fiscal_years=years)
    quarters = periods(info, "quarter")
    assert (quarters[0].label, quarters[0].ends, quarters[0].months) == (
        "FY24 Q1",
        date(2023, 11, 30),
        [2, 3, 4],
    )
    assert (quarters[-1].label, len(quarters)) == ("FY25 Q3", 7)
    assert [year.label for year in periods(info, "year")] == ["FY24"]


@pytest.mark.parametrize(("text", "expected"), [
    ("live_mw@FY2024", lambda r: r.series("live_mw")[:, 11]),
    ("live_mw[grade=ai]@FY2025Q1", lambda r: r.series("live_mw", grade="ai")[:, 14]),
    ("live_mw[grade=ai,region=north]", lambda r: r.series("live_mw", grade="ai", region="north")[:, -1]),
    ("call_capex_usd", lambda r: r.series("call_capex_usd").sum(axis=1)),
    ("ready_mw@start", lambda r: r.opening("ready_mw")),
    ("window_over_1_gw", lambda r: r.scalar("window_over_1_gw")),
])  # fmt: skip
def test_a_figure_is_the_number_it_names(text, expected):
    assert np.array_equal(value(RESULTS, text), expected(RESULTS))


@pytest.mark.parametrize(("ask", "said"), [
    (lambda r: r.series("live_mv"), "did you mean `live_mw`"),
    (lambda r: r.series("live_mw", region="eats"), "did you mean `east`"),
    (lambda r: r.series("live_mw", client="own"), "split by region, grade, not by client"),
    (lambda r: r.series("window_over_1_gw"), "ask for it with scalar"),
    (lambda r: r.scalar("window_over_3_gw"), "did you mean"),
    (lambda r: r.log(20), "0 to 19"),
    (lambda r: value(r, "live_mw@FY2031"), "holds no whole FY31"),
])  # fmt: skip
def test_names_that_are_not_there_are_refused_with_the_nearest(ask, said):
    with pytest.raises(UnknownNameError, match=said):
        ask(RESULTS)


@pytest.mark.parametrize("text", ["live_mw@", "live mw", "live_mw[colour=red]", "live_mw@soon"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValueError, match=r"figure|chooses|period"):
        value(RESULTS, text)


def test_replications_come_in_order_with_the_rows_and_logs_that_are_wanted():
    parts = list(replicate(SmallModel(layout()), 50, Workers(jobs=3), Keep(7, (kinds.LEASE_LAPSED,)), simulate))
    assert len(parts) == 50
    for replication, part in enumerate(parts):
        log = simulate(replication)
        assert np.array_equal(part.rows, log[log["event"] == kinds.LEASE_LAPSED])
        assert (part.log is None) == (replication >= 7)
        assert part.log is None or np.array_equal(part.log, log)


def test_a_failing_replication_stops_the_run_at_once():
    calls = []

    def fails(replication):
        calls.append(replication)
        if replication == 3:
            raise ArithmeticError("broken")
        return simulate(replication)

    with pytest.raises(ArithmeticError, match="broken"):
        simulated(order(2_000, simulate=fails))
    assert len(calls) < 200


def test_an_interrupt_stops_the_run_at_once():
    calls = []

    def interrupted(replication):
        calls.append(replication)
        return simulate(replication)

    def on_done(done):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulated(order(2_000, simulate=interrupted, workers=Workers(jobs=2, on_done=on_done)))
    assert len(calls) < 200


def test_several_choices_at_once_are_each_by_itself():
    choices = [{}, {"grade": "ai"}, {"grade": ["general", "none"]}]
    for metric in ("live_mw", "long_lived_share", "call_capex_usd"):
        some = [choice for choice in choices if not choice or "grade" in RESULTS.metric(metric).by]
        alone = [RESULTS.yearly(metric, **choice)[2] for choice in some]
        assert np.array_equal(RESULTS.yearly_by(metric, some), np.stack(alone, axis=1), equal_nan=True)
    assert RESULTS.yearly_by("live_mw", []).shape == (RESULTS.n, 0, len(RESULTS.whole_years))
    with pytest.raises(UnknownNameError, match="split by"):
        RESULTS.yearly_by("live_mw", [{}, {"asset": "power"}])
