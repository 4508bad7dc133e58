"""The way of each of the partner's requests through the agreement: the operator's last answer, and who took it at last.

Read off a log, replication by replication. Parts of a request go ways of their own, from where they are cut off, so
that the MW of all ways add up to what was asked.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.events import codes, kinds

EXERCISED, UNABLE, UNWILLING, LAPSED, UNANSWERED, NOT_NEEDED = range(6)
ANSWERS = ("exercised", "declined, unable", "declined, unwilling", "offer lapsed", "not answered", "no offer needed")
"""What the operator said last; no offer is needed in an open market, or by an approval, or of a class carved out."""
NOBODY, OPEN = -1, -2
"""Takers that are no holder: nobody served it; still looking at the end."""

FOLLOWED = (kinds.REQUEST_MADE, kinds.REQUEST_PARTED, kinds.OFFER_MADE, kinds.OFFER_EXERCISED, kinds.OFFER_DECLINED,
            kinds.OFFER_LAPSED, kinds.WAIVER_GRANTED, kinds.REQUEST_WAITED, kinds.REQUEST_RESERVED,
            kinds.REQUEST_UNSERVED, kinds.REQUEST_RETURNED)  # fmt: skip


class Way(NamedTuple):
    """A request, or a part of one, and how it went."""

    asked_at: int
    """Seconds since the start."""
    answer: int
    """Place in ANSWERS."""
    taker: int
    """The holder that promised it a place last, by code, or NOBODY or OPEN."""
    kw: int


def ways(log: np.ndarray, counted_from: int) -> list[Way]:
    """The ways of what the partner asked for from an instant on; not of what was in service at the start."""
    followed: dict[int, Way] = {}
    for event, entity, value, reason, holder, instant, kw in _rows(log):
        if event == kinds.REQUEST_MADE:
            if holder < 0:  # else it had its place before
                followed[entity] = Way(instant, NOT_NEEDED, OPEN, kw)
        elif event == kinds.REQUEST_PARTED:
            if value in followed:
                followed[entity] = followed[value]._replace(kw=kw)
                followed[value] = followed[value]._replace(kw=followed[value].kw - kw)
        elif entity in followed:
            followed[entity] = _next(followed[entity], event, reason, holder)
    return [way for way in followed.values() if way.asked_at >= counted_from]


def _rows(log: np.ndarray) -> Iterator[tuple[int, ...]]:
    kept = log[(log["client"] == codes.PARTNER) & np.isin(log["event"], FOLLOWED)]
    columns = ("event", "entity", "value", "reason", "holder", "instant", "kw")
    return zip(*(kept[name].tolist() for name in columns), strict=True)


def _next(way: Way, event: int, reason: int, holder: int) -> Way:
    """The way after a row of its request."""
    if event == kinds.REQUEST_RESERVED:
        return way._replace(taker=holder)
    if event == kinds.REQUEST_UNSERVED:
        return way._replace(taker=NOBODY)
    if event == kinds.REQUEST_RETURNED:
        return way._replace(taker=OPEN)
    if event == kinds.OFFER_EXERCISED:
        return way._replace(answer=EXERCISED)
    if event == kinds.OFFER_LAPSED:
        return way._replace(answer=LAPSED)
    if event in (kinds.OFFER_DECLINED, kinds.WAIVER_GRANTED):
        return way._replace(answer=UNWILLING if reason == codes.UNWILLING else UNABLE)
    return way._replace(answer=UNANSWERED) if way.answer == NOT_NEEDED else way
