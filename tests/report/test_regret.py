"""What became of what was let go is told with an interval for each mean and quantile, or less where n is too small."""

import re

import numpy as np

from sim.report.regret import words
from tests.plots.synthetic import SyntheticResults
from tests.plots.synthetic_ledger import account

MONTH = r"[A-Z][a-z]{2} \d{4}"
DAY = r"\d{4}-\d\d-\d\d"


def told(n, break_even=None):
    run, kept = SyntheticResults("run", 2.0, n=n), SyntheticResults("kept", n=n)
    ledger, option = account(run, kept)
    if break_even is not None:
        option.break_even[:] = break_even
    return " ".join(words(run, ledger, option).split())


def test_means_have_half_widths_and_quantiles_square_brackets():
    said = told(40, np.linspace(20, 60, 40))
    assert "± half a 95 % interval of a mean, in square brackets that of a quantile" in said
    assert re.search(rf"half of that by {DAY} \[{DAY}, {DAY}\] in the median of the 40 in which it is used", said)
    within = rf"{MONTH} \[{MONTH}, {MONTH}\]"
    assert re.search(rf"breaks even from {within} on in the median; P10 {within}, P90 {within}\.", said)


def test_what_ends_after_the_horizon_is_told_as_that():
    months = np.linspace(20, 60, 40)
    months[37:] = np.nan
    assert re.search(rf"P90 {MONTH} \[{MONTH}, after the horizon\]", told(40, months))
    months[30:] = np.nan
    assert told(40, months).endswith("P90 after the horizon.")


def test_of_few_replications_tails_and_then_medians_are_left_out_with_the_reason():
    assert "P10 and P90 take 36 replications to have an interval" in told(35, np.linspace(20, 60, 35))
    few = told(5, np.linspace(20, 60, 5))
    assert "is not told: a median takes 6 replications" in few
    assert "by when is not told: it is used in 5, and a median takes 6" in few
    assert not re.search(MONTH, few)


def test_a_return_that_never_pays_is_a_share_with_its_interval():
    assert re.search(r"never pays within the horizon in 100 % ± \d+ of replications", told(40))
