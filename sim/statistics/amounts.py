"""Amounts in the unit of a figure, as the command line takes them: `20 MW`, `$50M`, `1 pp`, `2 months`."""

from fractions import Fraction

from sim.metrics.declared import Unit
from sim.quantities.durations import DURATION, SECONDS_PER_MONTH
from sim.quantities.money import DOLLARS
from sim.quantities.power import KILOWATTS_PER, POWER
from sim.quantities.refusal import quoted, refusal
from sim.quantities.unit_table import UnitTable

_POINTS = UnitTable("an amount in percentage points", {"pp": Fraction(1, 100)}, shown=("pp",), example="1 pp")
_MW_MONTHS = UnitTable("an amount of MW-months", {"MW-months": Fraction(1), "GW-months": Fraction(1_000)},
                       shown=("MW-months", "GW-months"), example="50 MW-months")  # fmt: skip
ABSOLUTE: dict[Unit, tuple[UnitTable, Fraction]] = {
    "MW": (POWER, KILOWATTS_PER["MW"]), "$": (DOLLARS, Fraction(1)), "months": (DURATION, Fraction(SECONDS_PER_MONTH)),
    "share": (_POINTS, Fraction(1)), "probability": (_POINTS, Fraction(1)), "MW-months": (_MW_MONTHS, Fraction(1)),
}  # fmt: skip
"""What an amount is written in, by the unit of the figure, and how much of that the figure's unit is."""


def amount_above_zero(text: str, unit: Unit, what: str) -> float:
    """An amount in the unit of a figure; PydanticCustomError for any other, and where it is not above zero.

    `what` is what it is an amount of, with its article.
    """
    table, size = ABSOLUTE[unit]
    amount = table.read(text) / size
    if amount <= 0:
        raise refusal(f"{quoted(text)}: {what} lies above zero", example=table.example)
    return float(amount)
