"""A fold gives the same measures however the log reaches it, and keeps to its declarations."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.events import codes, kinds, stages
from sim.events.row import ROW
from sim.metrics import Plan, Together, catalogue, measure
from sim.metrics.plan import MOST_TOGETHER, NEAR
from sim.metrics.registry import declared
from sim.world.engines import simulate
from tests.metrics.small_world import instant, layout, log, row
from tests.metrics.worlds import WORLDS, come_to_nothing, come_to_something, model_of, replications_of

PLAN = Plan.of(layout())


RANGES = {
    "entity": (0, 40), "region": (-1, 2), "grade": (-1, 2), "holder": (-1, 3), "client": (-1, 3),
    "kw": (0, 9_000), "dollars": (-99, 10**9), "basis": (-1, 3), "item": (-1, len(stages.NAMES)),
    "reason": (-1, len(codes.REASONS)), "value": (-1, 24),
}  # fmt: skip


def a_log(seed=0, n=400):
    """Rows of every kind with values that may occur, in order of time."""
    draws = np.random.default_rng(seed)
    events = sorted(kinds.names())
    rows = [
        row(int(draws.choice(events)), int(at), **{
            name: int(draws.integers(low, high)) for name, (low, high) in RANGES.items()
        })
        for at in np.sort(draws.integers(0, instant(24), n))
    ]  # fmt: skip
    return log(rows, replication=seed)


def same(one, other):
    assert one.keys == other.keys
    assert np.array_equal(one.active, other.active)
    assert np.array_equal(one.values, other.values)
    assert one.scalars.keys() == other.scalars.keys()
    assert np.array_equal(list(one.scalars.values()), list(other.scalars.values()), equal_nan=True)


@settings(deadline=None)  # a busy machine is not a wrong fold
@given(st.integers(0, 5), st.lists(st.integers(0, 400), max_size=6))
def test_buffers_give_what_the_whole_log_gives(seed, cuts):
    whole = a_log(seed)
    together = Together(PLAN, 1)
    fold = together.fold(0)
    for part in np.split(whole, sorted(cuts)):
        fold.add(part)
    same(together.finish()[0], measure(whole, PLAN))


def test_buffers_of_real_logs_give_what_whole_ones_give_of_every_metric():
    """Made-up logs leave some at zero throughout: nobody holds leases of theirs that are remeasured."""
    compared: set[str] = set()
    for world in WORLDS:
        model = model_of(world)
        plan, logs = Plan.of(model.layout), [simulate(model, each) for each in replications_of(world)]
        together = Together(plan, len(logs))
        for place, whole in enumerate(logs):
            fold = together.fold(place)
            for part in np.split(whole, [1, len(whole) // 3, len(whole) // 2, len(whole) - 1]):
                fold.add(part)
        for found, whole in zip(together.finish(), logs, strict=True):
            same(found, measure(whole, plan))
            compared |= come_to_something(found)
    assert come_to_nothing(compared) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_replications_finished_together_give_what_each_gives_alone(seeds):
    together = Together(PLAN, len(seeds))
    for place, seed in enumerate(seeds):
        together.fold(place).add(a_log(seed))
    for found, seed in zip(together.finish(), seeds, strict=True):
        same(found, measure(a_log(seed), PLAN))


def test_a_replication_that_begins_anew_leaves_nothing_of_its_first_try():
    together = Together(PLAN, 2)
    for place, tries in enumerate(((1,), (5, 2))):
        for seed in tries:
            together.fold(place).add(a_log(seed))
    first, second = together.finish()
    same(first, measure(a_log(1), PLAN))
    same(second, measure(a_log(2), PLAN))
    together.fold(0).add(a_log(3))
    [third] = together.finish()
    same(third, measure(a_log(3), PLAN))


def test_a_part_of_a_request_that_there_was_no_room_for_counts_nothing_twice():
    """With room from the start it is the same: once all rows that are looked at were kept twice then."""
    cut = log([row(kinds.TRANCHE_DECLARED, 0, entity=0, kw=5_000), row(kinds.REQUEST_MADE, 5, entity=0, kw=900),
               row(kinds.REQUEST_PARTED, 9, entity=PLAN.requests + 3, kw=300, value=0)])  # fmt: skip
    kept = []
    for room in (0, 100):
        together = Together(PLAN, 1)
        fold = together.fold(0)
        together._memory.make_room(PLAN.requests + room)
        fold.add(cut)
        kept.append(together._memory.kept.count)
    assert kept[0] == kept[1] > 0


def test_a_plan_serves_many_logs_without_remembering_them():
    first = measure(a_log(1), PLAN)
    measure(a_log(2), PLAN)
    same(measure(a_log(1), PLAN), first)


def test_a_log_that_may_not_be_written_to_gives_the_same():
    sealed = a_log(3)
    sealed.flags.writeable = False
    same(measure(sealed, PLAN), measure(a_log(3), PLAN))


def test_an_empty_log_measures_nothing_but_constants():
    found = measure(np.zeros(0, dtype=ROW), PLAN)
    assert {key.metric for key in found.series} == {"leases_not_yet_commenced_usd"}


def test_a_log_of_other_columns_is_refused():
    with pytest.raises(ValueError, match="64-bit integers"):
        measure(np.zeros(3, dtype=[("instant", np.int32)]), PLAN)


def test_events_not_known_here_are_passed_over():
    strange = a_log(1)
    strange["event"][10] = 9_999
    rest = np.delete(strange, 10)
    same(measure(strange, PLAN), measure(rest, PLAN))


def test_names_are_unique_and_end_in_their_unit():
    names = [metric.name for metric in declared()]
    assert len(names) == len(set(names))
    suffix = {"MW": "_mw", "$": "_usd"}
    series = [m for m in catalogue().values() if m.kind in ("level", "flow")]
    assert [m.name for m in series if not m.name.endswith(suffix[m.unit])] == []


def test_ratios_and_derived_series_rest_on_series_that_exist():
    for metric in catalogue().values():
        if metric.kind == "ratio":
            assert catalogue()[metric.numerator].kind == catalogue()[metric.denominator].kind


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=6), st.integers(1, 3))
def test_memory_that_has_served_gives_what_new_memory_gives(seeds, most):
    together = Together(PLAN, most)
    for first in range(0, len(seeds), most):
        chosen = seeds[first : first + most]
        for place, seed in enumerate(chosen):
            together.fold(place).add(a_log(seed))
        for found, seed in zip(together.finish(), chosen, strict=True):
            same(found, measure(a_log(seed), PLAN))


def test_as_many_replications_are_finished_at_once_as_stay_near_the_processor():
    assert PLAN.together == MOST_TOGETHER
    large = replace(PLAN, keys=PLAN.keys * (NEAR // (3 * 8 * (PLAN.months + 1) * len(PLAN.keys))))
    assert large.together in (3, 4)
    assert replace(PLAN, keys=large.keys * 5).together == 1
