"""Past the replications whose numbers are kept, both tables tell of all of them, within the error that they state."""

import numpy as np
import pytest
from scipy import stats

from sim.runs import digests, store
from sim.runs.results import Results
from sim.runs.store import simulated
from sim.scenario.figure import DIMENSIONS
from sim.statistics import summary
from sim.statistics.intervals import wilson
from sim.statistics.summary import Summary, line, lines_at_once, tables
from tests.runs.small_runs import order, simulate

KEPT, ALL = 128, 330


def rare(replication):
    """One region has rows in replication 300 alone: cells that the kept replications never use."""
    rows = simulate(replication)
    return rows if replication == 300 else rows[rows["region"] != 1]


@pytest.fixture(scope="module", params=[simulate, rare])
def both(request, tmp_path_factory):
    """Tables of a run of which a part is kept, beside those of all its numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EXACT", KEPT)
        asked = order(ALL, simulate=request.param)
        folder = store.run(asked, tmp_path_factory.mktemp("runs"), Summary).folder
    return folder, tables(simulated(asked))


def read(folder, exact):
    """Columns of the summary and of the curves of both, in one order."""
    import duckdb

    found = duckdb.sql(f"select * from '{folder}/summary.csv' order by metric").arrow().read_all()
    return found, exact.summary.sort_by("metric")


def test_the_folder_tells_what_is_kept_and_of_how_many_it_speaks(both):
    results = Results.load(both[0])
    assert (results.n, results.info.simulated) == (KEPT, ALL)
    assert results.series("live_mw").shape[0] == KEPT


def test_means_half_widths_and_counts_are_those_of_all(both):
    found, exact = read(*both)
    assert found["metric"].to_pylist() == exact["metric"].to_pylist()
    assert found["n"].to_pylist() == exact["n"].to_pylist()
    for column in ("mean", "half_width"):
        ours, theirs = (np.array(table[column].to_pylist(), dtype=float) for table in (found, exact))
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6, nan_ok=True)


def test_quantiles_are_within_the_stated_error(both):
    found, exact = read(*both)
    error = np.array(found["p_error"].to_pylist(), dtype=float)
    for column in ("p10", "p50", "p90"):
        ours, theirs = (np.array(table[column].to_pylist(), dtype=float) for table in (found, exact))
        off = np.abs(ours - theirs)
        assert (np.isnan(theirs) | (off <= error + 1e-6 * np.maximum(np.abs(theirs), 1))).all()


def test_intervals_of_quantiles_hold_those_of_all_and_are_wider_by_no_more_than_two_bins(both):
    found, exact = read(*both)
    error = np.array(found["p_error"].to_pylist(), dtype=float)
    for name in ("p10", "p50", "p90"):
        for side, sign in (("low", 1), ("high", -1)):
            ours, theirs = (np.array(table[f"{name}_{side}"].to_pylist(), dtype=float) for table in (found, exact))
            assert (np.isnan(ours) == np.isnan(theirs)).all()
            out, known = sign * (theirs - ours), ~np.isnan(theirs)
            slack = 1e-6 * np.maximum(np.abs(theirs), 1)
            assert (out >= -slack)[known].all()
            assert known.any()
    wide = np.array(found["p50_high"].to_pylist()) - np.array(found["p50_low"].to_pylist())
    theirs = np.array(exact["p50_high"].to_pylist()) - np.array(exact["p50_low"].to_pylist())
    assert (wide <= theirs + 2 * (2 * error + 1e-6 * np.maximum(np.abs(theirs), 1)))[~np.isnan(theirs)].all()


def test_curves_have_the_same_rows_and_keep_their_error(both):
    import pyarrow.parquet as pq

    folder, exact = both
    names = ("metric", "region", "grade", "holder", "client", "asset", "start", "month")
    ours, theirs = ({tuple(row[name] for name in names): row for row in table.to_pylist()}
                    for table in (pq.read_table(folder / "curves.parquet"), exact.curves))  # fmt: skip
    assert ours.keys() == theirs.keys()
    for key, row in ours.items():
        assert row["mean"] == pytest.approx(theirs[key]["mean"], rel=1e-9, abs=1e-9)
        for column in ("p10", "p50", "p90"):
            assert row[column] == pytest.approx(theirs[key][column], rel=1e-9, abs=row["p_error"] + 1e-9)
        assert theirs[key]["p_error"] == 0


def test_every_unit_has_a_scale():
    assert set(summary.SCALES) == {metric.unit for metric in simulated(order(1)).metrics()} | {"MW-months"}


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_a_line_is_a_figure_s_mean_band_and_intervals(level):
    values = np.append(np.random.default_rng(9).gamma(2.0, 50.0, 200), [np.nan, np.nan])
    found, kept = line("idle_mw", "MW", values, level), values[:200]
    assert (found.metric, found.unit, found.level, found.n, found.p_error) == ("idle_mw", "MW", level, 200, 0.0)
    assert found.mean == pytest.approx(kept.mean())
    assert found.half_width == pytest.approx(stats.t.ppf((1 + level) / 2, 199) * stats.sem(kept))
    assert (found.p10, found.p50, found.p90) == pytest.approx(tuple(np.quantile(kept, [0.1, 0.5, 0.9])))
    ordered = np.sort(kept)
    for share, ends in ((0.1, found[10:12]), (0.5, found[12:14]), (0.9, found[14:16])):
        below, above = (int(np.searchsorted(ordered, end)) + 1 for end in ends)
        chance = stats.binom.cdf(above - 1, 200, share) - stats.binom.cdf(below - 1, 200, share)
        assert level <= chance < level + 0.05
    seen = line("window_over_1_gw", "probability", np.array([1.0, 0.0, 0.0, 0.0]))
    assert seen.half_width == pytest.approx(wilson(1, 4).half_width)


def test_lines_at_once_are_those_of_each_figure():
    draws = np.random.default_rng(5)
    some = draws.normal(size=100)
    some[3] = np.nan
    figures = [("live_mw@FY2026", "MW", draws.normal(size=100)), ("delay", "months", some),
               ("reached", "probability", (draws.normal(size=100) > 0).astype(float)),
               ("never", "months", np.full(100, np.nan)), ("paid", "$", np.full(100, 3.5))]  # fmt: skip
    found = lines_at_once(figures, 0.9)
    assert repr(found) == repr([line(*figure, 0.9) for figure in figures])
    assert lines_at_once([]) == []


def test_curves_are_in_the_units_that_people_read_and_sums_are_marked():
    results = simulated(order(6))
    rows = tables(results).curves.to_pylist()
    for metric, unit in (("live_mw", "MW"), ("call_capex_usd", "$")):
        found = [row for row in rows if row["metric"] == metric and {row[name] for name in DIMENSIONS} <= {"all", ""}]
        assert {row["unit"] for row in found} == {unit}
        assert "all" in {row["region"] for row in found}, "what is a sum over regions says so"
        assert [row["mean"] for row in found] == pytest.approx(results.series(metric).mean(axis=0).tolist())


def test_what_is_added_up_is_told_like_what_is_at_hand():
    """Of the same replications: at the level, in the units, and quantiles off by no more than a part of the spread."""
    results = simulated(order(40))
    added = Summary(results, 0.8)
    assert added.sums.n == 40
    found, exact = (each.tables().summary.to_pydict() for each in (added, Summary(results, 0.8)))
    assert {*found["level"]} == {*exact["level"]} == {0.8}
    for name in ("metric", "unit", "n"):
        assert found[name] == exact[name]
    for name in ("mean", "half_width"):
        assert found[name] == pytest.approx(exact[name], rel=1e-6, abs=1e-6, nan_ok=True)
    wide = np.array(exact["p90"]) - np.array(exact["p10"])
    error, scale = np.array(found["p_error"]), np.maximum(np.abs(exact["p90"]), 1)
    assert (error <= wide + 1e-6 * scale)[~np.isnan(wide)].all()
    assert (error > 0).any()


def test_parts_made_elsewhere_and_sums_that_were_kept_are_gone_on_from():
    results = simulated(order(20))
    whole = Summary(results)
    part = whole.part()
    part.add(results)
    whole.merge(part)
    assert whole.sums.n == 2 * 20
    again = Summary(results)
    again.go_on(whole.kept())
    assert again.sums.n == 2 * 20
    assert [*map(digests.of_rows, again.tables())] == [*map(digests.of_rows, whole.tables())]
    assert again.tables().summary["mean"].to_pylist() == pytest.approx(
        tables(results).summary["mean"].to_pylist(), rel=1e-6, abs=1e-6, nan_ok=True
    ), "each replication twice"


def test_curves_name_the_run_that_they_are_of():
    results = simulated(order(6))
    assert tables(results).curves.schema.metadata == {b"run": results.info.hash.encode()}
