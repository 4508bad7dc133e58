"""Replications stop where the precision is reached and stays, and the interval that is left covers at its level."""

import numpy as np
import pytest
from pydantic_core import PydanticCustomError

from sim.statistics.intervals import mean_interval
from sim.statistics.precision import Precision, Stopping, Target, further, likely, look_ahead

SKEWED = np.random.default_rng(8).lognormal(0, 1, 20_000)


def relative(share, unit="MW"):
    return Target("live_mw", unit, Precision(share, True))


def stopped(rule, values, step=64):
    """Where the rule stops as values come in, so many at a time."""
    known = 0
    while known < len(values):
        known = min(known + step, len(values))
        if stop := rule.stop([values[:known]]):
            return stop
    return None


@pytest.mark.parametrize(("text", "unit", "amount", "is_relative"), [
    ("2%", "MW", 0.02, True), ("0.5 %", "$", 0.005, True), ("20MW", "MW", 20, False), ("0.5 GW", "MW", 500, False),
    ("$50M", "$", 50e6, False), ("1 pp", "share", 0.01, False), ("2pp", "probability", 0.02, False),
    ("2 months", "months", 2, False), ("1 year", "months", 12, False), ("3 GW-months", "MW-months", 3_000, False),
])  # fmt: skip
def test_a_precision_is_a_part_of_the_mean_or_an_amount_in_the_unit_of_the_figure(text, unit, amount, is_relative):
    assert Precision.read(text, unit) == (pytest.approx(amount), is_relative)


@pytest.mark.parametrize(("text", "unit", "said"), [
    ("20MB", "MW", "did you mean MW?"), ("2", "MW", "has no unit"), ("$5M", "MW", "is money"),
    ("20 MW", "$", "allowed: %"),
    ("20 MB", "MW", "2 % or 48 MW"), ("0%", "MW", "above zero"), ("-1 MW", "MW", "above zero"),
    ("", "share", "percentage points"), ("nan%", "$", "relative"),
])  # fmt: skip
def test_what_is_no_precision_of_the_figure_is_refused_with_what_is(text, unit, said):
    with pytest.raises(PydanticCustomError) as refused:
        Precision.read(text, unit)
    assert said in refused.value.message()


def test_it_stops_at_the_first_chunk_whose_precision_holds_through_the_look_ahead():
    target = relative(0.05)
    met = np.array([False] * 2 + [target.is_met(SKEWED[:n]) for n in range(2, 8_001)])
    first = next(n for n in range(64, 8_000, 64) if met[n : n + look_ahead(n) + 1].all())
    assert met[64:first].any()  # by luck, before: without a look-ahead it would have stopped there
    assert stopped(Stopping([target]), SKEWED) == first + look_ahead(first)


@pytest.mark.parametrize("step", [1, 50, 64, 640, 20_000])
def test_where_it_stops_does_not_depend_on_how_many_values_come_at_a_time(step):
    assert stopped(Stopping([relative(0.05)]), SKEWED, step) == stopped(Stopping([relative(0.05)]), SKEWED)


def test_a_half_width_that_falls_below_by_luck_does_not_stop_it():
    values = np.tile([9.0, 11.0], 4_000)
    values[80:128:2] += 60.0  # met at 64, no more at 100
    target = relative(0.05)
    assert target.is_met(values[:64])
    assert not target.is_met(values[:100])
    assert stopped(Stopping([target]), values) > 192


def test_every_figure_has_to_be_told():
    both = [SKEWED, np.full(len(SKEWED), 7.0)]
    alone, easy = stopped(Stopping([relative(0.05)]), SKEWED), stopped(Stopping([relative(0.05)]), both[1])
    assert easy == 128
    assert Stopping([relative(0.05), relative(0.05)]).stop(both) == alone
    assert alone > easy


def test_nothing_is_precise_relative_to_a_mean_of_zero():
    values = np.tile([-1.0, 1.0], 500)
    assert stopped(Stopping([relative(0.1)]), values) is None
    assert likely(relative(0.1), values) is None
    assert stopped(Stopping([Target("x", "MW", Precision(0.2, False))]), values) is not None


def test_a_chance_is_told_by_wilson_even_where_it_was_never_seen():
    never, target = np.zeros(1_000), Target("window_over_1_gw", "probability", Precision(0.01, False))
    half = 1.959964**2 / (2 * (192 + 1.959964**2))  # Wilson's at 0 of 192
    assert target.interval(never[:192]).half_width == pytest.approx(half, rel=1e-5)
    assert half < 0.01 < 1.959964**2 / (2 * (128 + 1.959964**2))
    assert stopped(Stopping([target]), never) == 192 + 64


def test_what_is_likely_quarters_the_variance_for_half_the_width():
    values = np.random.default_rng(2).normal(10, 1, 6_400)
    half = mean_interval(values).half_width
    n = 4 * 6_400
    assert likely(Target("x", "MW", Precision(half / 2 * 1.0001, False)), values) == n + look_ahead(n)
    rule = Stopping([Target("x", "MW", Precision(half / 2, False))])
    assert rule.stop([values]) is None
    assert rule.needed <= further(rule, [values], 10**9) <= n + look_ahead(n)
    assert further(rule, [values], len(values)) == rule.needed, "no more than it needs beyond those that are kept"


