"""What replications add up to is the same however they are divided, put together and stored."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runs import checked_file, digests
from sim.runs.results import Results
from sim.runs.store import in_portions, simulated
from sim.statistics.accumulate import Accumulated
from sim.statistics.said import by_metric, curves_named
from sim.statistics.sums import Sums, arrays_of
from tests.runs.small_runs import order, simulate

FIRST, ALL = 40, 70


def late(replication):
    """One region has rows in replications 50 and 61 alone: curves that the first replications never use."""
    rows = simulate(replication)
    return rows if replication in (50, 61) else rows[rows["region"] != 1]


def results_of(first: int, last: int) -> Results:
    (made,) = in_portions(order(ALL, simulate=late), range(first, last))
    return made


KNOWN = results_of(0, FIRST)


@pytest.fixture(scope="module")
def whole() -> str:
    sums = Sums.of(KNOWN)
    sums.add(results_of(FIRST, ALL))
    assert sums.n == ALL
    return digests.of_table(sums.table())


@settings(max_examples=25, deadline=None)
@given(cuts=st.sets(st.integers(FIRST + 1, ALL - 1), max_size=4), turned=st.booleans(), tree=st.booleans())
def test_any_division_order_and_grouping_adds_up_to_the_same_bits(whole, cuts, turned, tree):
    edges = [FIRST, *sorted(cuts), ALL]
    spans = list(pairwise(edges))
    parts = []
    for first, last in reversed(spans) if turned else spans:
        part = Sums.of(KNOWN).empty()
        part.add(results_of(first, last))
        parts.append(Sums.of_table(part.table()))
    sums = Sums.of(KNOWN)
    if tree and len(parts) > 1:
        parts[0].merge(parts[1])
        del parts[1]
    for part in parts:
        sums.merge(part)
    assert sums.n == ALL
    assert digests.of_table(sums.table()) == whole


def test_a_curve_that_came_late_is_zero_in_replications_that_lack_it(whole):
    """None asks for the table meanwhile, which would give it a place."""
    sums = Sums.of(KNOWN)
    for first, last in pairwise((FIRST, 55, 60, ALL)):
        sums.add(results_of(first, last))
    assert digests.of_table(sums.table()) == whole


def test_all_lie_in_one_table_as_each_figure_and_curve_has_them_by_itself(whole):
    """Also the curves of one region, which no replication has before the fiftieth."""
    more, sums = results_of(FIRST, ALL), Sums.of(KNOWN)
    sums.add(more)
    figures, curves = [], {}
    for (first, firsts), (next_ones, nexts) in zip(by_metric(KNOWN), by_metric(more), strict=True):
        figures += [(one.whole(), other.whole()) for one, other in zip(first, next_ones, strict=True)]
        both = dict(firsts), dict(nexts)
        for row in both[0].keys() | both[1].keys():
            none = [np.zeros((results.n, len(results.months)), dtype=np.int64) for results in (KNOWN, more)]
            curves[row] = tuple(each.get(row, zeros).T for each, zeros in zip(both, none, strict=True))
    assert len(curves) > len(curves_named(KNOWN))
    alone = []
    for first, then in (*figures, *(curves[row] for row in sorted(curves))):
        alone.append(Accumulated(first))
        alone[-1].add(then)
    together = [np.concatenate(arrays) for arrays in zip(*(each.arrays() for each in alone), strict=True)]
    assert all(np.array_equal(one, other) for one, other in zip(arrays_of(sums.table()), together, strict=True))


def test_what_is_gone_on_from_does_not_change_and_may_lie_in_pieces(whole):
    sums = Sums.of(KNOWN)
    sums.add(results_of(FIRST, 55))
    stored = pa.concat_tables([sums.table().slice(0, 7), sums.table().slice(7)])
    before = digests.of_table(stored)
    assert before == digests.of_table(sums.table())
    again = Sums.of_table(stored)
    again.add(results_of(55, ALL))
    assert digests.of_table(again.table()) == whole
    assert digests.of_table(stored) == before


def test_what_is_stored_is_gone_on_from(whole, tmp_path):
    sums = Sums.of(KNOWN)
    sums.add(results_of(FIRST, 55))
    checked_file.write(tmp_path / "x.sums", sums.table())
    again = Sums.of_table(checked_file.read(tmp_path / "x.sums"))
    again.add(results_of(55, ALL))
    assert digests.of_table(again.table()) == whole


def test_sums_are_of_the_values_themselves(whole):
    sums = Sums.of(KNOWN)
    sums.add(results_of(FIRST, ALL))
    every = simulated(order(ALL, simulate=late)).measured.of("live_mw")
    (row,) = [row for row in sums.curves if row[-2] == "live_mw" and set(row[:-2]) <= {"all", ""}]
    curve = sums.curves[row]
    totals = every[:, :, 1:].sum(axis=1)
    assert [curve.total(month) for month in range(totals.shape[1])] == totals.sum(axis=0).tolist()
    squares = (totals.astype(object) ** 2).sum(axis=0).tolist()
    assert [curve.total_of_squares(month) for month in range(totals.shape[1])] == squares
    assert np.array_equal(curve.n, np.full(totals.shape[1], ALL))


@pytest.mark.parametrize("turned", [False, True])
def test_parts_made_elsewhere_add_up_to_the_same_bits_in_any_order(whole, turned):
    sums = Sums.of(KNOWN)
    parts = []
    for first, last in ((FIRST, 55), (55, ALL)):
        part = Sums.of(KNOWN).empty()
        assert part.n == 0
        part.add(results_of(first, last))
        assert part.n == last - first
        parts.append(part)
    for part in reversed(parts) if turned else parts:
        sums.merge(part)
    assert sums.n == ALL
    assert digests.of_table(sums.table()) == whole


def test_a_part_that_lacks_a_curve_was_zero_in_it(whole):
    """The second of two parts has no row of the late region: its 8 replications count as zeros."""
    sums, part = Sums.of(KNOWN), Sums.of(KNOWN).empty()
    sums.add(results_of(FIRST, 62))
    part.add(results_of(62, ALL))
    assert len(part.curves) < len(sums.curves)
    sums.merge(part)
    assert digests.of_table(sums.table()) == whole
