"""In which month an instant lies: for the handlers that write a log, and the loops that read it, compiled or not."""

from typing import Any

from numba.extending import register_jitable

from sim.quantities.durations import SECONDS_PER_MONTH

PRICE_BITS = 7
"""So many bits of seconds are dropped where they multiply kW and dollars, for 64 to hold the product: months are whole
days, of 675 times 128 seconds; within one less than a millionth of a dollar is lost.
"""


@register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def month_of(months: Any, instant: Any) -> Any:
    """Index of the month that holds an instant: 0 before the first, the number of months from the horizon on.

    `months` are rows, of which each says its `start`; the last is the horizon.
    """
    return month_near(months, instant // SECONDS_PER_MONTH, instant)


@register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def month_near(months: Any, guess: Any, instant: Any) -> Any:
    """The same, looked for from a month on that is not far from it."""
    last = len(months) - 1
    m = min(max(guess, 0), last)
    while m > 0 and months[m].start > instant:
        m -= 1
    while m < last and months[m + 1].start <= instant:
        m += 1
    return m
