"""What a warm-up leaves out: every total, average and curve statistic of its months, and nothing of the log."""

from datetime import date

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import Plan, measure
from sim.runs import store
from sim.runs.figures import value
from sim.scenario.horizon import warm_up_ends
from sim.statistics.paired import NotPairedError, check_pairing
from sim.statistics.summary import Summary, tables
from tests.metrics.small_world import MONTHS, START, instant, layout, log, row, scenario
from tests.metrics.test_fold import a_log
from tests.runs.small_runs import order

WARM = 5
"""Months of warm-up: July to November 2023."""
TO_JUNE = {"start": START, "last_day": date(2025, 6, 30)}


def warmed(months=WARM, **changes):
    """The small scenario's layout with a warm-up."""
    return layout(horizon=TO_JUNE | {"warm_up": f"{months} months"}, **changes)


@pytest.mark.parametrize("seed", range(3))
def test_every_series_is_what_it_would_be_without_its_first_months(seed):
    rows = a_log(seed)
    whole, cut = measure(rows, Plan.of(layout())), measure(rows, Plan.of(warmed()))
    flows = {block.metric.name for block in Plan.of(layout()).blocks.values() if block.metric.kind == "flow"}
    assert cut.values.shape[1] == 1 + MONTHS - WARM
    none = np.zeros(MONTHS, dtype=np.int64)
    for key in cut.series.keys() | whole.series.keys():
        months = whole.series.get(key, none)
        assert cut.series.get(key, none[WARM:]).tolist() == months[WARM:].tolist()
        assert cut.opening.get(key, 0) == (0 if key.metric in flows else months[WARM - 1])
    assert {key.metric for key in cut.series} & flows != set()


def test_scalars_that_are_totals_or_statistics_of_months_leave_the_warm_up_out():
    lapse = {"item": stages.LOI, "reason": codes.REVIEW, "region": 0, "grade": 0}
    served = {"client": codes.PARTNER, "region": 0, "grade": 1}
    month = 2_629_800
    rows = [
        row(kinds.BASELINE_STEPPED, instant(1), kw=70, region=0, grade=0),
        row(kinds.LEASE_LAPSED, instant(2), entity=1, kw=3_000_000, **lapse),
        row(kinds.REQUEST_SERVED, instant(WARM, 1) - 1, value=9 * month, **served),
        row(kinds.REQUEST_SERVED, instant(WARM, 1), value=2 * month, **served),
        row(kinds.LEASE_LAPSED, instant(WARM), entity=2, kw=500_000, **lapse),
    ]
    whole, cut = (measure(log(rows), which).scalars for which in (layout(), warmed()))
    assert (whole["months_short_general"], cut["months_short_general"]) == (MONTHS - 1, MONTHS - WARM)
    assert (whole["partner_median_months_late"], cut["partner_median_months_late"]) == (5.5, 2)
    assert whole["six_months_released_deferred_mw"] == 3_500
    assert cut["six_months_released_deferred_mw"] == 500


@pytest.mark.parametrize(("warm", "known"), [(3, True), (4, False)])
def test_the_window_of_the_reading_is_known_where_all_of_it_comes_after_the_warm_up(warm, known):
    """Six months to the end of March 2024 begin with October 2023, the fourth month."""
    found = measure(log([]), warmed(warm)).scalars["window_released_deferred_mw"]
    assert np.isnan(found) == (not known)


def test_cash_of_the_warm_up_is_no_part_of_net_present_value():
    def paid(month):
        return row(kinds.CAPEX_PAID, instant(month + 1), dollars=1_000, value=month, item=2)

    early, late = ([paid(WARM - 1)], [paid(WARM)])
    assert measure(log(early), layout()).scalars["npv_within_usd"] < 0
    assert measure(log(early), warmed()).scalars["npv_within_usd"] == 0
    assert measure(log(late), warmed()).scalars["npv_within_usd"] == pytest.approx(
        measure(log(late), layout()).scalars["npv_within_usd"]
    )