@pytest.mark.parametrize(("n", "ahead"), [(64, 64), (1_280, 64), (1_344, 128), (2_560, 128), (12_800, 640)])
def test_it_looks_a_chunk_ahead_or_a_twentieth(n, ahead):
    assert look_ahead(n) == ahead


@pytest.mark.long
@pytest.mark.parametrize(("draw", "mean", "target"), [
    (lambda rng: rng.normal(10, 5, 4_000), 10.0, relative(0.05)),
    (lambda rng: rng.exponential(10, 6_000), 10.0, relative(0.06)),
    (lambda rng: rng.lognormal(0, 1, 9_000), np.exp(0.5), relative(0.07)),
    (lambda rng: (rng.random(4_000) < 0.1).astype(float), 0.1,
     Target("p", "probability", Precision(0.025, False))),
], ids=["normal", "exponential", "lognormal", "chance"])  # fmt: skip
def test_the_interval_at_the_stop_covers_at_its_level(draw, mean, target):
    """95 ± 1.5 % over 2,000 experiments: to stop by the data costs no more coverage than that."""
    rng = np.random.default_rng(20)
    covered = []
    for _ in range(2_000):
        values = draw(rng)
        stop = stopped(Stopping([target]), values)
        assert stop is not None
        found = target.interval(values[:stop])
        covered.append(abs(found.mean - mean) <= found.half_width)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


def test_what_is_precise_enough_already_is_likely_to_take_a_chunk_and_its_look_ahead():
    values = np.tile([9.0, 11.0], 100)
    assert likely(relative(0.5), values) == 64 + 64
    assert likely(Target("x", "MW", Precision(0.14, False)), values) == 200 // 64 * 64 + 64 + 64


EVER = 1 << 40
"""Replications that are kept: more than there will be."""


def test_beyond_what_is_kept_no_more_is_measured_than_is_needed():
    rule, values = Stopping([relative(0.01)]), SKEWED[:640]
    assert rule.stop([values]) is None
    assert further(rule, [values], 640) == rule.needed > 640
    assert further(rule, [values], rule.needed + 64) == rule.needed + 64 < further(rule, [values], EVER)


@pytest.mark.parametrize("known", [64, 100, 640, 1_000])
def test_what_is_measured_further_is_whole_chunks_half_way_to_what_is_likely(known):
    target = relative(0.01)
    rule, values = Stopping([target]), SKEWED[:known]
    assert rule.stop([values]) is None
    more, guess = further(rule, [values], EVER), likely(target, values)
    assert isinstance(more, int)
    assert (more - known) % 64 == 0
    assert abs(more - (known + guess) / 2) <= 64
    both = Stopping([relative(0.5), target])
    assert further(both, [values, values], EVER) == more, "the one that takes longest tells"


def test_where_nothing_is_likely_it_goes_on_as_it_needs():
    rule = Stopping([relative(0.01)])
    assert further(rule, [np.tile([-1.0, 1.0], 32)], EVER) == rule.needed == 128


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_target_is_judged_at_the_level_that_is_asked_for(level):
    target, values = Target("x", "MW", Precision(1.0, False)), SKEWED[:40]
    half = mean_interval(values, level).half_width
    assert target.interval(values, level) == mean_interval(values, level)
    assert target._replace(precision=Precision(half * 1.001, False)).is_met(values, level)
    assert not target._replace(precision=Precision(half * 0.999, False)).is_met(values, level)


def test_what_is_no_precision_is_told_with_examples_in_the_figure_s_unit():
    with pytest.raises(PydanticCustomError) as refused:
        Precision.read("-1 MW", "MW")
    assert "'-1 MW': a precision lies above zero" in refused.value.message()
    assert "2 % or 48 MW" in refused.value.message()
    with pytest.raises(PydanticCustomError) as refused:
        Precision.read("20 MB", "MW")
    assert "%, of the mean" in refused.value.message()


class Known:
    """In place of a target: met by all numbers of values but some, at the level that is asked for."""

    def __init__(self, *unmet):
        self.unmet, self.levels = unmet, set()

    def is_met(self, values, level):
        self.levels.add(level)
        return len(values) not in self.unmet


@pytest.mark.parametrize(("unmet", "stop"), [
    ((), 128), ((64,), 192), ((65,), 192), ((127,), 192), ((128,), 256), ((64, 128), 256), ((64, 191, 193), 320),
])  # fmt: skip
def test_each_replication_of_the_look_ahead_is_looked_at_and_none_beyond_it(unmet, stop):
    target = Known(*unmet)
    rule = Stopping([target], 0.8)
    assert rule.stop([np.zeros(stop - 1)]) is None
    assert rule.stop([np.zeros(stop)]) == stop
    assert target.levels == {0.8}


def test_what_never_varies_is_likely_to_take_a_chunk_and_what_is_asked_for_goes_by_the_level():
    assert likely(relative(0.01), np.full(100, 7.0)) == 64 + 64
    target, values = relative(0.01), SKEWED[:640]
    most = 0.01 * values.mean()
    for level in (0.8, 0.95):
        n = -(-640 * (mean_interval(values, level).half_width / most) ** 2 // 64) * 64
        assert likely(target, values, level) == n + look_ahead(n)
        rule = Stopping([target], level)
        assert rule.stop([values]) is None
        assert abs(further(rule, [values], EVER) - (640 + n + look_ahead(n)) / 2) <= 64
