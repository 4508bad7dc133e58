"""Requests at constant capacity are lost as Erlang's formula says.

`erlang_b` in formulas.py; load 5 on 10 servers: .0183845703, load 10 on 10: .2145823431. The loss depends on the mean
of holding times only, not on how they are distributed (Sevastyanov 1957). Arrivals and holding times have means
known from the scenario; what they happened to be in a replication explains much of its loss, so they serve as
control variates, and a test of their own holds them to these means.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from sim.events import kinds as ev
from sim.selfcheck.formulas import erlang_b
from tests.verification.estimates import Interval, controlled_interval, interval
from tests.verification.world_runs import logs_of, rows, scenario_of

DAY = 86_400
WARM_UP = 7 * DAY
"""42 mean holding times."""
COOL_DOWN = 30 * DAY
"""180 mean holding times: all that is served before has ended by the horizon, however distributed."""
SECONDS_PER_MONTH = 2_629_800

CASES = {"erlang-5-on-10": (5, 10, 320), "erlang-10-on-10": (10, 10, 40)}
"""Load, servers, replications."""


class Sample(NamedTuple):
    """Each replication's requests, lost requests and surplus of holding time, over the requests expected."""

    offered: np.ndarray
    lost: np.ndarray
    held_beyond_mean: np.ndarray
    """Sum over served requests of holding time over its mean, less 1."""

    def blocking(self) -> Interval:
        """The share of requests lost."""
        return controlled_interval(self.lost, np.column_stack([self.offered - 1, self.held_beyond_mean]))


@cache
def sample(name: str, replications: int, holding: str = "") -> Sample:
    """The lost requests of replications of a scenario, with another distribution of holding times if one is given."""
    overrides = [f"demand.classes[calls].duration={holding}"] if holding else []
    scenario = scenario_of(name, overrides=overrides)
    calls = scenario.demand.classes[0]
    made = []
    for log in logs_of(scenario, replications, room=calls.arrivals[0].rate / 350):
        horizon = int(log["instant"][-1])
        span = (WARM_UP, horizon - COOL_DOWN)
        expected = calls.arrivals[0].rate / SECONDS_PER_MONTH * (span[1] - span[0])
        asked = rows(log, ev.REQUEST_MADE)
        asked = asked[(asked["instant"] >= span[0]) & (asked["instant"] < span[1])]
        first, last = asked["entity"][0], asked["entity"][-1]
        served, ended = (
            of_span[(of_span["entity"] >= first) & (of_span["entity"] <= last)]
            for of_span in (rows(log, ev.REQUEST_SERVED), rows(log, ev.REQUEST_ENDED))
        )
        assert len(served) == len(ended)
        held = ended["instant"].sum() - served["instant"].sum()
        surplus = held / calls.duration.mean() - len(served)
        made.append((len(asked) / expected, (len(asked) - len(served)) / expected, surplus / expected))
    return Sample(*np.array(made).T)


@pytest.mark.parametrize("name", CASES)
def test_share_lost_is_erlangs(name: str) -> None:
    load, servers, replications = CASES[name]
    found = sample(name, replications).blocking()
    assert found.holds(erlang_b(load, servers)), f"{found}, exactly {erlang_b(load, servers):.10f}"
    assert found.relative < 0.02


@pytest.mark.parametrize("name", CASES)
def test_interval_would_refuse_one_server_more_or_five_percent_more_load(name: str) -> None:
    load, servers, replications = CASES[name]
    found = sample(name, replications).blocking()
    assert not found.holds(erlang_b(load, servers + 1))
    assert not found.holds(erlang_b(load * 1.05, servers))


@pytest.mark.parametrize("name", CASES)
def test_requests_and_holding_times_have_the_means_of_the_scenario(name: str) -> None:
    found = sample(name, CASES[name][2])
    assert interval(found.offered).holds(1.0)
    assert interval(found.held_beyond_mean).holds(0.0)
    assert max(interval(found.offered).half_width, interval(found.held_beyond_mean).half_width) < 0.01


@pytest.mark.parametrize(
    "holding",
    [
        "4 hours",
        "{distribution: lognormal, mean: 4 hours, cv: 2}",
        "{distribution: gamma, mean: 4 hours, cv: 0.5}",
        pytest.param("{distribution: uniform, low: 1 hour, high: 7 hours}", marks=pytest.mark.long),
        pytest.param("{distribution: empirical, values: [1 hour, 10 hours], weights: [2, 1]}", marks=pytest.mark.long),
    ],
)
def test_share_lost_depends_on_the_mean_holding_time_only(holding: str) -> None:
    found = sample("erlang-10-on-10", 15, holding).blocking()
    assert found.holds(erlang_b(10, 10)), f"{found}, exactly {erlang_b(10, 10):.10f}"
    assert found.relative < 0.02
