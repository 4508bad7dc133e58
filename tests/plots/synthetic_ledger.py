"""A made-up account of what scenarios let go: a few tranches in each replication, some missed, some of them gone."""

import numpy as np

from sim.plots.regret import Regretted
from sim.statistics.optionality import Optionality
from sim.statistics.regret import Ledger, Released

DAY = 86_400


def regretted(runs):
    """Each run after the first that released anything."""
    return [Regretted(place, *account(run, runs[0])) for place, run in enumerate(runs)
            if place and run.series("released_mw").any()]  # fmt: skip


def account(run, kept):
    """Three tranches of 500 MW in each replication: never missed, missed and gone, missed and still to be had."""
    rng, entries = np.random.default_rng(5), []
    for replication in range(run.n):
        let_go, later = 40 * DAY, int(rng.integers(41, 60)) * DAY
        entries += [
            Released(replication, "a/0", "us-east", "ai", "signed", 500_000, let_go),
            Released(replication, "b/0", "us-east", "ai", "loi", 500_000, let_go, used=later, payments=10**9,
                     premium=0.1),
            Released(replication, "c/0", "us-east", "ai", "signed", 500_000, let_go, used=later + 30 * DAY,
                     payments=10**9),
        ]  # fmt: skip
    luck = 1e9 * (1 + 0.1 * rng.normal(size=run.n))
    option = Optionality(run.months, np.full(run.n, 1_500.0), 0.7 * luck, 20 * luck, 0 * luck, 5 * luck,
                         np.full(run.n, np.nan))  # fmt: skip
    return Ledger(run.name, kept.name, list(range(run.n)), entries), option
