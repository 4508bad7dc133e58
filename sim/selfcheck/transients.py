"""Transients: worlds that start empty and fill, requests in service and leases in the stages of their pipeline."""

from dataclasses import replace
from functools import partial

import numpy as np

from sim.events import kinds as ev
from sim.events import stages
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.scenario.scenario import Scenario
from sim.selfcheck import formulas
from sim.selfcheck.case import Case, Family, Quantity, Source
from sim.selfcheck.seen import Seen

EICK = Source("Eick, Massey, Whitt", "Eick, Massey and Whitt, The Physics of the Mt/G/infinity Queue, Operations "
              "Research 41 (1993); Poisson numbers, so that the variance is the mean")  # fmt: skip
SERVICE = (ev.REQUEST_SERVED, ev.REQUEST_ENDED)
ENTERS = {stages.LOI: ev.TRANCHE_DECLARED, stages.SOQ: ev.LOI_CONVERTED, stages.SIGNED: ev.LEASE_SIGNED}
MOVES = (*ENTERS.values(), ev.LEASE_LAPSED, ev.BUILDING_STARTED)
STAGES = (stages.LOI, stages.SOQ, stages.SIGNED)
NAMES = ("letters", "statements", "signed leases")


def by_month(rows: np.ndarray, month: int) -> np.ndarray:
    """Rows up to so many months of 30.4375 days after the start."""
    return rows[rows["instant"] <= month * SECONDS_PER_MONTH]


def in_service(month: int, seen: Seen) -> float:
    """Requests in service."""
    rows = by_month(seen.of(*SERVICE), month)
    return float(np.where(rows["event"] == ev.REQUEST_SERVED, 1, -1).sum())


def served_of(month: int, scenario: Scenario) -> float:
    """The same in the mean."""
    [calls] = scenario.demand.classes
    mean = calls.duration.mean() / SECONDS_PER_MONTH
    return float(formulas.stages_from_empty(calls.arrivals[0].rate, [mean], [], month)[0])


def in_stage(month: int, stage: int, seen: Seen) -> float:
    """Leases in a stage."""
    rows = by_month(seen.of(*MOVES), month)
    leaves = (rows["item"] == stage) & (rows["event"] != ev.TRANCHE_DECLARED)
    return float((rows["event"] == ENTERS[stage]).sum() - leaves.sum())


def stage_of(month: int, stage: int, scenario: Scenario) -> float:
    """The same in the mean."""
    [steps], [stream] = scenario.pipelines, scenario.portfolios
    assert stream.arrivals is not None
    means = [step.mean() / SECONDS_PER_MONTH for step in (steps.loi, steps.soq, steps.lead)]
    shares = [steps.loi_converts, steps.soq_converts]
    return float(formulas.stages_from_empty(stream.arrivals.rate, means, shares, month)[STAGES.index(stage)])


def both(title: str, exact, read, events: tuple[int, ...]) -> tuple[Quantity, Quantity]:
    """A number's mean, and its variance, which is as much."""
    mean = Quantity(title, exact, EICK, read, events)
    return mean, replace(mean, title=f"{title}, variance", about=exact)


TRANSIENTS = Family("transients", "Worlds that start empty fill", (
    Case("in-service-from-empty", tuple(quantity for month in (1, 3, 6) for quantity in both(
        f"in service at month {month}", partial(served_of, month), partial(in_service, month), SERVICE)), 60_000),
    Case("lease-stream", tuple(quantity for stage, name in zip(STAGES, NAMES, strict=True) for quantity in both(
        f"{name} at month 6", partial(stage_of, 6, stage), partial(in_stage, 6, stage), MOVES)), 8_000),
))  # fmt: skip
