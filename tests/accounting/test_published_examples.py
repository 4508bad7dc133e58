"""Leases on the books, held against examples that were published with their results.

IFRS 16 Illustrative Examples 13, 17 and 18 state facts and amounts in whole currency units; a reported maturity table
is held as arithmetic only. Where an amount follows from the facts, the sum is written out here.
"""

import pytest

from sim.accounting.measure import liabilities, present_value, straight_line
from sim.accounting.remeasure import Balance, part_ended, reassessed, shortened
from sim.accounting.rounding import rounded
from sim.accounting.schedule import extended

UNIT = 0.5
"""Published amounts are whole units."""


class TestAnExtensionThatIsNowExpected:
    """Example 13: ten years at 50,000 and an option for five at 55,000, paid at the start of each year."""

    TERM = [50_000.0] * 10
    EXTENSION = [55_000.0] * 5

    def test_the_liability_after_the_first_payment(self):
        assert liabilities(self.TERM, 0.05)[0] == pytest.approx(355_391, abs=UNIT)

    def test_the_right_of_use_holds_the_first_payment_and_costs_less_the_incentive(self):
        initial = liabilities(self.TERM, 0.05)[0] + self.TERM[0] + 20_000 - 5_000
        assert initial == pytest.approx(420_391, abs=UNIT)

    def test_the_liability_at_the_reassessment(self):
        # Six payments are made; the seventh falls due now, so four of 50,000 and five of 55,000 are left, at 6 %.
        left = extended(self.TERM[6:], self.EXTENSION)
        assert present_value(left, 0.06, 1) == pytest.approx(378_174, abs=UNIT)

    def test_the_right_of_use_rises_by_what_the_liability_rises(self):
        # At 5 % four payments, the first now: 50,000 x (1 + 1/1.05 + 1/1.1025 + 1/1.157625).
        before = present_value(self.TERM[6:], 0.05, 1)
        assert before == pytest.approx(50_000 * (1 + 0.952381 + 0.907029 + 0.863838), abs=1)
        # Six of ten years are written off: 420,391 x 4/10.
        carried = float(straight_line(420_391.0, 10, 6.0))
        assert carried == pytest.approx(168_156.4)
        after = reassessed(Balance(before, carried), 378_174.0)
        assert after.right_of_use - carried == pytest.approx(378_174 - before)
        assert after.gain == 0


class TestHalfTheSpaceIsGivenBack:
    """Example 17: 50,000 a year in arrears for ten years at 6 %; after five, half of it for 30,000 at 5 %."""

    INITIAL = present_value([50_000.0] * 10, 0.06, 1, first=1.0)
    BEFORE = Balance(
        present_value([50_000.0] * 5, 0.06, 1, first=1.0), float(straight_line(INITIAL, 10, 5.0))
    )
    LIABILITY = present_value([30_000.0] * 5, 0.05, 1, first=1.0)

    def test_before_the_change(self):
        assert rounded(self.BEFORE).tolist() == [210_618, 184_002]

    def test_the_gain_and_the_new_liability(self):
        after = part_ended(self.BEFORE, 0.5, self.LIABILITY)
        assert after.gain == pytest.approx(13_308, abs=UNIT)
        assert after.liability == pytest.approx(129_884, abs=UNIT)

    def test_the_right_of_use_kept_is_half_and_the_rest_of_the_change(self):
        # 92,001 is kept; the liability kept, 105,309, becomes 129,884: 24,575 more.
        after = part_ended(self.BEFORE, 0.5, self.LIABILITY)
        assert after.right_of_use == pytest.approx(92_001 + 24_575, abs=2 * UNIT)


class TestAShorterTerm:
    """Example 18, its shortened term: 100,000 a year in arrears, five years left at 6 %, three from now on at 7 %."""

    def test_gain_and_what_is_kept(self):
        # Of ten years at 6 % 736,009 came on the books; half is left: 368,004. The liability is 100,000 x 4.21236.
        before = Balance(421_236.4, 368_004.4)
        kept = present_value([100_000.0] * 3, 0.06, 1, first=1.0)
        new = present_value([100_000.0] * 3, 0.07, 1, first=1.0)
        after = shortened(before, 3 / 5, kept, new)
        # Right of use 368,004 x 2/5 = 147,202 and liability 421,236 - 267,301 = 153,935 go: a gain of 6,733.
        assert after.gain == pytest.approx(6_733, abs=1)
        assert after.liability == pytest.approx(262_432, abs=UNIT)
        # 220,803 is kept, less what the rate takes off the liability: 267,301 - 262,432 = 4,870.
        assert after.right_of_use == pytest.approx(220_803 - 4_870, abs=1)


def test_a_reported_maturity_table_comes_to_its_value():
    years = [5_008, 5_157, 5_187, 4_521, 4_382, *[36_251 / 8] * 8]
    assert present_value(years, 0.042, 1, first=1.0) == pytest.approx(46_175, abs=1)
