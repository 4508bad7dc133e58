"""Worlds in which every metric comes to something: shipped ones, and random ones for what those have none of."""

import math
import random
from functools import cache

from sim.metrics import Measures, catalogue
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.world.model import Model, build
from tests.world.random_scenarios import CHOICES, made_of

SHIPPED = ("scenarios/baseline.yaml", "scenarios/analyst-reading.yaml", "scenarios/validation/small-world.yaml",
           "scenarios/validation/ifrs-16-example-17.yaml")  # fmt: skip
LUCKY = (137, 4, 23, 75, 320, 253, 10, 49, 237)
"""Seeds of random scenarios, chosen for the metrics that are zero throughout in those that are shipped."""
WORLDS = (*SHIPPED, *LUCKY)
NEVER = {"fit_out_held_by_review_mw": "a review defers, and holds no fit-out: only actions of the timeline do"}
"""Metrics that no world can have, each with the reason."""


@cache
def model_of(world: str | int) -> Model:
    """The model of a shipped scenario by its path, or of a random one by its seed."""
    if isinstance(world, str):
        return build(load(world).scenario)
    return build(Scenario.model_validate(made_of(random.Random(world).randbytes(CHOICES))))


def replications_of(world: str | int) -> range:
    """Those that are compared: of a shipped one some, since what it has none of in one comes in another."""
    return range(2, 5) if isinstance(world, str) else range(1)


def come_to_something(measures: Measures) -> set[str]:
    """Series that are not zero throughout, and scalars that are numbers other than 0."""
    cells = zip(measures.active, measures.values, strict=True)
    series = {measures.keys[cell].metric for cell, row in cells if row.any()}
    return series | {name for name, value in measures.scalars.items() if value != 0 and not math.isnan(value)}


def come_to_nothing(found: set[str]) -> list[str]:
    """Metrics that none of some comparisons had anything to compare of; ratios are made of others."""
    measured = {name for name, metric in catalogue().items() if metric.kind != "ratio"}
    assert not found & NEVER.keys(), "it can be, after all"
    return sorted(measured - found - NEVER.keys())
