"""Requests that wait for constant capacity wait as often, and as long, as Erlang's formula says.

`erlang_c` in formulas.py; load 5 on 10 servers: a share of .0361053592 waits. Who waits does so for 1 / (c mu - lambda)
in the mean, 48 minutes, so all wait 104 seconds in the mean, and by Little's law lambda times as much is the average
number that waits. The average over time is the metric's own, after the scenario's warm-up. What arrivals and holding
times happened to be serves as control variates, as in test_erlang_loss.py.
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from sim.events import kinds as ev
from sim.metrics import Plan, measure
from sim.selfcheck.formulas import erlang_c
from sim.world.layout import Layout
from sim.world.model import build
from tests.verification.estimates import Interval, controlled_interval, interval
from tests.verification.world_runs import logs_of, rows, scenario_of

NAME = "erlang-c-5-on-10"
SERVERS, LOAD = 10, 5
HOLDING = 4 * 3_600
"""Seconds in the mean."""
ARRIVALS = LOAD / HOLDING
"""A second."""
REPLICATIONS = 100
COOL_DOWN = 30 * 86_400
"""All that was asked for before it has been served, and has ended, by the horizon."""


def mean_wait(load: float, servers: int) -> float:
    """Seconds that all requests wait in the mean, at this holding time."""
    return erlang_c(load, servers) * HOLDING / (servers - load)


class Sample(NamedTuple):
    """A row for each replication."""

    offered: np.ndarray
    """Requests over those expected."""
    held_beyond_mean: np.ndarray
    """Sum of holding time over its mean, less 1, over the requests expected."""
    waited: np.ndarray
    """Share of requests that had to wait."""
    wait: np.ndarray
    """Mean seconds from request to service, of all."""
    in_queue: np.ndarray
    """Average number that waits, over time."""

    def controlled(self, values: np.ndarray) -> Interval:
        """The interval of a column with what arrivals and holding times explain taken out."""
        return controlled_interval(values, np.column_stack([self.offered - 1, self.held_beyond_mean]))


@cache
def sample() -> Sample:
    """What is read of the replications."""
    scenario = scenario_of(NAME)
    layout = build(scenario).layout
    plan = Plan.of(layout)
    made = [_measured(log, layout, plan) for log in logs_of(scenario, REPLICATIONS, room=1.1)]
    return Sample(*np.array(made).T)


def _measured(log: np.ndarray, layout: Layout, plan: Plan) -> tuple[float, ...]:
    span = (plan.counted_from, int(layout.month_starts[-1]) - COOL_DOWN)
    asked = rows(log, ev.REQUEST_MADE)
    asked = asked["entity"][(asked["instant"] >= span[0]) & (asked["instant"] < span[1])]
    served, ended = (_of(rows(log, event), asked) for event in (ev.REQUEST_SERVED, ev.REQUEST_ENDED))
    assert len(asked) == len(served) == len(ended)
    expected = ARRIVALS * (span[1] - span[0])
    held = (ended["instant"].sum() - served["instant"].sum()) / HOLDING - len(served)
    in_queue = measure(log, plan).scalars["average_waiting_mw"]
    return (len(asked) / expected, held / expected, (served["value"] > 0).mean(), served["value"].mean(), in_queue)


def _of(found: np.ndarray, asked: np.ndarray) -> np.ndarray:
    return found[(found["entity"] >= asked[0]) & (found["entity"] <= asked[-1])]


def test_share_that_waits_is_erlangs() -> None:
    found = sample().controlled(sample().waited)
    assert found.holds(erlang_c(LOAD, SERVERS)), f"{found}, exactly {erlang_c(LOAD, SERVERS):.10f}"
    assert found.relative < 0.05


def test_mean_wait_is_that_of_the_formula() -> None:
    found = sample().controlled(sample().wait)
    assert found.holds(mean_wait(LOAD, SERVERS)), f"{found} s, exactly {mean_wait(LOAD, SERVERS):.6f} s"
    assert found.relative < 0.1


def test_average_number_that_waits_is_that_of_littles_law() -> None:
    exact = ARRIVALS * mean_wait(LOAD, SERVERS)
    found = sample().controlled(sample().in_queue)
    assert found.holds(exact), f"{found}, exactly {exact:.10f}"
    assert found.relative < 0.1


@pytest.mark.parametrize(("load", "servers"), [(LOAD, SERVERS + 1), (LOAD * 1.05, SERVERS)])
def test_intervals_would_refuse_one_server_more_or_five_percent_more_load(load: float, servers: int) -> None:
    found = sample()
    assert not found.controlled(found.waited).holds(erlang_c(load, servers))
    assert not found.controlled(found.wait).holds(mean_wait(load, servers))
    assert not found.controlled(found.in_queue).holds(load / HOLDING * mean_wait(load, servers))


def test_requests_and_holding_times_have_the_means_of_the_scenario() -> None:
    assert interval(sample().offered).holds(1.0)
    assert interval(sample().held_beyond_mean).holds(0.0)


def test_who_came_first_is_served_first_and_none_is_lost() -> None:
    [log] = logs_of(scenario_of(NAME), 1, room=1.1)
    served = rows(log, ev.REQUEST_SERVED)
    assert all(first < then for first, then in pairwise(served["entity"].tolist()))
    assert len(rows(log, ev.REQUEST_UNSERVED, ev.REQUEST_SHED, ev.REQUEST_LEFT)) == 0
    waiting = rows(log, ev.REQUEST_WAITED)["entity"]
    assert set(served["entity"][served["value"] > 0].tolist()) <= set(waiting.tolist())
    assert len(waiting) > 100
