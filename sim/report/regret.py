"""Regret and the cost of the option, in words and as rows of a file."""

import csv
import io
import textwrap
from datetime import timedelta
from math import fsum

import numpy as np

from sim.plots.words import plain, plus_minus
from sim.report.periods import BN, GW
from sim.runs.folders import FOLDER
from sim.runs.results import Results
from sim.statistics.intervals import BAND, Quantile, fewest, mean_interval, quantile, wilson
from sim.statistics.optionality import Optionality, optionality
from sim.statistics.regret import NEVER, Ledger, Released, regret

COLUMNS = (
    "run", "kept_by", "replication", "tranche", "region", "grade", "stage", "mw", "released", "taken_by", "taken",
    "back", "live", "used", "used_at_end_mw", "gone_when_used", "payments_usd", "return_usd", FOLDER,
)  # fmt: skip
WIDTH = 120


def regret_of(run: Results, kept: Results) -> tuple[Ledger, str] | None:
    """The ledger of a stored run beside the one that kept everything, in words too; None where nothing was let go."""
    ledger = regret(run, kept)
    return (ledger, words(run, ledger, optionality(run, kept, ledger))) if ledger.entries else None


def words(run: Results, ledger: Ledger, option: Optionality) -> str:
    """What became of what was let go, and what the choice cost: a few lines."""
    used, gone, returns, first = (np.array([value(ledger, k) for k in ledger.replications])
                                  for value in (_used_gw, _gone_gw, _return_bn, _first_used))  # fmt: skip
    fees, stranded, back, saved = (_said(part * BN) for part in
                                   (option.fees, option.stranded, option.came_back, option.rent_saved))  # fmt: skip
    said = (
        f"Of it {ledger.kept_by} comes to use {_said(used)} GW{_begun(run, first)}. {_said(gone)} GW of that was no "
        "longer to be had then. All that it comes to use, signed anew at the rent of that day, costs $bn "
        f"{_said(returns)} beyond the payments given up.",
        f"The option cost, in $bn, {fees} of fees, {stranded} more of stranded capacity, and {back} for what came "
        f"back; it saved {saved} of rent within the horizon.",
        _break_even(option),
    )
    head = f"{run.name} let go {_said(option.released_mw * GW)} GW that {ledger.kept_by} kept"
    body = (textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="  ") for line in said)
    told = "± half a 95 % interval of a mean, in square brackets that of a quantile"
    head = textwrap.fill(f"{head} (n = {len(ledger.replications)}; {told}):", WIDTH, subsequent_indent="  ")
    return "\n".join((head, *body))


def _begun(run: Results, first: np.ndarray) -> str:
    """By when half of what is used is used."""
    found = quantile(first, 0.5)
    if not found.n:
        return ""
    if not found.is_told:
        return f" (by when is not told: it is used in {found.n}, and a median takes {fewest(0.5)})"
    day, low, high = (_day(run, int(each)) for each in (found.value, found.low, found.high))
    return f", half of that by {day} [{low}, {high}] in the median of the {found.n} in which it is used"


def _break_even(option: Optionality) -> str:
    pays = np.isfinite(option.break_even)
    never = wilson(int((~pays).sum()), len(pays))
    early, middle, late = (option.break_even_by(share) for share in BAND)
    if not np.isfinite(middle.value):
        return (f"To return with all of it never pays within the horizon in {100 * never.share:.0f} % "
                f"± {100 * never.half_width:.0f} of replications.")
    spread = (f"P10 {_months(option, early)}, P90 {_months(option, late)}" if early.is_told and late.is_told else
              f"P10 and P90 take {fewest(BAND[0])} replications to have an interval")  # fmt: skip
    if not middle.is_told:
        return f"From when on a return with all of it pays is not told: a median takes {fewest(0.5)} replications."
    return f"To return with all of it breaks even from {_months(option, middle)} on in the median; {spread}."


def _months(option: Optionality, found: Quantile) -> str:
    """A quantile of months with its interval."""
    at, low, high = (f"{option.months[int(each)]:%b %Y}" if np.isfinite(each) else "after the horizon"
                     for each in (found.value, found.low, found.high))  # fmt: skip
    return at if at == low == high and not np.isfinite(found.value) else f"{at} [{low}, {high}]"


def _said(values: np.ndarray) -> str:
    found = mean_interval(values)
    return plain(found.mean, 2) + plus_minus(found.half_width, 2)


def _of(ledger: Ledger, replication: int) -> list[Released]:
    return [entry for entry in ledger.entries if entry.replication == replication]


def _used_gw(ledger: Ledger, replication: int) -> float:
    return sum(entry.kw for entry in _of(ledger, replication) if entry.used != NEVER) * 1e-6


def _gone_gw(ledger: Ledger, replication: int) -> float:
    return sum(entry.kw for entry in _of(ledger, replication) if entry.was_gone) * 1e-6


def _return_bn(ledger: Ledger, replication: int) -> float:
    return fsum(entry.return_usd for entry in _of(ledger, replication)) * BN


def _first_used(ledger: Ledger, replication: int) -> float:
    """Instant from which half of what is used is used; NaN where nothing is."""
    used = sorted((entry.used, entry.kw) for entry in _of(ledger, replication) if entry.used != NEVER)
    half = sum(kw for _, kw in used) / 2
    for instant, kw in used:
        half -= kw
        if half <= 0:
            return float(instant)
    return float("nan")


def _day(run: Results, instant: int) -> str:
    return "" if instant == NEVER else f"{run.start + timedelta(seconds=instant):%Y-%m-%d}"


def ledger_csv(run: Results, ledger: Ledger) -> str:
    """A line for each tranche let go in each replication: MW, days and dollars."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for e in ledger.entries:
        days = (_day(run, instant) for instant in (e.taken, e.back, e.live, e.used))
        writer.writerow((ledger.run, ledger.kept_by, e.replication, e.tranche, e.region, e.grade, e.stage, e.kw / 1_000,
                         _day(run, e.released), e.taken_by, *days, e.used_at_end / 1_000, int(e.was_gone), e.payments,
                         round(e.return_usd), run.folder_name))  # fmt: skip
    return out.getvalue()
