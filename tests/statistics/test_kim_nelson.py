"""Kim and Nelson's selection: its printed constants, a slow twin, what moves nothing, and how often it is right."""

import numpy as np
import pytest

from sim.statistics.kim_nelson import KimNelson, eta, variances_of_differences
from sim.statistics.selection import NoMeaningError, Question, carry_out


def drawn(means, n=2_000, seed=3, correlation=0.8):
    """Normal values of scenarios on the same luck: shape (scenario, replication)."""
    rng = np.random.default_rng(seed)
    shared, own = rng.normal(size=n), rng.normal(size=(len(means), n))
    return np.array(means)[:, None] + correlation**0.5 * shared + (1 - correlation) ** 0.5 * own


def question(count, zone=0.2, first_stage=10, probability=0.95, most=1_984):
    return Question(count, zone, probability, first_stage, most)


def carried_out(values, asked):
    """The rule when it has ended, and the replications that it had of each scenario."""
    rule = KimNelson(asked)
    samples = carry_out(rule, lambda place, n: values[place, :n])
    return rule, [*map(len, samples)]


def told(rule):
    """All that it decided."""
    return rule.chosen, rule.n, {place: gone.n for place, gone in rule.eliminated.items()}


def twin(values, asked, miss=0.05):
    """The procedure as it is published, step by step, on means: who is chosen, after how many, and who went when."""
    k, n0, zone = asked.count, asked.first_stage, asked.indifference
    h2 = 2 * eta(k, n0, miss) * (n0 - 1)
    s2 = {(i, j): np.var(values[i, :n0] - values[j, :n0], ddof=1) for i in range(k) for j in range(k) if i != j}
    most = max(int(h2 * s / zone**2) for s in s2.values())
    left, r, gone = set(range(k)), n0, {}
    if n0 > most:
        best = max(left, key=lambda i: values[i, :r].mean())
        return best, r, dict.fromkeys(left - {best}, r)
    while True:
        means = {i: values[i, :r].mean() for i in left}
        slack = {(i, j): max(0.0, zone / (2 * r) * (h2 * s2[i, j] / zone**2 - r)) for i in left for j in left - {i}}
        stay = {i for i in left if all(means[i] >= means[j] - slack[i, j] for j in left - {i})}
        gone |= dict.fromkeys(left - stay, r)
        left = stay
        if len(left) == 1:
            return next(iter(left)), r, gone
        r += 1
        if r == most + 1:
            best = max(left, key=lambda i: values[i, :r].mean())
            return best, r, gone | dict.fromkeys(left - {best}, r)


@pytest.mark.parametrize(("count", "first_stage", "printed"), [(10, 10, 0.859083), (2, 10, 0.334050)])
def test_the_constant_is_the_printed_one(count, first_stage, printed):
    assert eta(count, first_stage, 0.05) == pytest.approx(printed, abs=5e-7)


