"""A sweep's design points, worked out: the same file gives the same points on any machine.

Draws are hashes of the design's seed, the key that is moved and the point's number, not numbers of a generator, which
may change from one release to the next; so another key in the file moves no value of the others in a Latin hypercube.
(The world's own keyed numbers, `sim.streams`, would do too, but take a second to import.) Sobol's sequence is
scipy's, with the direction numbers of Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional
projections".
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from sim.scenario.axis import Axis
from sim.scenario.designs import LatinHypercube, Morris, Saltelli, Sobol
from sim.scenario.read import Setting
from sim.scenario.sweep import Sweep

Shares = Sequence[float]
"""Of one key, the share of its span at which each design point lies."""

BITS = 53
"""Of a share that are used, so that a double holds them exactly."""


def points_of(sweep: Sweep) -> tuple[tuple[Setting, ...], ...]:
    """The settings of each design point, as `--set` takes them."""
    design, axes = sweep.design, sweep.axes
    if isinstance(design, Saltelli):
        return _saltelli_points(design, axes)
    if isinstance(design, Morris):
        return _morris_points(design, axes)
    if not isinstance(design, LatinHypercube | Sobol):
        return tuple(design.points(axes))
    shares = latin_hypercube(design, axes) if isinstance(design, LatinHypercube) else sobol(design, axes)
    columns = [[(axis.key, value_at(axis, share)) for share in of_axis]
               for axis, of_axis in zip(axes, shares, strict=True)]  # fmt: skip
    return tuple(zip(*columns, strict=True))


def value_at(axis: Axis, share: float) -> str:
    """The value at a share of what a key moves over, as a file writes it."""
    if axis.distribution is None:
        return axis.at_share(share)

    from sim.scenario.amounts import decimals_of
    from sim.streams import CODES, quantile

    drawn = axis.distribution
    first, second, third, fourth = (*drawn.parameters(), 0.0, 0.0, 0.0)[:4]
    value = quantile(CODES[drawn.distribution], first, second, third, fourth, share)
    return axis.unit.written(value, decimals_of(abs(value)))


def latin_hypercube(design: LatinHypercube, axes: Sequence[Axis]) -> list[Shares]:
    """In each of as many equal parts of a key's span as there are points, one point at a place of its own.

    Source: McKay, Beckman, Conover (1979), "A comparison of three methods for selecting values of input variables".
    """
    shares: list[Shares] = []
    for axis in axes:
        order, within = _drawn(design.seed, "order", axis.key), _drawn(design.seed, "within", axis.key)
        ranked = sorted(range(design.count), key=order)
        parts = {point: part for part, point in enumerate(ranked)}
        shares.append([(parts[point] + within(point)) / design.count for point in range(design.count)])
    return shares


def sobol(design: Sobol, axes: Sequence[Axis]) -> list[Shares]:
    """The first points of the sequence, each key's numbers combined bit by bit with one of its own if scrambled.

    A digital shift keeps what makes the sequence even: how many points fall into each dyadic box.
    """
    seed = design.seed if design.scrambled else None
    return _shifted(design.count, [None if seed is None else _drawn(seed, "shift", axis.key)(0) for axis in axes])


def saltelli(design: Saltelli, axes: Sequence[Axis]) -> tuple[list[Shares], list[Shares]]:
    """A and B: the first and the second half of the columns of one sequence, scrambled as those of `sobol`.

    Source: Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics
    Communications 181: 259-270, sections 3 and 4.
    """
    shifts = [_drawn(design.seed, use, axis.key)(0) for use in ("shift of A", "shift of B") for axis in axes]
    both = _shifted(design.count, shifts)
    return both[: len(axes)], both[len(axes) :]


def morris(design: Morris, keys: Sequence[str]) -> list[list[list[int]]]:
    """Of each trajectory the levels of each key, counted from 0, at its points; from one to the next a key moves.

    The first point lies anywhere among the levels, each as often; keys take turns at random, and each goes half the
    levels up or down, whichever stays among them. Source: Morris (1991), "Factorial sampling plans for preliminary
    computational experiments", Technometrics 33: 161-174; of an even number of levels that step reaches each as often.
    """
    half = design.levels // 2
    begins = [_drawn(design.seed, "level", key) for key in keys]
    turns = [_drawn(design.seed, "turn", key) for key in keys]
    trajectories = []
    for number in range(design.trajectories):
        levels = [int(begin(number) * design.levels) for begin in begins]
        points = [list(levels)]
        for place in sorted(range(len(keys)), key=lambda place: turns[place](number)):
            levels[place] += half if levels[place] < half else -half
            points.append(list(levels))
        trajectories.append(points)
    return trajectories


def _saltelli_points(design: Saltelli, axes: Sequence[Axis]) -> tuple[tuple[Setting, ...], ...]:
    of_a, of_b = ([[(axis.key, value_at(axis, share)) for share in its] for axis, its in zip(axes, shares, strict=True)]
                  for shares in saltelli(design, axes))  # fmt: skip
    points = []
    for one, other in zip(zip(*of_a, strict=True), zip(*of_b, strict=True), strict=True):
        turned = [(*one[:place], other[place], *one[place + 1 :]) for place in range(len(axes))]
        points += [one, *turned, other]
    return tuple(points)


def _morris_points(design: Morris, axes: Sequence[Axis]) -> tuple[tuple[Setting, ...], ...]:
    values = [[(axis.key, value_at(axis, _share_of(axis, level, design.levels))) for level in range(design.levels)]
              for axis in axes]  # fmt: skip
    return tuple(tuple(of_key[level] for of_key, level in zip(values, levels, strict=True))
                 for trajectory in morris(design, [axis.key for axis in axes]) for levels in trajectory)  # fmt: skip


def _share_of(axis: Axis, level: int, levels: int) -> float:
    """Where a level lies on a key's way: a range has its ends among them; of a distribution, which may have none, and
    of values the levels are the middles of as many equal parts.
    """
    has_ends = axis.distribution is None and axis.count is None
    return level / (levels - 1) if has_ends else (level + 0.5) / levels


def _shifted(count: int, shifts: Sequence[float | None]) -> list[Shares]:
    """The first points of the sequence, a column for each shift, combined with it bit by bit where there is one."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(shifts), scramble=False, bits=BITS).random_base2(count.bit_length() - 1)
    return [[(int(share * 2**BITS) ^ int((shift or 0.0) * 2**BITS)) / 2**BITS for share in column]
            for shift, column in zip(shifts, sequence.T, strict=True)]  # fmt: skip


def _drawn(seed: int, use: str, key: str) -> Callable[[int], float]:
    """The number of each design point, of one key and use, strictly between 0 and 1."""

    def number(point: int) -> float:
        name = f"{seed}\0{use}\0{key}\0{point}"
        word = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
        return (word >> 64 - BITS | 1) / 2**BITS

    return number
