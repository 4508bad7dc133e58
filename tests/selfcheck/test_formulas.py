"""The formulas give the values printed with them, by the numbers of the scenarios, and agree with Markov chains."""

from itertools import product
from math import exp, factorial
from pathlib import Path

import numpy as np
import pytest

from sim.scenario.load import load
from sim.selfcheck import formulas
from sim.selfcheck.families import FAMILIES
from tests.verification.markov import stationary

FOLDER = Path(__file__).parents[2] / "scenarios" / "validation"
CASES = {case.name: case for family in FAMILIES for case in family.cases}
HOLDING = ("", "-fixed", "-lognormal", "-hyper-exponential")
LOSS = {"1-on-1": 0.5, "3-on-5": 0.1100543478, "5-on-10": 0.0183845703, "10-on-10": 0.2145823431,
        "40-on-50": 0.0186906711, "90-on-100": 0.0269573805}  # fmt: skip
PRINTED = [
    *((f"loss-{size}{holding}", "share lost", lost, 5e-11) for size, lost in LOSS.items() for holding in HOLDING),
    ("erlang-c-5-on-10", "share that waits", 0.0361053592, 5e-11),
    ("erlang-c-40-on-50", "share that waits", 0.0869525495, 5e-11),
    ("sizes-two-on-5", "share lost, small", 0.1721854, 5e-8),
    ("sizes-two-on-5", "share lost, large", 0.3818984, 1e-7),  # .38189845…: printed cut off, not rounded
    ("sizes-three-on-40", "share lost, small", 0.0238994, 5e-8),
    ("sizes-three-on-40", "share lost, large", 0.1055719, 5e-8),
    ("sizes-three-on-40", "share lost, huge", 0.3107607, 5e-8),
    ("spill-right-of-first-refusal", "MW in use at the provider", 2.145823, 5e-7),
    ("spill-right-of-first-refusal", "its variance over time", 4.362447, 5e-7),
    ("spill-exclusive", "MW in use at the provider", 2.145823, 5e-7),
    ("spill-exclusive", "its variance over time", 4.362447, 5e-7),
    ("spill-20-on-20", "MW in use at the provider", 3.177839, 5e-7),
    ("spill-20-on-20", "its variance over time", 8.292013, 5e-7),
    ("spill-to-five", "share lost by both", 0.03649695, 5e-9),
    *(("in-service-from-empty", f"in service at month {month}{what}", number, 5e-7)
      for month, number in ((1, 1.700812), (3, 3.792723), (6, 5.187988)) for what in ("", ", variance")),
    *(("lease-stream", f"{name} at month 6{what}", number, 5e-7)
      for name, number in (("letters", 5.187988), ("statements", 2.219419), ("signed leases", 2.505106))
      for what in ("", ", variance")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title", "printed", "digits"), PRINTED, ids=[f"{p[0]}: {p[1]}" for p in PRINTED])
def test_exact_value_of_a_scenario_is_the_one_that_is_printed(name, title, printed, digits) -> None:
    case = CASES[name]
    scenario = load(FOLDER / f"{case.scenario}.yaml", variant=case.variant).scenario
    [exact] = (quantity.exact(scenario) for quantity in case.quantities if quantity.title == title)
    assert exact == pytest.approx(printed, abs=digits)


@pytest.mark.parametrize(("load", "servers"), [(1, 1), (3, 5), (7, 4)])
def test_erlang_b_is_the_chance_of_the_last_state(load: float, servers: int) -> None:
    busy = np.arange(servers)
    rates = np.zeros((servers + 1, servers + 1))
    rates[busy, busy + 1], rates[busy + 1, busy] = load, busy + 1
    assert formulas.erlang_b(load, servers) == pytest.approx(stationary(rates)[-1], abs=1e-12)


def test_erlang_c_is_the_chance_of_all_busy_where_a_queue_is_cut_off_far_out() -> None:
    load, servers, longest = 3, 5, 120
    number = np.arange(longest)
    rates = np.zeros((longest + 1, longest + 1))
    rates[number, number + 1], rates[number + 1, number] = load, np.minimum(number + 1, servers)
    assert formulas.erlang_c(load, servers) == pytest.approx(stationary(rates)[servers:].sum(), abs=1e-10)


@pytest.mark.parametrize(("capacity", "sizes", "loads"), [(5, (1, 2), (2.0, 1.0)), (9, (1, 3, 4), (2.5, 0.7, 1.2))])
def test_kaufman_roberts_is_the_product_form_summed_state_by_state(capacity, sizes, loads) -> None:
    counts = [range(capacity // size + 1) for size in sizes]
    weights: dict[int, float] = {}
    for state in product(*counts):
        used = int(np.dot(state, sizes))
        if used <= capacity:
            weight = np.prod([load**n / factorial(n) for load, n in zip(loads, state, strict=True)])
            weights[used] = weights.get(used, 0.0) + float(weight)
    total = sum(weights.values())
    lost = [sum(w for used, w in weights.items() if used + size > capacity) / total for size in sizes]
    assert formulas.kaufman_roberts(capacity, sizes, loads) == pytest.approx(lost, abs=1e-12)


def test_kaufman_roberts_of_one_size_is_erlang_b() -> None:
    assert formulas.kaufman_roberts(10, [1], [10.0])[0] == pytest.approx(formulas.erlang_b(10, 10), abs=1e-14)


def test_riordans_moments_are_those_of_a_chain_of_two_groups() -> None:
    load, servers, most = 2.0, 3, 25
    states = list(product(range(servers + 1), range(most + 1)))
    place = {state: i for i, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for (first, second), i in place.items():
        up = (first + 1, second) if first < servers else (first, second + 1)
        for to, rate in ((up, load), ((first - 1, second), first), ((first, second - 1), second)):
            if to in place:
                rates[i, place[to]] = rate
    chances = stationary(rates)
    elsewhere = np.array([second for _, second in states])
    mean = chances @ elsewhere
    variance = chances @ (elsewhere - mean) ** 2
    assert formulas.overflow(load, servers) == pytest.approx((mean, variance), abs=1e-9)


def test_one_stage_from_empty_fills_with_an_exponential() -> None:
    for t in (0.5, 1, 3, 6):
        assert formulas.stages_from_empty(2, [3], [], t)[0] == pytest.approx(6 * (1 - exp(-t / 3)), abs=1e-12)
