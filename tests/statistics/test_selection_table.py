"""How scenarios stand when a selection has ended: in which order, over which replications, against which."""

import numpy as np
import pytest

from sim.statistics.intervals import mean_interval
from sim.statistics.kim_nelson import KimNelson
from sim.statistics.ocba import Ocba
from sim.statistics.paired import paired_difference
from sim.statistics.selection import Question, carry_out
from sim.statistics.selection_table import CHOSEN, ELIMINATED, LEADING, LEFT, PASSED, SAME, standings, table
from tests.statistics.test_kim_nelson import drawn

VALUES = drawn([0.0, 0.25, -3.0])
"""Of which the last goes first."""


def stood(values, rule, sign=1.0):
    samples = carry_out(rule, lambda place, n: sign * values[place, :n])
    return standings(rule, [sign * sample for sample in samples], "MW", is_least=sign < 0)


def test_the_chosen_stands_first_then_those_that_stayed_longest_each_over_its_own_replications():
    rule = KimNelson(Question(3, 0.1, 0.95, 10, 1_984))
    first, second, last = stood(VALUES, rule)
    assert [first.place, second.place, last.place] == [1, 0, 2]
    assert [one.outcome for one in (first, second, last)] == [CHOSEN, ELIMINATED, ELIMINATED]
    assert first.n == second.n > last.n
    assert (second.by, last.by) == (1, rule.eliminated[2].by)
    assert first.difference is None
    for one in (first, second, last):
        assert one.interval == mean_interval(VALUES[one.place, : one.n])
    assert last.difference == paired_difference(VALUES[2, : last.n], VALUES[1, : last.n])


def test_where_the_least_is_wanted_means_are_as_they_are():
    most = stood(VALUES, KimNelson(Question(3, 0.1, 0.95, 10, 1_984)))
    least = stood(-VALUES, KimNelson(Question(3, 0.1, 0.95, 10, 1_984)), sign=-1.0)
    assert [(one.place, one.outcome, one.n) for one in least] == [(one.place, one.outcome, one.n) for one in most]
    assert [one.interval.mean for one in least] == [-one.interval.mean for one in most]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_of_those_undecided_the_best_mean_leads(sign):
    standing = stood(sign * VALUES, KimNelson(Question(3, 0.1, 0.95, 10, 70)), sign)
    best = int(np.argmax(VALUES[:2, :70].mean(axis=1)))
    assert [(one.place, one.outcome) for one in standing] == [(best, LEADING), (1 - best, LEFT), (2, ELIMINATED)]


def test_the_same_mean_is_no_elimination():
    same = np.vstack([VALUES[0], VALUES[0]])
    assert [one.outcome for one in stood(same, KimNelson(Question(2, 0.1, 0.95, 10, 70)))] == [CHOSEN, SAME]


def test_an_allocation_eliminates_nobody():
    standing = stood(VALUES, Ocba(Question(3, 0.1, 0.95, 10, 1_984)))
    assert [one.outcome for one in standing] == [CHOSEN, PASSED, PASSED]
    assert {one.by for one in standing} == {None}


def test_the_table_has_a_line_for_each_and_nothing_where_there_is_no_difference():
    standing = stood(VALUES, KimNelson(Question(3, 0.1, 0.95, 10, 1_984)))
    rows = table(("live_mw", "MW"), ["a", "b", "c"], standing).to_pylist()
    assert [(row["rank"], row["scenario"], row["because_of"]) for row in rows[:2]] == [(1, "b", None), (2, "a", "b")]
    assert (rows[0]["difference_mean"], rows[0]["metric"], rows[0]["unit"]) == (None, "live_mw", "MW")
    assert rows[1]["difference_mean"] == standing[1].difference.mean


def test_what_goes_within_a_chunk_stands_by_what_it_had_then():
    rule = KimNelson(Question(3, 0.1, 0.95, 10, 1_984))
    standing = {one.place: one for one in stood(VALUES, rule)}
    for place, gone in rule.eliminated.items():
        assert standing[place].n == standing[place].interval.n == gone.n
    assert any(gone.n % 64 for gone in rule.eliminated.values()), "else this shows nothing"


def test_the_table_holds_all_that_is_known_of_each():
    standing = stood(VALUES, KimNelson(Question(3, 0.1, 0.95, 10, 1_984)))
    for row, one in zip(table(("live_mw", "MW"), ["a", "b", "c"], standing).to_pylist(), standing, strict=True):
        gap = one.difference
        assert row == {
            "metric": "live_mw", "unit": "MW", "rank": standing.index(one) + 1, "scenario": "abc"[one.place],
            "outcome": one.outcome, "decided_at": one.n, "because_of": None if one.by is None else "abc"[one.by],
            "mean": one.interval.mean, "half_width": one.interval.half_width, "level": 0.95, "n": one.interval.n,
            "difference_mean": gap and gap.mean, "difference_half_width": gap and gap.half_width,
            "difference_n": gap and gap.n, "correlation": gap and gap.correlation,
            "variance_ratio": gap and gap.variance_ratio,
        }  # fmt: skip


def test_the_most_is_the_best_where_nothing_else_is_said():
    rule = KimNelson(Question(3, 0.1, 0.95, 10, 70))
    standing = standings(rule, carry_out(rule, lambda place, n: VALUES[place, :n]), "MW")
    assert (standing[0].place, standing[0].outcome) == (int(np.argmax(VALUES[:2, :70].mean(axis=1))), LEADING)
