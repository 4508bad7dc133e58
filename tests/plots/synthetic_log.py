"""A made-up log of one replication: the partner's requests, and sites whose tranches go through their stages."""

import numpy as np

from sim.events import codes, kinds, stages
from sim.events.row import COLUMNS, ROW

DAY = 86_400


def row(event, day, entity, **told):
    """A row of the log; -1 where nothing is said."""
    blank = dict.fromkeys(COLUMNS, -1) | {"dollars": 0, "kw": 0, "value": 0}
    return blank | {"event": event, "instant": day * DAY, "entity": entity} | told


def log_of(rows):
    """An array of ROW, in the order of instants."""
    log = np.zeros(len(rows), dtype=ROW)
    for place, each in enumerate(sorted(rows, key=lambda r: r["instant"])):
        log[place] = tuple((each | {"sequence": place})[name] for name in COLUMNS)
    return log


def request_rows(providers, days):
    """Requests that go every way there is, one a month."""
    rows = []
    for entity, day in enumerate(range(10, days - 10, 40)):
        of = {"client": codes.PARTNER, "grade": codes.AI, "kw": 40_000 + 3_000 * entity}
        way, holder = entity % 7, 1 + entity % max(providers, 1)
        rows.append(row(kinds.REQUEST_MADE, day, entity, holder=-1, **of))
        if way < 5:
            rows.append(row(kinds.OFFER_MADE, day + 1, entity, **of))
        answer = {0: (kinds.OFFER_EXERCISED, -1), 1: (kinds.OFFER_DECLINED, codes.UNWILLING),
                  2: (kinds.OFFER_DECLINED, codes.SPACE), 3: (kinds.OFFER_LAPSED, codes.SILENCE)}.get(way)  # fmt: skip
        if answer:
            rows.append(row(answer[0], day + 3, entity, reason=answer[1], **of))
        if way == 0 or (way in (1, 2, 5) and providers):
            rows.append(row(kinds.REQUEST_RESERVED, day + 5, entity, holder=0 if way == 0 else holder, **of))
        elif way in (2, 3):
            rows.append(row(kinds.REQUEST_UNSERVED, day + 9, entity, reason=codes.LATE_START, **of))
    return rows


def site_rows(regions, days):
    """Sites of one to three tranches in each region: some live from the start, some let go, some deferred."""
    rows = []
    for site in range(24):
        for ordinal in range(1 + site % 3):
            entity, begins = 3 * site + ordinal, (site * 37 + 60 * ordinal) % max(days // 3, 1)
            of = {"other": site, "region": site % regions, "grade": site % 2, "holder": 0,
                  "kw": 40_000 + 9_000 * site}  # fmt: skip
            first = (stages.LIVE, stages.LOI, stages.PLANNED, stages.BUILDING)[site % 4]
            at = 0 if site < 12 else begins
            rows.append(row(kinds.TRANCHE_DECLARED, at, entity, item=first, value=ordinal, **of))
            rows += _moves(first, begins, entity, site, of)
    return [each for each in rows if each["instant"] < days * DAY]


def _moves(first, begins, entity, site, of):
    """What happens to a tranche, 150 days apart."""
    steps = {stages.LOI: (kinds.LOI_CONVERTED, kinds.LEASE_SIGNED, kinds.BUILDING_STARTED, kinds.TRANCHE_READY,
                          kinds.TRANCHE_LIVE),
             stages.PLANNED: (kinds.BUILDING_STARTED, kinds.TRANCHE_READY, kinds.TRANCHE_LIVE),
             stages.BUILDING: (kinds.TRANCHE_READY, kinds.TRANCHE_LIVE)}.get(first, ())  # fmt: skip
    if site % 8 == 1:
        steps = (kinds.LEASE_LAPSED, kinds.RELEASE_TAKEN)
    if site % 8 == 3:
        steps = (kinds.TRANCHE_DEFERRED, *steps)
    return [row(step, begins + 1 + 150 * place, entity, item=first, reason=codes.ACTION, **of)
            for place, step in enumerate(steps)]  # fmt: skip
