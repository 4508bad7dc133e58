"""A whole cut in two: how its dollars go with its kW, for the handlers that cut and for what reads their log.

A row of a cut tells the kW of the part and no dollars.
"""

from typing import Any

from numba.extending import register_jitable


@register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)
def usd_of_part(usd: Any, part_kw: Any, whole_kw: Any) -> Any:
    """Whole dollars, half to even, that go with so many of a whole's kW; what is left of them stays with the others."""
    return round(usd * (part_kw / whole_kw))
