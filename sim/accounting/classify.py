"""Classification of a lease by ASC 842-10-25-2: the first of five tests that is met makes it a finance lease.

The shares are those of ASC 842-10-55-2, which calls 75 % of the remaining economic life the major part of it and 90 %
of the fair value substantially all of it. IFRS 16 knows no such test for a lessee.
"""

from typing import Literal, NamedTuple

Test = Literal["transfer", "purchase_option", "lease_term", "present_value", "no_alternative_use", "no_test_met"]

MAJOR_PART = 0.75
SUBSTANTIALLY_ALL = 0.90


class Facts(NamedTuple):
    """What the tests look at, at commencement."""

    term_years: float
    economic_life_years: float
    """Remaining, of the asset."""
    present_value: float
    fair_value: float | None = None
    """In the same unit as the present value; without it that test is not met."""
    transfers: bool = False
    """Ownership passes to the lessee by the end."""
    purchase_option: bool = False
    """One that the lessee is reasonably certain to use."""
    no_alternative_use: bool = False
    """To the lessor, at the end of the term."""


def deciding_test(facts: Facts) -> Test:
    """The test that makes a lease a finance lease, in the standard's order; `no_test_met` for an operating lease."""
    if facts.transfers:
        return "transfer"
    if facts.purchase_option:
        return "purchase_option"
    if facts.term_years >= MAJOR_PART * facts.economic_life_years:
        return "lease_term"
    if facts.fair_value is not None and facts.present_value >= SUBSTANTIALLY_ALL * facts.fair_value:
        return "present_value"
    return "no_alternative_use" if facts.no_alternative_use else "no_test_met"
