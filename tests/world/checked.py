"""Rows on which the SimPy engine refuses what Python and machine code do differently: whole numbers are kept within 64
bits through every operator, and doubles hold what they are given.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from sim.streams import round_half_even
from sim.world import engine_simpy
from sim.world.tables import TABLES

EXACT = 1 << 53
"""Above it not every whole number is a double."""
LARGEST = (1 << 63) - 1
BITS = 64


class Whole(int):
    """A whole number read from a row, or made from one: it stays within int64, and is divided, or compared with a
    double on its right, only where doubles hold it exactly. (A double on its left does not ask it.)
    """

    __slots__ = ()
    __hash__ = int.__hash__

    def __truediv__(self, other):
        return divided(self, other)

    def __rtruediv__(self, other):
        return divided(other, self)

    def __lshift__(self, other):
        return whole(int(self) << shift(other))

    def __rlshift__(self, other):
        return whole(int(other) << shift(self))

    def __rshift__(self, other):
        return whole(int(self) >> shift(other))

    def __rrshift__(self, other):
        return whole(int(other) >> shift(self))

    def __pow__(self, other, modulo=None):
        return raised(self, other)

    def __rpow__(self, other, modulo=None):
        return raised(other, self)

    def __round__(self, digits=None):
        return self


def whole(value):
    """A result, checked where it is a whole number: machine code would have wrapped it round."""
    if value is NotImplemented or isinstance(value, float):
        return value
    if not -LARGEST - 1 <= value <= LARGEST:
        raise OverflowError(f"{value} is beyond int64")
    return Whole(value)


def exact(side):
    """A number that a double holds."""
    if isinstance(side, int) and not -EXACT <= side <= EXACT:
        raise OverflowError(f"{side} meets a double and is beyond 2**53")
    return float(side)


def divided(left, right):
    """A quotient of two numbers that doubles hold exactly: else machine code rounds otherwise than Python."""
    return exact(left) / exact(right)


def shift(places):
    """So many bits as machine code shifts by: of more it takes the rest to 64."""
    if not 0 <= places < BITS:
        raise OverflowError(f"a shift by {places} bits")
    return int(places)


def raised(base, power):
    """A whole number to a whole power: of a negative one Python makes a fraction."""
    if isinstance(base, float) or isinstance(power, float) or power < 0:
        raise TypeError(f"{base} ** {power} differs between builds")
    return whole(int(base) ** int(power))


def _guarded(name: str) -> Callable:
    """An operator of whole numbers whose result is checked."""
    usual = getattr(int, name)

    def operate(*sides):
        return whole(usual(*sides))

    return operate


def _compared(name: str) -> Callable:
    """A comparison, which machine code makes between doubles where one side is one."""
    usual, of_doubles = getattr(int, name), getattr(float, name)

    def compare(left, right):
        if isinstance(right, float):
            return of_doubles(exact(left), right)
        return usual(left, right)

    return compare


UNARY = ("__neg__", "__pos__", "__abs__", "__invert__")
BINARY = ("add", "sub", "mul", "floordiv", "mod", "and", "or", "xor")
COMPARISONS = ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")
for _name in (*UNARY, *(f"__{side}{name}__" for name in BINARY for side in ("", "r"))):
    setattr(Whole, _name, _guarded(_name))
for _name in COMPARISONS:
    setattr(Whole, _name, _compared(_name))


def checked(row):
    """A class like a row's, which refuses what machine code would store otherwise than Python."""

    class Checked(row):
        __slots__ = ()

        def __setattr__(self, name, value):
            if row.DTYPE[name].kind == "i":
                if not isinstance(value, int):
                    raise TypeError(f"{row.__name__}.{name} is whole: {value!r} would be cut")
                value = whole(int(value))
            elif not isinstance(value, float):
                if not isinstance(value, int):
                    raise TypeError(f"{row.__name__}.{name} is a number, not {value!r}")
                exact(value)
            super().__setattr__(name, value)

    Checked.__slots__ = row.__slots__  # which say what a row is copied by
    return Checked


CLASSES = {row: checked(row) for row in TABLES.values()}


def _copied(row: type, plain: object) -> object:
    made = CLASSES[row]()
    for name in row.__slots__:
        setattr(made, name, getattr(plain, name))
    return made


@contextmanager
def checked_rows() -> Iterator[None]:
    """Inside, the SimPy engine runs on checked rows, the log's too, and what it rounds is checked from there on."""
    usual = engine_simpy.objects

    def objects(row, records):
        rows = usual(row, records)
        rows[:] = [_copied(row, plain) for plain in rows]
        return rows

    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(engine_simpy, "objects", objects))
        patches.enter_context(mock.patch.object(engine_simpy, "LogRow", CLASSES[TABLES["log"]]))
        users = [module for name, module in sys.modules.items()
                 if name.startswith(("sim.world.", "sim.policy.")) and hasattr(module, "round_half_even")]  # fmt: skip
        for module in users:
            patches.enter_context(mock.patch.object(module, "round_half_even", lambda x: whole(round_half_even(x))))
        yield