def test_the_constant_solves_the_equation_it_comes_from():
    for count, first_stage, miss in ((2, 10, 0.05), (7, 20, 0.1), (100, 64, 0.01)):
        solved = 0.5 * (1 + 2 * eta(count, first_stage, miss)) ** (-(first_stage - 1) / 2)
        assert solved == pytest.approx(miss / (count - 1), rel=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_it_decides_what_the_published_steps_decide(seed):
    rng = np.random.default_rng(100 + seed)
    values = drawn(rng.normal(0, 0.3, size=int(rng.integers(2, 7))), seed=seed, correlation=float(rng.random()))
    asked = question(len(values), zone=float(rng.uniform(0.15, 0.6)), first_stage=int(rng.integers(5, 40)))
    rule, _ = carried_out(values, asked)
    assert rule.chosen is not None
    assert told(rule) == twin(values, asked)


def test_variances_are_of_the_paired_differences():
    values = drawn([0, 1, 2], n=12)
    found = variances_of_differences(values)
    assert found[0, 2] == found[2, 0] == pytest.approx(np.var(values[0] - values[2], ddof=1), rel=1e-14)
    assert not found.diagonal().any()


def test_whoever_is_let_go_gets_no_more_replications():
    values = drawn([0.0, 0.25, -3.0])
    rule, sizes = carried_out(values, question(3, zone=0.1))
    assert rule.chosen == 1
    assert rule.eliminated[2].n < 64 < rule.n
    assert sizes[2] == 64
    assert sizes[0] == sizes[1] == -(-rule.n // 64) * 64


@pytest.mark.parametrize("step", [1, 7, 640, 1_984])
def test_it_does_not_depend_on_how_many_values_come_at_a_time(step):
    values, asked = drawn([0.0, 0.1, 0.2, -0.4]), question(4)
    rule = KimNelson(asked)
    carry_out(rule, lambda place, n: values[place, : -(-n // step) * step])
    assert told(rule) == told(carried_out(values, asked)[0])


def test_the_order_of_scenarios_only_names_them_otherwise():
    values, asked = drawn([0.0, 0.1, 0.2, -0.4, 0.15]), question(5)
    chosen, n, gone = told(carried_out(values, asked)[0])
    assert len(set(gone.values())) > 1
    for order in ([4, 3, 2, 1, 0], [2, 0, 4, 1, 3]):
        turned = told(carried_out(values[order], asked)[0])
        assert (order[turned[0]], turned[1]) == (chosen, n)
        assert {order[place]: at for place, at in turned[2].items()} == gone


def test_a_constant_added_to_all_changes_nothing_and_neither_does_another_unit():
    whole = np.round(drawn([0.0, 0.1, 0.2, -0.4]) * 1_000)  # sums of whole numbers are exact
    expected = told(carried_out(whole, question(4, zone=200))[0])
    assert told(carried_out(whole + 123_456, question(4, zone=200))[0]) == expected
    assert told(carried_out(whole * 8, question(4, zone=1_600))[0]) == expected
    assert told(carried_out(whole, question(4, zone=190))[0]) != expected


def test_where_there_are_to_be_no_more_nobody_is_chosen_and_what_was_decided_stays():
    values = drawn([0.0, 0.25, -3.0])
    whole, _ = carried_out(values, question(3, zone=0.1))
    rule, sizes = carried_out(values, question(3, zone=0.1, most=70))
    assert (rule.chosen, rule.n, rule.in_play) == (None, 70, [0, 1])
    assert sizes == [70, 70, 64]
    assert rule.eliminated[2] == whole.eliminated[2]
    reach = rule.h_squared * np.var(values[0, :10] - values[1, :10], ddof=1) / 0.1**2
    assert rule.latest == int(reach) + 1 >= whole.n
    again, _ = carried_out(values, question(3, zone=0.1, most=rule.latest))
    assert told(again) == told(whole)


def test_nothing_is_said_before_the_first_stage():
    rule = KimNelson(question(2))
    assert rule.wanted([np.zeros(9), np.zeros(9)]) == [64, 64]
    assert (rule.n, rule.latest, rule.chosen) == (0, None, None)


def test_scenarios_that_never_differ_are_told_to_have_the_same_mean():
    values = drawn([0.0, 0.0, -0.5])
    values[1] = values[0]
    rule, _ = carried_out(values, question(3))
    assert rule.chosen == 0
    assert rule.eliminated[1] == (rule.eliminated[2].n, 0, True)


def test_means_that_are_the_same_when_the_time_is_up_are_told_to_be():
    values = np.vstack([np.zeros(20), np.tile([1.0, -1.0], 10)])
    rule, _ = carried_out(values, question(2, zone=1.0, first_stage=10))
    assert rule.h_squared * 10 / 9 < 10
    assert (rule.chosen, rule.n, rule.eliminated[1]) == (0, 10, (10, 0, True))


def test_a_difference_that_does_not_vary_is_settled_by_the_first_stage():
    values = drawn([0.0])
    rule, _ = carried_out(np.vstack([values, values + 2.0**-40]), question(2))
    assert (rule.chosen, rule.n) == (1, 10)


def test_a_value_that_is_no_number_is_refused_where_it_counts():
    values = drawn([0.0, 0.25, -3.0])
    values[2, 60] = np.nan  # let go before
    assert carried_out(values, question(3, zone=0.1))[0].chosen == 1
    values[0, 70] = np.nan
    with pytest.raises(NoMeaningError) as refused:
        carried_out(values, question(3, zone=0.1))
    assert (refused.value.place, refused.value.replication) == (0, 70)


def test_a_value_that_is_no_number_is_refused_before_anything_is_decided_by_it():
    rule, values = KimNelson(question(2, zone=0.1)), drawn([0.0, 0.25])[:, :11].copy()
    values[1, 10] = np.nan
    with pytest.raises(NoMeaningError) as refused:
        rule.wanted([*values])
    assert (refused.value.place, refused.value.replication, rule.n) == (1, 10, 10)


@pytest.mark.long
@pytest.mark.parametrize(("count", "correlation"), [(2, 0.0), (5, 0.0), (10, 0.0), (10, 0.6)])
def test_the_best_is_chosen_as_often_as_stated_where_all_others_are_one_zone_behind(count, correlation):
    """The slippage configuration, 1,000 macro-replications: at least the nominal share less three standard errors."""
    zone = 10**-0.5
    asked = question(count, zone=zone, most=4_096)
    right = []
    for seed in range(1_000):
        rule, _ = carried_out(drawn([zone] + [0.0] * (count - 1), 4_096, seed, correlation), asked)
        assert rule.chosen is not None
        right.append(rule.chosen == 0)
    assert np.mean(right) >= 0.95 - 3 * (0.95 * 0.05 / 1_000) ** 0.5


def test_before_it_begins_it_knows_nothing_and_a_first_stage_of_one_chunk_is_enough():
    rule = KimNelson(question(2))
    assert (rule.chosen, rule.estimate, rule.latest, rule.in_play) == (None, None, None, [0, 1])
    ended, sizes = carried_out(drawn([0.0, 5.0]), question(2, first_stage=64, most=64))
    assert (ended.chosen, ended.n, sizes) == (1, 64, [64, 64])


def test_past_the_replication_that_decides_no_value_is_looked_at():
    values = drawn([0.0, 0.4])
    rule, _ = carried_out(values, question(2))
    assert rule.n % 64, "else this shows nothing"
    values[:, rule.n] = np.nan
    assert told(carried_out(values, question(2))[0]) == told(rule)
    values[:, rule.n - 1] = np.nan
    with pytest.raises(NoMeaningError):
        carried_out(values, question(2))
