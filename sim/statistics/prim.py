"""Scenario discovery: boxes in the space of the keys that hold most of the design points of interest, and few others.

The patient rule induction method: Friedman and Fisher (1999), "Bump hunting in high-dimensional data", Statistics and
Computing 9: 123-143; coverage, density and quasi-p by Bryant and Lempert (2010), "Thinking inside the box",
Technological Forecasting and Social Change 77: 34-49.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Floats

PEELED = 0.05
"""Part of a box that is peeled off, or pasted on, at a time."""
LEAST = 0.05
"""Part of all points that a box holds at least."""
FEWEST = 5
"""Points that it holds at least: of fewer any value looks like a limit."""

CHANCE = 0.05
"""A restriction whose quasi-p is larger is dropped."""

Bools = npt.NDArray[np.bool_]
Limits = tuple[float, float]
"""Of a key: the least and the largest value inside."""


class Step(NamedTuple):
    """A box on the way from all points to few."""

    limits: tuple[Limits, ...]
    coverage: float
    """Part of all points of interest that it holds."""
    density: float
    """Part of its points that are of interest."""
    points: int


class Restriction(NamedTuple):
    """What a box says of one key."""

    key: int
    low: float
    """Infinite where it does not restrict."""
    high: float
    quasi_p: float
    """The chance that as many points or more of the box were of interest if this restriction said nothing: if they were
    as often of interest as in the same box without it. By the binomial distribution; the box was chosen among many, so
    that it is too small where there is nothing to find.
    """


class Box(NamedTuple):
    """What was found: the restrictions, and how the box came about."""

    restrictions: tuple[Restriction, ...]
    found: Step
    peeled: tuple[Step, ...]
    """From all points on."""
    inside: Bools


def boxes(values: Floats, interest: Bools, most: int = 1) -> list[Box]:
    """Boxes one after the other, each among the points that no box before holds; shape of values: (point, key).

    Each is of those on its way, without the restrictions that chance could have brought, the one with the largest
    harmonic mean of coverage and of the part of density that all points do not have, so that none is chosen for holding
    nearly all of them; pasted on where that makes it denser. No box where no point is of interest, or all are, or where
    no restriction remains.
    """
    found: list[Box] = []
    left = np.ones(len(values), dtype=bool)
    for _ in range(most):
        if not interest[left].any() or interest[left].all():
            break
        space = _Space(values, interest, left)
        steps = tuple(space.peel())
        told = [space.step(space.told(step.limits)[0]) for step in steps]
        best = max(told, key=partial(_balance, steps[0].density))
        chosen, restrictions = space.told(space.paste(best.limits))
        if not restrictions:
            break
        inside = space.inside(chosen)
        found.append(Box(restrictions, space.step(chosen), steps, inside))
        left &= ~inside
    return found


def by_interest(codes: Sequence[str], interest: Bools) -> Floats:
    """Words as numbers, so that they can be peeled from either end: in the order of how often they are of interest
    (Breiman et al. 1984, section 4.2.2: of a yes or no the best split lies in that order).
    """
    words = list(dict.fromkeys(codes))
    known = np.array([words.index(code) for code in codes])
    shares = [float(interest[known == place].mean()) for place in range(len(words))]
    order = sorted(range(len(words)), key=lambda place: (shares[place], place))
    rank = {place: number for number, place in enumerate(order)}
    numbers: Floats = np.array([float(rank[int(place)]) for place in known])
    return numbers


def _gain(before: Step, after: Step) -> tuple[float, int]:
    return (after.density - before.density) / (before.points - after.points), after.points


def _balance(of_all: float, step: Step) -> float:
    gain = max(step.density - of_all, 0.0) / (1.0 - of_all)
    return 2 * step.coverage * gain / (step.coverage + gain) if gain else 0.0


class _Space:
    """Points among which a box is sought."""

    def __init__(self, values: Floats, interest: Bools, left: Bools) -> None:
        self._values, self._interest, self._left = values, interest, left
        self._cases = int(interest.sum())
        self._open: tuple[Limits, ...] = ((-np.inf, np.inf),) * values.shape[1]

    def inside(self, limits: Sequence[Limits]) -> Bools:
        """Which points a box holds."""
        low, high = np.array(limits).T
        held: Bools = self._left & ((self._values >= low) & (self._values <= high)).all(axis=1)
        return held

    def step(self, limits: tuple[Limits, ...]) -> Step:
        """What a box holds."""
        inside = self.inside(limits)
        points, cases = int(inside.sum()), int((inside & self._interest).sum())
        return Step(limits, cases / self._cases, cases / points if points else 0.0, points)

    def peel(self) -> Iterator[Step]:
        """Boxes, each what is left of the one before when a little is taken off one end of one key: where that gains
        most density for each point that goes, so that a word which many points have is worth no more than a slice.
        Source: Kwakkel and Jaxa-Rozen (2016), "Improving scenario discovery for handling heterogeneous uncertainties
        and multinomial classified outcomes", Environmental Modelling and Software 79: 311-321.
        """
        least = max(LEAST * len(self._values), FEWEST)
        step = self.step(self._open)
        yield step
        while step.density < 1.0:
            smaller = [self.step(limits) for limits in self._peeled(step.limits)]
            smaller = [each for each in smaller if least <= each.points < step.points]
            if not smaller:
                return
            step = max(smaller, key=partial(_gain, step))
            yield step

    def _peeled(self, limits: tuple[Limits, ...]) -> Iterator[tuple[Limits, ...]]:
        inside = self.inside(limits)
        for key, (low, high) in enumerate(limits):
            ordered = np.sort(self._values[inside, key])
            off = max(int(PEELED * len(ordered)), 1)
            above = ordered[ordered > ordered[off - 1]]
            below = ordered[ordered < ordered[-off]]
            if len(above):
                yield _with(limits, key, (float(above[0]), high))
            if len(below):
                yield _with(limits, key, (low, float(below[-1])))

    def paste(self, limits: tuple[Limits, ...]) -> tuple[Limits, ...]:
        """The box, widened a little at a time as long as that makes it denser."""
        step = self.step(limits)
        while True:
            wider = [self.step(each) for each in self._pasted(step)]
            best = max(wider, key=lambda each: (each.density, each.points), default=step)
            if best.density <= step.density:
                return step.limits
            step = best

    def _pasted(self, step: Step) -> Iterator[tuple[Limits, ...]]:
        more = max(int(PEELED * step.points), 1)
        for key, (low, high) in enumerate(step.limits):
            near = self._values[self.inside(_with(step.limits, key, (-np.inf, np.inf))), key]
            below, above = np.sort(near[near < low])[::-1], np.sort(near[near > high])
            if len(below):
                yield _with(step.limits, key, (float(below[min(more, len(below)) - 1]), high))
            if len(above):
                yield _with(step.limits, key, (low, float(above[min(more, len(above)) - 1])))

    def told(self, limits: tuple[Limits, ...]) -> tuple[tuple[Limits, ...], tuple[Restriction, ...]]:
        """The box without the restrictions that chance could have brought, the likeliest first; and those that stay."""
        while restrictions := tuple(self._restrictions(limits)):
            worst = max(restrictions, key=lambda each: each.quasi_p)
            if worst.quasi_p <= CHANCE:
                break
            limits = _with(limits, worst.key, (-np.inf, np.inf))
        return limits, restrictions

    def _restrictions(self, limits: tuple[Limits, ...]) -> Iterator[Restriction]:
        """What the box says of each key that leaves some point out."""
        from scipy.special import bdtrc

        box = self.step(limits)
        cases = round(box.density * box.points)  # of none at all the chance of as many or more is 1
        for key, (low, high) in enumerate(limits):
            without = self.step(_with(limits, key, (-np.inf, np.inf)))
            if without.points > box.points:
                yield Restriction(key, low, high, float(bdtrc(cases - 1, box.points, without.density)))


def _with(limits: tuple[Limits, ...], key: int, its: Limits) -> tuple[Limits, ...]:
    return (*limits[:key], its, *limits[key + 1 :])