def test_averages_over_time_count_each_second_after_the_warm_up():
    """30 MW from before it to a second after its end, then 10 MW for 1000 s, out of all seconds that count."""
    ask = {"entity": 1, "client": codes.OTHER, "holder": -1}
    use = {"region": 0, "grade": 0, "client": codes.OTHER}
    at = instant(WARM)
    rows = [
        row(kinds.REQUEST_MADE, instant(1), kw=30_000, **ask),
        row(kinds.REQUEST_RESERVED, at + 1, kw=30_000, **ask),
        row(kinds.REQUEST_MADE, at + 50, kw=10_000, **ask),
        row(kinds.REQUEST_UNSERVED, at + 1_050, kw=10_000, **ask),
        row(kinds.REQUEST_SERVED, at + 1, kw=30_000, **use, holder=0),
        row(kinds.REQUEST_ENDED, at + 501, kw=30_000, **use, holder=0),
        row(kinds.REQUEST_SERVED, at + 1, kw=4_000, **use, holder=1),
        row(kinds.TRANCHE_DECLARED, 0, kw=40_000, item=stages.LIVE, region=0, grade=0),
    ]
    seconds = instant(MONTHS) - at
    found = measure(log(sorted(rows, key=lambda r: r["instant"])), warmed()).scalars
    assert found["average_waiting_mw"] == (30 * 1 + 10 * 1_000) / seconds
    assert found["average_used_mw"] == 30 * 500 / seconds
    assert found["average_provider_used_mw"] == 4 * (seconds - 1) / seconds
    assert found["average_live_mw"] == 40
    assert found["average_idle_mw"] == pytest.approx(40 - 30 * 500 / seconds, rel=1e-15)


def test_what_leaves_its_promise_and_looks_again_waits_again():
    ask = {"entity": 1, "client": codes.PARTNER}
    rows = [
        row(kinds.REQUEST_MADE, 0, kw=8_000, **ask),
        row(kinds.REQUEST_RESERVED, 0, kw=8_000, **ask),
        row(kinds.REQUEST_RETURNED, 100, kw=8_000, **ask),
        row(kinds.REQUEST_RESERVED, 400, kw=8_000, **ask),
    ]
    assert measure(log(rows), layout()).scalars["average_waiting_mw"] == 8 * 300 / instant(MONTHS)


def warm_results():
    """The small runs with a warm-up."""
    return store.simulated(order(scenario={"horizon": TO_JUNE | {"warm_up": "5 months"}}))


def test_months_fiscal_years_and_curves_begin_after_the_warm_up():
    """FY2024 is no whole year any more; totals without a period go over what is left."""
    warm, whole = warm_results(), store.simulated(order())
    assert warm.months[0] == date(2023, 12, 1)
    assert (warm.start, warm.fiscal_years[0]) == (START, 2024)
    assert warm.yearly("live_mw")[0] == ["FY25"]
    assert np.array_equal(value(warm, "accrued_usd"), whole.series("accrued_usd")[:, WARM:].sum(axis=1))
    assert np.array_equal(value(warm, "live_mw@start"), whole.series("live_mw")[:, WARM - 1])
    said = tables(warm)
    assert min(said.curves["month"].to_pylist()) == date(2023, 12, 1)
    named = said.summary["metric"].to_pylist()
    assert "live_mw@FY2025" in named
    assert not any(name.endswith("@FY2024") for name in named)
    assert np.array_equal(warm.replay(3), whole.replay(3))


def test_a_stored_run_keeps_its_warm_up(tmp_path):

    ordered = order(scenario={"horizon": TO_JUNE | {"warm_up": "5 months"}})
    stored = store.run(ordered, tmp_path, Summary)
    assert (stored.start, stored.months) == (START, warm_results().months)
    assert np.array_equal(stored.series("live_mw"), warm_results().series("live_mw"))


def test_runs_of_other_warm_ups_are_not_compared():
    with pytest.raises(NotPairedError, match="first month"):
        check_pairing(store.simulated(order()), warm_results())


@pytest.mark.parametrize(("written", "told"), [
    ("7 days", "is of whole months"),
    ("45 days", "is of whole months"),
    ("2 years", "nothing is left to count after a warm-up of 24 months: this horizon leaves room for 23"),
])  # fmt: skip
def test_a_warm_up_that_cannot_be_left_out_is_refused(written, told):
    [(path, text)] = warm_up_ends(scenario(horizon=TO_JUNE | {"warm_up": written}))
    assert path == ("horizon", "warm_up")
    assert told in text


@pytest.mark.parametrize("written", ["0 days", "1 quarter", "23 months", "1 year"])
def test_a_warm_up_of_whole_months_is_taken(written):
    assert list(warm_up_ends(scenario(horizon=TO_JUNE | {"warm_up": written}))) == []
