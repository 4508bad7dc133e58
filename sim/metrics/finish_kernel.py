"""The compiled loops over what replications have come to: levels add up, and what is zero is told.

Every number that is compiled in stands here as it is.
"""

import numpy as np
import numpy.typing as npt

from sim.metrics.declared import Integers
from sim.streams.machine_code import machine_code

Bools = npt.NDArray[np.bool_]


@machine_code("metrics")
def stand(sums: Integers, posted_to: Bools, cells: Integers) -> None:
    """Makes levels of what was posted to some cells: shape (replications, cells, 1 + months), added up along time."""
    for of in range(sums.shape[0]):
        for cell in cells:
            if posted_to[of, cell]:
                level = 0
                for month in range(sums.shape[2]):
                    level += sums[of, cell, month]
                    sums[of, cell, month] = level


@machine_code("metrics")
def not_zero(sums: Integers, perhaps: Bools) -> None:
    """Leaves of the cells of some replications that are not zero, perhaps, those that are not in some month."""
    for of in range(sums.shape[0]):
        for cell in range(sums.shape[1]):
            month = 0 if perhaps[of, cell] else sums.shape[2]
            while month < sums.shape[2] and sums[of, cell, month] == 0:
                month += 1
            perhaps[of, cell] = month < sums.shape[2]
