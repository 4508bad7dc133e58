"""Field types for quantities that are drawn: one value, or a distribution in the quantity's own units.

A field typed `DurationDraw` takes `2 months`, which is fixed, or a map such as
`{distribution: lognormal, median: 2 months, p90: 6 months}`. From Python it also takes a bare number in
inside units, or a distribution. Some take the word `unlimited` too.
"""

from typing import Annotated, Any

from sim.quantities import (
    Dollars,
    DollarsPerKw,
    DollarsPerKwMonth,
    DollarsPerMonth,
    DollarsPerMwh,
    Factor,
    Kilowatts,
    KilowattsPerMonth,
    PerMonth,
    Seconds,
    Share,
    SignedSeconds,
    YearlyRate,
)
from sim.scenario.distribution_base import Distribution
from sim.scenario.distribution_choice import Draw
from sim.scenario.distributions_mixed import UNMIXED, Mixture
from sim.scenario.unlimited import Unlimited

ANY = (*UNMIXED, Mixture)

BOUNDED = tuple(kind for kind in ANY if kind.bounded)
"""The distributions that cannot leave the bounds of a quantity that has an upper one."""

DRAW = Draw(ANY)

PowerDraw = Annotated[Distribution[Kilowatts], DRAW]
PowerPerMonthDraw = Annotated[Distribution[KilowattsPerMonth], DRAW]
DurationDraw = Annotated[Distribution[Seconds], DRAW]
PatienceDraw = Annotated[Distribution[Seconds], Draw((*ANY, Unlimited))]
SignedDurationDraw = Annotated[Distribution[SignedSeconds], DRAW]
DollarsDraw = Annotated[Distribution[Dollars], DRAW]
DollarsPerKwDraw = Annotated[Distribution[DollarsPerKw], DRAW]
DollarsPerKwMonthDraw = Annotated[Distribution[DollarsPerKwMonth], DRAW]
DollarsPerMwhDraw = Annotated[Distribution[DollarsPerMwh], DRAW]
DollarsPerMonthDraw = Annotated[Distribution[DollarsPerMonth], DRAW]
FactorDraw = Annotated[Distribution[Factor], DRAW]
YearlyRateDraw = Annotated[Distribution[YearlyRate], DRAW]
PerMonthDraw = Annotated[Distribution[PerMonth], DRAW]
ShareDraw = Annotated[Distribution[Share], DRAW]

NO_TIME: Any = "0 days"
"""Default of a `DurationDraw`, as a file would write it: a record reads its defaults as it reads a file's values."""
