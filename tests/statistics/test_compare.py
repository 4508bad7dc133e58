"""Comparison of runs on the same draws."""

from datetime import date

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.runs import store
from sim.runs.figures import value
from sim.runs.misnamed import UnknownNameError
from sim.statistics.compare import Compared, compare, load_all, usual_figures
from sim.statistics.holm import holm
from sim.statistics.paired import Difference, NotPairedError, check_pairing, paired_difference
from sim.statistics.summary import Summary, line
from tests.runs.small_runs import order

BASE = store.simulated(order())
TIGHT = store.simulated(order(scenario={"name": "tight", "operator": {"name": "x", "reserve": 0.3}}))


def test_the_first_run_stands_alone_and_others_beside_it():
    rows = compare([BASE, TIGHT], ["headroom_mw@FY2025", "live_mw@FY2025"]).rows
    assert [(r.figure, r.run, r.difference is None) for r in rows] == [
        ("headroom_mw@FY2025", "small", True), ("headroom_mw@FY2025", "tight", False),
        ("live_mw@FY2025", "small", True), ("live_mw@FY2025", "tight", False),
    ]  # fmt: skip
    headroom = [run.series("headroom_mw")[:, -1] for run in (BASE, TIGHT)]
    assert rows[1].difference == paired_difference(headroom[1], headroom[0])
    assert rows[1].difference.mean < 0
    assert (rows[3].difference.mean, rows[3].difference.varies) == (0.0, False)


def test_the_table_has_a_line_for_each_figure_and_run():
    table = compare([BASE, TIGHT]).table().to_pylist()
    assert len(table) == 2 * len(usual_figures(BASE))
    assert np.isnan(table[0]["difference_mean"])
    assert set(table[1]) >= {"mean", "half_width", "level", "n", "difference_mean", "difference_half_width",
                             "covariance", "correlation", "variance_ratio", "difference_p", "difference_p_holm",
                             "clear"}  # fmt: skip


def test_the_figures_of_a_pair_of_runs_are_a_family():
    """Adjusted within each pair, with figures that agree in every replication; more runs change nothing."""
    three = compare([BASE, TIGHT, BASE])
    rows = [row for row in three.rows if row.run == TIGHT.name]
    assert len(rows) == three.figures == len(usual_figures(BASE))
    adjusted = pytest.approx(holm([row.difference.p_value for row in rows]), nan_ok=True)
    assert [row.p_holm for row in rows] == adjusted
    assert [row.p_holm for row in compare([BASE, TIGHT]).rows if row.difference] == adjusted
    headroom = next(row for row in rows if row.figure == "headroom_mw[grade=ai]@FY2025")
    assert headroom.clear == "family"
    assert next(row for row in rows if row.figure == "live_mw@FY2025").clear == "same"
    known = [row for row in compare([BASE, BASE]).rows if row.difference and row.difference.n]
    assert {row.clear for row in known} == {"same"}
    table = three.table().to_pylist()
    assert f"Holm 1979 over {three.figures} figures" in table[1]["method"]


def test_a_difference_is_clear_alone_in_a_family_or_not():
    def row(p_value, p_holm):
        half = 1.0
        t = -stdtrit(BASE.n - 1, p_value / 2) / stdtrit(BASE.n - 1, 0.975)
        difference = Difference(half * t, half, 0.95, BASE.n, True, 0.0, 0.0, 1.0)
        assert difference.p_value == pytest.approx(p_value)
        return Compared("figure", "run", None, difference, "folder", p_holm)

    assert [row(*each).clear for each in ((1e-6, 1e-4), (0.01, 0.2), (0.2, 1.0))] == ["family", "alone", "no"]


def test_one_replication_tells_nothing_of_how_sure():
    rows = compare([store.simulated(order(1)), store.simulated(order(1, scenario={"name": "other"}))]).rows
    assert {row.clear for row in rows} == {""}


def test_every_usual_figure_exists():
    assert {line["unit"] for line in compare([BASE, BASE]).table().to_pylist()} <= {
        "MW", "$", "share", "months", "probability",
    }  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), [
    ({"replications": 19}, "replications"),
    ({"scenario": {"seed": 8}}, "seed (7 and 8)"),
])  # fmt: skip
def test_runs_that_do_not_share_their_draws_are_refused(changes, said):
    with pytest.raises(NotPairedError, match="not paired") as refused:
        check_pairing(BASE, store.simulated(order(**changes)))
    assert said in str(refused.value)


def test_runs_of_other_horizons_are_refused():
    longer = store.simulated(order(2))
    info = longer.info.__class__(**{**vars(longer.info), "horizon_end": date(2026, 7, 1)})
    with pytest.raises(NotPairedError, match="horizon end"):
        check_pairing(longer, longer.__class__(info, longer.measured, longer.scalars))


def test_stored_runs_compare_like_those_in_memory(tmp_path):
    folders = [store.run(order(4, scenario=s), tmp_path, Summary).folder for s in ({}, {"name": "other"})]
    rows = compare(load_all(folders), ["live_mw"]).rows
    assert rows[1].difference.mean == 0


def test_a_figure_that_is_not_there_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean"):
        compare([BASE, TIGHT], ["life_mw"])


@pytest.mark.parametrize("level", [0.8, 0.99])
def test_the_level_that_is_asked_for_is_that_of_means_and_differences(level):
    rows = compare([BASE, TIGHT], ["headroom_mw@FY2025"], level).rows
    assert {row.summary.level for row in rows} == {level}
    headroom = [run.series("headroom_mw")[:, -1] for run in (BASE, TIGHT)]
    assert rows[1].difference == paired_difference(headroom[1], headroom[0], level)


def test_the_table_repeats_what_the_lines_say():
    found = compare([BASE, TIGHT], ["headroom_mw@FY2025", "live_mw@FY2025"])
    for cell, row in zip(found.table().to_pylist(), found.rows, strict=True):
        assert (cell["figure"], cell["run"], cell["folder"], cell["clear"]) == (
            row.figure, row.run, row.folder, row.clear)  # fmt: skip
        assert [cell[name] for name in row.summary._fields[1:]] == pytest.approx([*row.summary[1:]], nan_ok=True)
        gap = row.difference
        if gap is None:
            assert cell["method"] == ""
            paired = ["covariance", "correlation", "variance_ratio"]
            beside = [name for name in cell if name.startswith("difference_")] + paired
            assert len(beside) == 7
            assert np.isnan([cell[name] for name in beside]).all()
            continue
        assert cell["method"].startswith("paired t; ")
        told = [cell[name] for name in ("difference_mean", "difference_half_width", "covariance", "correlation",
                                        "variance_ratio", "difference_p", "difference_p_holm")]  # fmt: skip
        known = [gap.mean, gap.half_width, gap.covariance, gap.correlation, gap.variance_ratio, gap.p_value,
                 row.p_holm]
        assert told == pytest.approx(known, nan_ok=True)


def test_each_line_says_what_a_summary_would_and_where_the_run_is():
    found = compare([BASE, TIGHT], ["window_over_1_gw", "headroom_mw@FY2025"])
    for row in found.rows:
        run = BASE if row.run == "small" else TIGHT
        unit = "probability" if row.figure == "window_over_1_gw" else "MW"
        assert row.summary == pytest.approx(line(row.figure, unit, value(run, row.figure)), nan_ok=True)
        assert row.folder == run.folder_name


def test_a_run_alone_has_its_figures_and_nothing_beside_them():
    found = compare([BASE])
    assert [row.figure for row in found.rows] == usual_figures(BASE)
    assert {row.clear for row in found.rows} == {""}
