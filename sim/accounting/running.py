"""A lease while it runs: rules that the metrics' compiled loop follows one number at a time, and numpy whole arrays."""

from typing import Any

import numpy as np
from numba.extending import register_jitable

from sim.quantities.durations import SECONDS_PER_MONTH


@register_jitable
def months_before(seconds: Any) -> Any:
    """Age in months a second before so many seconds have run: what is due at that very instant is still to come."""
    return (seconds - 1) / SECONDS_PER_MONTH


@register_jitable
def share_run(age: Any, months: Any) -> Any:
    """Share of a term that has run by an age: by it goes what is spread evenly over the term, or written off."""
    return np.minimum(age / months, 1.0)


@register_jitable
def owed_once_settled(owed: Any, paid: Any, settled: Any) -> Any:
    """What is still owed when a lease in arrears ends: less what has run of a period since its last payment, which is
    paid then; `paid` are the payments that were due, `settled` all of it.
    """
    return np.maximum(owed - (settled - paid), 0)
