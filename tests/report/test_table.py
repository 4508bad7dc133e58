"""The table's numbers are right on runs made by hand."""

import numpy as np
import pytest

from sim.report.cells import Cell, Figure, Row, mean_row
from sim.report.lease_rows import released_and_used
from sim.report.table import comparison
from sim.report.telling_apart import PUBLIC_FIGURES, first_parting
from sim.report.texts import difference_text, has_differences, value_text
from sim.statistics.intervals import Interval
from tests.plots.synthetic import SyntheticResults, three_scenarios

JUNE_2028 = 59  # the month that ends on 30 June 2028
CALL_CAPEX, LONG_LIVED_SHARE = PUBLIC_FIGURES[0], PUBLIC_FIGURES[1]


def run_of(name, n=2, regions=2):
    return SyntheticResults(name, 0.0, n=n, regions=regions)


def row(table, section, label):
    return next(r for s in table.sections if s.number == section for r in s.rows if r.label == label)


def in_month(month, values, months=84):
    """An array [region, grade, replication, month] with one month filled."""
    array = np.zeros((*np.shape(values), months))
    array[..., month] = values
    return array


def test_used_is_what_the_first_scenario_could_not_have_met_from_idle_cell_by_cell():
    first, run = run_of("first"), run_of("run")
    # regions x grades x replications
    run.put("released_mw", in_month(20, [[[100, 100], [50, 0]], [[10, 0], [0, 0]]]))
    first.put("idle_mw", in_month(JUNE_2028, [[[30, 200], [0, 5]], [[99, 0], [7, 7]]]))
    released, used = released_and_used(run, first)
    assert list(released) == [160, 100]
    assert list(used) == [70 + 50, 0]


def test_releases_after_mid_2028_do_not_count():
    first, run = run_of("first"), run_of("run")
    run.put("released_mw", in_month(JUNE_2028 + 1, np.full((2, 2, 2), 10)))
    assert released_and_used(run, first)[0].sum() == 0
    run.put("released_mw", in_month(JUNE_2028, np.full((2, 2, 2), 10)))
    assert released_and_used(run, first)[0].sum() == 80


def test_share_leaves_out_replications_that_release_nothing():
    first, run = run_of("first"), run_of("run")
    run.put("released_mw", in_month(20, [[[100, 0], [0, 0]], [[0, 0], [0, 0]]]))
    first.put("idle_mw", 0.0)
    first.put("idle_mw", in_month(JUNE_2028, [[[25, 0], [0, 0]], [[0, 0], [0, 0]]]))
    shares = row(comparison([first, run]), 8, "share that would have been used").cells
    assert shares[0].words == "–"
    assert shares[1].value == 75


def test_a_horizon_without_mid_2028_has_no_such_share():
    runs = [SyntheticResults(name, 1.0, n=2, months=24) for name in ("first", "run")]
    assert released_and_used(runs[1], runs[0]) is None
    assert (
        value_text(
            row(comparison(runs), 8, "share that would have been used").cells[1], Row("", "%", 0, "mean", ())
        )
        == "–"
    )


def test_bands_part_in_the_first_quarter_in_which_they_do_not_overlap():
    first, run = run_of("first", n=11), run_of("run", n=11)
    spread = (
        np.arange(11.0)[:, None] * 1e9 / 3 / 4
    )  # by quarter 0 to 10 $bn over replications and cells: P10 1, P90 9
    first.put("call_capex_usd", np.broadcast_to(spread, (11, 84)))
    shifted = np.broadcast_to(spread, (11, 84)).copy()
    shifted[:, 30:33] += 8.0e9 / 3 / 4  # up to 1-9 against 9-17: they touch
    shifted[:, 33:36] += 8.2e9 / 3 / 4
    run.put("call_capex_usd", shifted)
    assert first_parting(run, first, CALL_CAPEX) == 11
    assert first.quarterly("call_capex_usd")[0][11] == "FY26 Q4"
    assert first_parting(first, first, CALL_CAPEX) is None


def test_a_gap_below_the_published_digit_is_not_seen():
    first, run = run_of("first"), run_of("run")
    first.put("call_capex_usd", 1e9)
    run.put("call_capex_usd", 1e9 + 0.09e9 / 12)
    assert first_parting(run, first, CALL_CAPEX) is None
    run.put("call_capex_usd", 1e9 + 0.1e9 / 12)
    assert first_parting(run, first, CALL_CAPEX) == 0


def test_earliest_public_figure_is_marked():
    runs = three_scenarios()
    section = comparison(runs).sections[-1]
    for column in (1, 2):
        cells = [r.cells[column] for r in section.rows]
        quarters = [cell.words for cell in cells if not cell.words.startswith("never")]
        assert {cell.words for cell in cells if cell.marked} == {min(quarters)}


