"""What it cost to keep the choice open: fees and stranded capacity and the price of coming back, against rent saved.

Paired by replication with the run that kept everything. Rent saved by a month is what the other run has paid for leases
by then, less what this one has. Coming back in a month costs the fees paid by then and, for what the other run would be
paying for, the payments of its leases times how much dearer the rent of that day is, premium included. The break-even
date is the first month in which rent saved covers that: a return before it lost money, and from it on it has paid to
have been away.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.quantities.durations import SECONDS_PER_DAY
from sim.runs.results import Results
from sim.statistics.intervals import Floats, Quantile, quantile
from sim.statistics.regret import Ledger, Released

PAID = ("finance_lease_payments_usd", "rent_paid_usd")


@dataclass(frozen=True)
class Optionality:
    """By replication looked at, in dollars over the horizon, and in months."""

    months: list[date]
    released_mw: Floats
    fees: Floats
    stranded: Floats
    """Cost of what was never used, here less there."""
    came_back: Floats
    """What leases by which it came back pay beyond those given up, at the rent of the day."""
    rent_saved: Floats
    break_even: Floats
    """Month, counted from 0, from which a return of all that was let go has paid; NaN where there is none."""

    def break_even_by(self, share: float) -> Quantile:
        """The break-even month by which a share of replications have one, with its interval; endless where fewer ever
        have.
        """
        return quantile(np.where(np.isnan(self.break_even), np.inf, self.break_even), share)


def optionality(run: Results, kept: Results, ledger: Ledger) -> Optionality:
    """The cost of the option that `run` bought by letting go what `kept` kept."""
    at = ledger.replications
    saved = np.cumsum(sum(kept.series(name)[at] - run.series(name)[at] for name in PAID), axis=1)
    fees = np.cumsum(run.series("release_fees_usd")[at], axis=1)
    dearer = np.zeros_like(saved)
    for entry in ledger.entries:
        dearer[at.index(entry.replication)] += _dearer(entry, run)
    released = np.array([sum(e.kw for e in ledger.entries if e.replication == k) / 1_000 for k in at])
    return Optionality(
        months=run.months,
        released_mw=released,
        fees=fees[:, -1],
        stranded=(run.scalar("stranded_usd") - kept.scalar("stranded_usd"))[at],
        came_back=np.array([sum(_came_back(e) for e in ledger.entries if e.replication == k) for k in at]),
        rent_saved=saved[:, -1],
        break_even=_break_even(saved - fees - dearer, run, ledger),
    )


def _dearer(entry: Released, run: Results) -> Floats:
    """By month, what the lease would pay beyond the one given up, if it were signed anew on that month's first day."""
    return np.array([entry.dearer_at(_instant(run, month)) for month in range(len(run.months))])


def _instant(run: Results, month: int) -> int:
    return (run.months[month] - run.start).days * SECONDS_PER_DAY


def _came_back(entry: Released) -> float:
    """What was taken back pays beyond the lease given up."""
    return entry.dearer_at(entry.back) if entry.back >= 0 else 0.0


def _break_even(gain: Floats, run: Results, ledger: Ledger) -> Floats:
    """The first month from which the gain stays at or above zero, after the first release; NaN where none is."""
    found = np.full(len(gain), np.nan)
    for place, replication in enumerate(ledger.replications):
        released = [entry.released for entry in ledger.entries if entry.replication == replication]
        if not released:
            continue
        after = [month for month in range(len(run.months)) if _instant(run, month) > min(released)]
        below = np.flatnonzero(gain[place] < 0)
        stays = int(below[-1]) + 1 if len(below) else 0
        if after and max(stays, after[0]) < len(run.months):
            found[place] = max(stays, after[0])
    return found
