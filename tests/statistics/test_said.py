"""What is said of each replication: which figures and curves there are, by what names, and of what they are sums."""

import numpy as np
import pytest

from sim.runs.figures import value
from sim.runs.store import simulated
from sim.scenario.figure import DIMENSIONS
from sim.statistics.said import ALL, UNSPLIT, by_metric, curves_named, named, whole_of
from tests.runs.small_runs import order

RUN = simulated(order(6))


def figures():
    return [figure for of_metric, _ in by_metric(RUN) for together in of_metric for figure in together.each()]


def rows():
    return [curve for _, curves in by_metric(RUN) for curve in curves]


def test_figures_and_curves_are_named_as_they_are_read():
    assert named(RUN) == [(name, unit) for name, unit, _ in figures()]
    assert curves_named(RUN) == [row for row, _ in rows()]


def test_a_series_has_a_figure_for_each_whole_year_in_total_and_by_grade():
    names = [name for name, _, _ in figures()]
    assert len(set(names)) == len(names)
    assert [name for name in names if name.startswith("headroom_mw")] == [
        f"headroom_mw{grade}@FY{year}" for grade in ("", "[grade=general]", "[grade=ai]")
        for year in RUN.whole_years]  # fmt: skip
    assert [name for name in names if name.startswith("long_lived_share")] == [
        f"long_lived_share@FY{year}" for year in RUN.whole_years], "which has no grades"  # fmt: skip
    assert len(RUN.whole_years) == 2


def test_each_figure_has_the_values_that_its_name_stands_for_and_its_unit():
    for name, unit, values in figures():
        if not name.startswith("programme_reached"):
            metric = RUN.metric(name.partition("[")[0].partition("@")[0])
            assert unit == metric.unit
            assert values == pytest.approx(value(RUN, name), nan_ok=True), name


def test_an_envelope_is_reached_by_its_amount_and_by_no_dollar_less():
    spent = {year: value(RUN, f"programme_capex_usd@FY{year}") for year in RUN.whole_years}
    amounts = {year: int(np.sort(of_year)[3]) for year, of_year in spent.items()}
    beyond = RUN.whole_years[-1] + 1
    blocks = [{"id": f"fy{year}", "fiscal_year": year, "amount": amount, "kind": "soft", "scope": ["servers"]}
              for year, amount in [*amounts.items(), (beyond, 1)]]  # fmt: skip
    run = simulated(order(6, scenario={"capex": {"other_leases": 3_000_000, "envelopes": blocks}}))
    programme = {year: value(run, f"programme_capex_usd@FY{year}") for year in amounts}
    found = {name: (unit, of.tolist()) for of_metric, _ in by_metric(run) for together in of_metric
             for name, unit, of in together.each() if name.startswith("programme_reached")}  # fmt: skip
    amount_of = {envelope["fiscal_year"]: envelope["amount"] for envelope in run.envelopes}
    assert found == {f"programme_reached@FY{year}": ("probability", (programme[year] >= amount_of[year]).tolist())
                     for year in amounts}, "of the year past the horizon nothing is said"  # fmt: skip
    assert any((programme[year] == amount_of[year]).any() for year in amounts), "else this shows nothing"
    assert any(0 < np.mean(told) < 1 for _, told in found.values())


def test_only_levels_and_flows_have_curves_and_none_comes_twice():
    of_metrics = {metric.name: metric for metric in RUN.metrics()}
    names = [row for row, _ in rows()]
    assert {row[-2] for row in names} == {name for name, each in of_metrics.items() if each.kind in ("level", "flow")}
    assert len(set(names)) == len(names)
    for row in names:
        assert row[-1] == of_metrics[row[-2]].unit
        split = {dimension for dimension, name in zip(DIMENSIONS, row[:-2], strict=True) if name != UNSPLIT}
        assert split <= set(of_metrics[row[-2]].by), "a metric that is not split by it says nothing there"


def test_a_curve_is_the_sum_of_the_cells_that_it_names():
    for row, values in rows():
        chosen = {dimension: name for dimension, name in zip(DIMENSIONS, row[:-2], strict=True)
                  if name not in (ALL, UNSPLIT)}  # fmt: skip
        if row[-2] == "live_mw":
            assert values / 1_000 == pytest.approx(RUN.series("live_mw", **chosen))


def test_figures_are_whole_in_watts_and_dollars():
    whole = [values for of_metric, _ in by_metric(RUN) for together in of_metric for values in together.whole()]
    for of_whole, (_, unit, values) in zip(whole, figures(), strict=True):
        known = ~np.isnan(values)
        scale = {"MW": 1e6, "$": 1.0, "share": 1e12, "months": 1e9, "probability": 1.0, "MW-months": 1e6}[unit]
        assert of_whole[known] == pytest.approx(values[known] * scale, abs=0.5, rel=1e-15)


def test_a_figure_that_64_bits_do_not_hold_is_refused_in_words_and_none_wraps():
    most = np.nextafter(2.0**62, 0)
    assert whole_of(np.array([most, -most, 1.0]), "$").tolist() == [int(most), -int(most), 1]
    for beyond in (2.0**62, -(2.0**62), 1.1e19, np.inf):
        with pytest.raises(OverflowError, match=r"a figure comes to -?\S+ \$, more than is added up"):
            whole_of(np.array([np.nan, beyond]), "$")
        with pytest.raises(OverflowError, match=r"a figure comes to -?\S+ \$"):
            whole_of(np.array([[1.0, 2.0], [3.0, beyond]]).T, "$")
    with pytest.raises(OverflowError, match="comes to 5e\\+06 share"):
        whole_of(np.array([5e6]), "share")
