"""What tells two scenarios apart: the first public figure, ties together, else the nearest and how near."""

import numpy as np

from sim.report.telling_apart import PUBLIC_FIGURES, tellings, told_first, told_first_row
from tests.plots.synthetic import SyntheticResults

QUARTERS = [f"FY{24 + i // 4} Q{i % 4 + 1}" for i in range(28)]
TAKEN = next(i for i, figure in enumerate(PUBLIC_FIGURES) if figure.name.startswith("taken by rivals"))


def alike(n=8):
    return SyntheticResults("first", n=n, regions=1), SyntheticResults("run", n=n, regions=1)


def steps(month, low, high, months=84):
    """By month: one amount before, another from there on."""
    return np.where(np.arange(months) < month, low, high)


def test_the_first_figure_is_named_with_its_quarter_and_ties_are_named_together():
    first, run = alike(n=40)
    run.put("construction_commitments_usd", first._tables["construction_commitments_usd"] + steps(40, 0.0, 1e12))
    run.put("leases_not_yet_commenced_usd", first._tables["leases_not_yet_commenced_usd"] + steps(40, 0.0, 1e12))
    run.put("partner_elsewhere_mw", first._tables["partner_elsewhere_mw"] + steps(60, 0.0, 1e6))
    # Month 40 lies in the fourteenth quarter.
    words = told_first_row([first, run]).cells[1].words
    assert words == "FY27 Q2: leases not yet commenced and construction commitments"


def test_where_none_parts_the_nearest_says_how_often_it_ranks_rightly():
    first, run = alike(n=4)
    first.put("partner_elsewhere_mw", np.array([[1.0], [2.0], [3.0], [4.0]]) * steps(83, 0.0, 100.0))
    run.put("partner_elsewhere_mw", np.array([[1.0], [5.0], [6.0], [7.0]]) * steps(83, 0.0, 100.0))
    # 1 ties with one of four; 5, 6 and 7 beat all four: 12.5 of 16 pairs are 78 %.
    words = told_first_row([first, run]).cells[1].words
    assert words.startswith("n < 36; 78±")
    assert words.endswith(" % by partner's load elsewhere FY30 Q4")
    first, run = alike(n=40)
    run.put("partner_elsewhere_mw", first._tables["partner_elsewhere_mw"] + 1e-2)
    assert told_first_row([first, run]).cells[1].words.startswith("never; 5")


def test_of_few_replications_nothing_is_said_to_part():
    for n, said in ((1, "n < 36"), (35, "n < 36; 100")):
        first, run = alike(n=n)
        run.put("construction_commitments_usd", first._tables["construction_commitments_usd"] + steps(40, 0.0, 1e12))
        told = tellings(run, first)
        assert {one.quarter for one in told} == {None}
        words = told_first(told, QUARTERS)
        assert words == said if n == 1 else words.startswith(said)


def test_twins_are_never_told_apart():
    first, run = alike()
    told = tellings(run, first)
    assert told_first(told, QUARTERS) == "never: the same"
    assert {one.right.mean for one in told} == {50.0}


def test_what_rivals_take_is_read_over_a_year():
    first, run = alike(n=2)
    first.put("taken_by_rivals_mw", 0.0)
    run.put("taken_by_rivals_mw", steps(33, 0.0, 500.0))  # two grades: 1 GW a month, 3 a quarter
    taken = PUBLIC_FIGURES[TAKEN].by_quarter(run)
    assert taken[0, 10:17].tolist() == [0.0, 3.0, 6.0, 9.0, 12.0, 12.0, 12.0]
    assert PUBLIC_FIGURES[TAKEN].by_quarter(first).any() == 0


def test_attrition_that_rivals_take_hides_a_decision_that_shows_in_a_year():
    """A burst of one year stands out of a year's attrition, not out of all attrition since the start."""
    first, run = alike(n=40)
    # A steady 100 to 300 MW a quarter, by replication: after six quarters the sums spread over 0.6 to 1.8 GW.
    churn = np.linspace(100.0, 300.0, 40)[:, None] / 6 * np.ones(84)
    first.put("taken_by_rivals_mw", churn)
    run.put("taken_by_rivals_mw", churn + np.where((np.arange(84) >= 60) & (np.arange(84) < 72), 1000.0 / 24, 0.0))
    told = tellings(run, first)[TAKEN]
    # A year's sum: 0.48 to 1.12 GW from P10 to P90 against 1.48 to 2.12 GW once the burst is in.
    assert told.quarter is not None and QUARTERS[told.quarter].startswith("FY29")
    since_start = [np.cumsum(one.quarterly("taken_by_rivals_mw")[2], axis=1) for one in (run, first)]
    assert (np.quantile(since_start[0], 0.1, axis=0) < np.quantile(since_start[1], 0.9, axis=0)).all()
