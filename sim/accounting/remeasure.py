"""Remeasurement: a lease is extended, shortened, or partly ended, and its liability and right of use move.

IFRS 16.39 to 46. Under ASC 842 a part termination may take either share; here both are reduced by the same share of
what is given up, as in IFRS 16's Example 17.
"""

from typing import NamedTuple


class Balance(NamedTuple):
    """A lease on the books at one instant."""

    liability: float
    right_of_use: float


class Remeasured(NamedTuple):
    """The lease after a change, and what the change earned."""

    liability: float
    right_of_use: float
    gain: float


def reassessed(before: Balance, liability: float) -> Remeasured:
    """A new liability for the same asset, as when an option is now expected to be used: the right of use moves too.

    A right of use does not fall below zero; what is left of the reduction is a gain (IFRS 16.39).
    """
    moved = before.right_of_use + liability - before.liability
    return Remeasured(liability, max(moved, 0.0), max(-moved, 0.0))


def reduced(before: Balance, kept: Balance, liability: float) -> Remeasured:
    """A lease of which less is kept: the parts given up go with a gain or loss, what is kept is then reassessed.

    `kept` is measured on the old terms at the old rate, `liability` on the new ones.
    """
    gain = (before.liability - kept.liability) - (before.right_of_use - kept.right_of_use)
    after = reassessed(kept, liability)
    return after._replace(gain=after.gain + gain)


def part_ended(before: Balance, kept_share: float, liability: float) -> Remeasured:
    """A part of the asset is given back: both sides fall by its share (IFRS 16.45(a), Example 17)."""
    kept = Balance(before.liability * kept_share, before.right_of_use * kept_share)
    return reduced(before, kept, liability)


def shortened(before: Balance, kept_share: float, kept_liability: float, liability: float) -> Remeasured:
    """A lease that ends sooner: of its right of use, even over time, the share of the remaining periods kept stays.

    `kept_liability` is the value of the payments of the shorter term at the old rate, `liability` at the new one.
    """
    kept = Balance(kept_liability, before.right_of_use * kept_share)
    return reduced(before, kept, liability)


def ended(before: Balance, fee: float = 0.0) -> Remeasured:
    """A lease that is over before its term: both sides go, a fee is a loss."""
    return Remeasured(0.0, 0.0, before.liability - before.right_of_use - fee)
