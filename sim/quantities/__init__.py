"""Units and dates: how quantities are written in files, and the one unit each has inside.

Inside are whole kW of critical IT, whole seconds, whole nominal dollars, and floats for rates and shares.
"""

from sim.quantities.dates import Day, FiscalYear, LastDay, OneDay
from sim.quantities.durations import PlannedSeconds, Seconds, SignedSeconds
from sim.quantities.money import Dollars, DollarsPerKw, DollarsPerKwMonth, DollarsPerMonth, DollarsPerMwh
from sim.quantities.power import Kilowatts, KilowattsPerMonth
from sim.quantities.ratios import Factor, MoneyRate, PerMonth, Share, YearlyRate

__all__ = [
    "Day",
    "Dollars",
    "DollarsPerKw",
    "DollarsPerKwMonth",
    "DollarsPerMonth",
    "DollarsPerMwh",
    "Factor",
    "FiscalYear",
    "Kilowatts",
    "KilowattsPerMonth",
    "LastDay",
    "MoneyRate",
    "OneDay",
    "PerMonth",
    "PlannedSeconds",
    "Seconds",
    "Share",
    "SignedSeconds",
    "YearlyRate",
]
