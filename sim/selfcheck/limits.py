"""Regimes at their limits, where nothing is left to chance: each replication has the exact number."""

import numpy as np

from sim.events import kinds as ev
from sim.selfcheck.case import Case, Family, Quantity, Source
from sim.selfcheck.seen import Seen

RULES = Source("the rules", "docs/agreement.md: what each regime says where a window, room or a will is none or all")
ANSWERS = (ev.OFFER_LAPSED, ev.OFFER_EXERCISED, ev.OFFER_DECLINED, ev.OFFER_WITHDRAWN)


def share(some: np.ndarray, rows: np.ndarray) -> float:
    """How many of the rows; NaN of none."""
    return int(some.sum()) / len(rows) if len(rows) else float("nan")


def lapsed(seen: Seen) -> float:
    """Share of offers answered by silence."""
    rows = seen.of(*ANSWERS)
    return share(rows["event"] == ev.OFFER_LAPSED, rows)


def by_operator(seen: Seen) -> float:
    """Share of what is served that the operator serves."""
    rows = seen.of(ev.REQUEST_SERVED)
    return share(rows["holder"] == 0, rows)


def on_time(seen: Seen) -> float:
    """Share of what comes due, or is given up, that is served at its wanted start."""
    rows = seen.of(ev.REQUEST_SERVED, ev.REQUEST_UNSERVED, ev.REQUEST_LEFT)
    return share((rows["event"] == ev.REQUEST_SERVED) & (rows["value"] == 0), rows)


def served(seen: Seen) -> float:
    """Share of what comes into service, or is given up, that comes into service."""
    rows = seen.of(ev.REQUEST_SERVED, ev.REQUEST_UNSERVED, ev.REQUEST_LEFT)
    return share(rows["event"] == ev.REQUEST_SERVED, rows)


def certain(title: str, exact: float, read, events: tuple[int, ...]) -> Quantity:
    """A quantity that the rules alone determine."""
    return Quantity(title, lambda _: exact, RULES, read, events, certain=True)


FATES = (ev.REQUEST_SERVED, ev.REQUEST_UNSERVED, ev.REQUEST_LEFT)
LIMITS = Family("limits", "Regimes at their limits, where nothing is left to chance", (
    Case("limit-no-window", (certain("share of offers that lapse", 1.0, lapsed, ANSWERS),), 1200),
    Case("limit-ample", (certain("share served by the operator", 1.0, by_operator, FATES),
                         certain("share served on time", 1.0, on_time, FATES)), 1200),
    Case("limit-never", (certain("share served by the operator", 0.0, by_operator, FATES),
                         certain("share served", 1.0, served, FATES)), 1200),
))  # fmt: skip
