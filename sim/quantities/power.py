"""Power of critical IT, and how much of it is delivered in a month."""

from fractions import Fraction
from typing import Annotated

from sim.quantities.measured import Measured
from sim.quantities.unit_table import UnitTable

KILOWATTS_PER = {"kW": Fraction(1), "MW": Fraction(1_000), "GW": Fraction(1_000_000)}
KW_PER_MW = int(KILOWATTS_PER["MW"])
MOST_TRANCHES = 64
"""In which the power of a site comes: draws of tranche j of site k have the place k x 64 + j among their like."""

_NOT_FACILITY = "facility MW are not critical IT MW: divide by the PUE and write the MW of critical IT"

POWER = UnitTable(
    dimension="a power of critical IT",
    units=KILOWATTS_PER,
    shown=("kW", "MW", "GW"),
    example="48 MW",
    hints={"facility": _NOT_FACILITY},
)

POWER_PER_MONTH = UnitTable(
    dimension="a power of critical IT per month",
    units={
        f"{unit}/{period}": size / months
        for unit, size in KILOWATTS_PER.items()
        for period, months in (("month", 1), ("quarter", 3), ("year", 12))
    },
    shown=("kW/month", "MW/month", "GW/month", "MW/quarter", "MW/year"),
    example="80 MW/month",
    hints={"facility": _NOT_FACILITY},
)

Kilowatts = Annotated[int, Measured(POWER, "whole", plausible=("0 kW", "500 GW"))]
"""Power of critical IT, whole kW, at least 0."""

KilowattsPerMonth = Annotated[float, Measured(POWER_PER_MONTH, "real", plausible=("0 kW/month", "500 GW/month"))]
"""Power of critical IT per month, kW, at least 0."""
