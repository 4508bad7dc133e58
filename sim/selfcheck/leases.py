"""Leases on the books: the illustrative examples of IFRS 16, with the amounts that they print, in whole dollars."""

from functools import partial

from sim.scenario.scenario import Scenario
from sim.selfcheck.case import Case, Family, Quantity, Source

IFRS_16 = Source("IFRS 16 IE", "IFRS 16 Leases, Illustrative Examples 13, 14 and 16 to 19 (IASB 2016)")
REPLICATIONS = 2
"""Nothing is left to chance."""


def amount(printed: float, scenario: Scenario) -> float:
    """As the example prints it."""
    return printed


def printed(title: str, usd: float, figure: str, off: float = 0.0) -> Quantity:
    """An amount of an example; `off` where it prints the difference of two rounded amounts."""
    return Quantity(title, partial(amount, usd), IFRS_16, figure=figure, certain=True, off=off)


def example(number: int, *quantities: Quantity) -> Case:
    """The scenario of an example."""
    return Case(f"ifrs-16-example-{number}", quantities, REPLICATIONS)


LEASES = Family("leases", "Leases are measured, and measured anew, as IFRS 16's examples print it", (
    example(
        13,
        printed("liability and first payment at commencement", 405_391, "finance_leases_commenced_usd@FY2024"),
        printed("liability at the end of year 2", 339_319, "finance_lease_liability_usd@FY2025"),
        printed("right of use at the end of year 2", 336_313, "right_of_use_usd@FY2025"),
        printed("liability when the option is certain", 378_174, "finance_lease_liability_usd@FY2029"),
        printed("right of use raised by", 192_012, "right_of_use_remeasured_usd@FY2029", off=1),
    ),
    example(
        14,
        printed("liability when the index is looked at", 366_464, "finance_lease_liability_usd@FY2025"),
        printed("right of use raised by", 27_145, "right_of_use_remeasured_usd@FY2025"),
    ),
    example(
        16,
        printed("liability when it is prolonged", 597_130, "finance_lease_liability_usd@FY2029"),
        printed("right of use raised by", 250_619, "right_of_use_remeasured_usd@FY2029"),
    ),
    example(
        17,
        printed("gain when half is given back", 13_308, "remeasurement_gain_usd@FY2028"),
        printed("liability of what is kept", 129_884, "finance_lease_liability_usd@FY2028"),
        printed("right of use of what is kept", 92_001 + 24_575, "right_of_use_usd@FY2028"),
    ),
    example(
        18,
        printed("liability at commencement", 736_009, "finance_leases_commenced_usd@FY2024"),
        printed("gain when it is shortened", 6_733, "remeasurement_gain_usd@FY2028"),
        printed("liability of the shorter term", 262_432, "finance_lease_liability_usd@FY2028"),
        printed("right of use lowered by", -147_202 - 4_870, "right_of_use_remeasured_usd@FY2028", off=1),
        printed("liability of the space added", 131_216, "finance_leases_commenced_usd@FY2029"),
    ),
    example(
        19,
        printed("liability at the new rent", 389_519, "finance_lease_liability_usd@FY2028"),
        printed("right of use lowered by", -31_717, "right_of_use_remeasured_usd@FY2028", off=1),
    ),
))  # fmt: skip
