"""Nominal US dollars, and dollars for power, energy or time."""

from fractions import Fraction
from typing import Annotated

from sim.quantities.measured import Measured
from sim.quantities.unit_table import UnitTable

_DOLLARS_PER = {
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "m": Fraction(10**6),
    "B": Fraction(10**9),
    "bn": Fraction(10**9),
    "T": Fraction(10**12),
    "tn": Fraction(10**12),
}


def _dollars_for(bases: dict[str, Fraction]) -> dict[str, Fraction]:
    """A unit table: every scale of dollars (`k`, `M`, `bn` …) with every base (`/kW`, `/MW` …)."""
    return {
        scale + base: dollars * size
        for base, size in bases.items()
        for scale, dollars in _DOLLARS_PER.items()
    }


DOLLARS = UnitTable(
    dimension="an amount of money",
    units=_DOLLARS_PER,
    shown=("$", "$…k", "$…M or $…m", "$…B or $…bn", "$…T or $…tn"),
    example="$13.0M",
    money=True,
)

DOLLARS_PER_KW = UnitTable(
    dimension="an amount of money per kW",
    units=_dollars_for({"/kW": Fraction(1), "/MW": Fraction(1, 1_000)}),
    shown=("$/kW", "$k/kW", "$/MW", "$M/MW", "$bn/MW"),
    example="$13.0M/MW",
    money=True,
    hints={"month": "this is an amount per kW, once, not a rent per month"},
)

DOLLARS_PER_KW_MONTH = UnitTable(
    dimension="an amount of money per kW and month",
    units=_dollars_for(
        {
            "/kW-month": Fraction(1),
            "/MW-month": Fraction(1, 1_000),
            "/kW-year": Fraction(1, 12),
            "/MW-year": Fraction(1, 12_000),
        }
    ),
    shown=("$/kW-month", "$/kW-year", "$k/MW-month", "$M/MW-year"),
    example="$125/kW-month",
    money=True,
)

DOLLARS_PER_MWH = UnitTable(
    dimension="a price of energy",
    units=_dollars_for({"/MWh": Fraction(1), "/kWh": Fraction(1_000)}),
    shown=("$/MWh", "$/kWh"),
    example="$81/MWh",
    money=True,
)

DOLLARS_PER_MONTH = UnitTable(
    dimension="an amount of money per month",
    units=_dollars_for({"/month": Fraction(1), "/quarter": Fraction(1, 3), "/year": Fraction(1, 12)}),
    shown=("$/month", "$/quarter", "$/year", "with k, M, m, B, bn, T or tn before the /"),
    example="$1.8B/year",
    money=True,
)

Dollars = Annotated[int, Measured(DOLLARS, "whole", plausible=("$0", "$1000T"))]
"""Nominal US dollars, whole, at least 0."""

DollarsPerKw = Annotated[float, Measured(DOLLARS_PER_KW, "real", plausible=("$0/MW", "$1000M/MW"))]
"""Nominal US dollars per kW of critical IT, at least 0."""

DollarsPerKwMonth = Annotated[
    float, Measured(DOLLARS_PER_KW_MONTH, "real", plausible=("$0/kW-month", "$20,000/kW-month"))
]
"""Nominal US dollars per kW of critical IT and month (a rent, a price of capacity), at least 0."""

DollarsPerMwh = Annotated[float, Measured(DOLLARS_PER_MWH, "real", plausible=("$0/MWh", "$10,000/MWh"))]
"""Nominal US dollars per MWh of energy, at least 0."""

DollarsPerMonth = Annotated[float, Measured(DOLLARS_PER_MONTH, "real", plausible=("$0/year", "$100T/year"))]
"""Nominal US dollars per month, at least 0."""
