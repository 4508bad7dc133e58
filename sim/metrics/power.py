"""The clock of regions' grids by month: what is energised of their dated steps, and what has asked for it."""

from sim.events import kinds
from sim.metrics.declared import Posting, Series

METRICS = (
    Series("power_energised_mw", "MW", "level", "Energised by the grid's dated steps", ("region",),
           (Posting(kinds.POWER_ENERGISED, operator=None),)),
    Series("power_asked_mw", "MW", "level", "Asked of the grid in its queue", ("region",),
           (Posting(kinds.POWER_ALLOTTED, operator=None),)),
)  # fmt: skip