def test_months_short_count_where_more_than_half_are_below_zero():
    first, run = run_of("first", n=4, regions=1), run_of("run", n=4, regions=1)
    first.put("headroom_mw", 5.0)
    below = np.full((1, 2, 4, 84), 5.0)
    below[0, 1, :2, 10] = -1.0  # half: not more
    below[0, 1, :3, 11] = -1.0
    below[0, 1, :4, 12] = -1.0
    run.put("headroom_mw", below)
    cells = row(comparison([first, run]), 2, "AI: months with P(short) > 50 %").cells
    assert [cell.value for cell in cells] == [0, 2]
    assert cells[1].difference.mean == 2


def test_plan_is_reached_by_the_share_of_replications_that_spend_it():
    first = run_of("first", n=4, regions=1)
    first.envelopes = [{"fiscal_year": 2025, "amount": 80e9, "kind": "soft", "scope": ["servers"]}]
    spent = np.array([79.9, 79.96, 80.0, 81.0])[:, None] * 1e9 / 12 / 2
    first.put("programme_capex_usd", spent)
    cell = row(comparison([first]), 5, "P(programme ≥ plan), FY25").cells[0]
    assert cell.value == 75
    assert 0 < cell.half_width < 50


def test_capex_difference_is_paired():
    runs = three_scenarios(n=25)[:2]
    cell = row(comparison(runs), 5, "FY27").cells[1]
    year = [run.yearly("call_capex_usd")[2][:, 3] / 1e9 for run in runs]
    gap = year[1] - year[0]
    assert cell.difference.mean == pytest.approx(gap.mean())
    assert cell.difference.half_width == pytest.approx(2.0638985616 * gap.std(ddof=1) / 5)
    assert cell.value == pytest.approx(np.median(year[1]))


def test_long_lived_share_is_of_the_years_sums():
    run = run_of("one", n=1, regions=1)
    run.put("call_capex_usd", 2e9)
    run.put("long_lived_usd", 1.1e9)
    assert row(comparison([run]), 5, "long-lived share, FY25").cells[0].value == pytest.approx(55)


def test_every_section_is_there_in_order_and_the_last_only_where_there_is_something_to_tell_apart():
    assert [s.number for s in comparison(three_scenarios(n=3)).sections] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [s.number for s in comparison(three_scenarios(n=3)[:1]).sections] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_runs_on_other_draws_are_refused():
    runs = three_scenarios(n=3)
    runs[2].seed = 99
    with pytest.raises(ValueError, match="not paired"):
        comparison(runs)


def one_row(shown="mean", digits=1, **cell):
    return Row("label", "$bn", digits, shown, (Cell(5.0, half_width=1.0), Cell(**cell)))


@pytest.mark.parametrize(("gap", "text"), [
    (Interval(-1.26, 0.4, 0.95, 9, True), "−1.3 ± 0.4"),
    (Interval(0.3, 0.4, 0.95, 9, True), "(+0.3 ± 0.4)"),
    (Interval(0.0, 0.0, 0.95, 9, False), "same"),
    (Interval(2.0, 0.0, 0.95, 9, False), "+2.0, no variation"),
    (Interval(2.0, float("nan"), 0.95, 1, False), "+2.0"),
    (None, ""),
])  # fmt: skip
def test_difference_in_words(gap, text):
    cells = one_row(value=4.0, difference=gap)
    assert difference_text(cells.cells[1], cells) == text


def test_values_in_words():
    band = one_row("band", 2, value=7.812, low=7.41, high=8.199)
    assert value_text(band.cells[1], band) == "7.81 [7.41, 8.20]"
    mean = one_row(value=2.204, half_width=0.03)
    assert value_text(mean.cells[1], mean) == "2.2 ± <0.1"
    assert value_text(Cell(), mean) == "–"
    assert value_text(Cell(1.4, half_width=0.0), mean) == "1.4, no variation"
    assert value_text(Cell(0.0, half_width=0.0), mean) == "none"
    assert value_text(Cell(1.4), mean) == "1.4"
    assert value_text(Cell(words="FY26 Q3", marked=True), mean) == "FY26 Q3*"


def test_a_difference_from_nothing_is_not_said_twice():
    runs = [run_of("first"), run_of("run")]
    figure = Figure(
        "released", "GW", 2, lambda run: np.array([0.0, 0.0]) if run is runs[0] else np.array([1.0, 2.0])
    )
    assert not has_differences(mean_row(runs, figure))
