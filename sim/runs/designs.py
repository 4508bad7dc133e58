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
from sim.scenario.designs import LatinHypercube, Sobol
from sim.scenario.read import Setting
from sim.scenario.sweep import Sweep

Shares = Sequence[float]
"""Of one key, the share of its span at which each design point lies."""

BITS = 53
"""Of a share that are used, so that a double holds them exactly."""


def points_of(sweep: Sweep) -> tuple[tuple[Setting, ...], ...]:
    """The settings of each design point, as `--set` takes them."""
    design, axes = sweep.design, sweep.axes
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
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(axes), scramble=False, bits=BITS).random_base2(design.count.bit_length() - 1)
    shares: list[Shares] = []
    for axis, column in zip(axes, sequence.T, strict=True):
        shift = 0
        if design.scrambled and design.seed is not None:
            shift = int(_drawn(design.seed, "shift", axis.key)(0) * 2**BITS)
        shares.append([(int(share * 2**BITS) ^ shift) / 2**BITS for share in column])
    return shares


def _drawn(seed: int, use: str, key: str) -> Callable[[int], float]:
    """The number of each design point, of one key and use, strictly between 0 and 1."""

    def number(point: int) -> float:
        name = f"{seed}\0{use}\0{key}\0{point}"
        word = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
        return (word >> 64 - BITS | 1) / 2**BITS

    return number
