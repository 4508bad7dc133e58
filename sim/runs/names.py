"""The names behind a log's integers: what `entity`, `other` and `item` mean depends on the kind of event."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.events import codes, kinds, stages
from sim.metrics.declared import Integers

if TYPE_CHECKING:
    from sim.world.layout import Layout, Range

(TRANCHE, SITE, ITEM, REQUEST, BASELINE, PORTFOLIO, REGIME, YEAR, ACTION, GRADE, REGION, HOLDER, RIVAL, STEP,
 PATH, UNCERTAINTY) = range(16)
NAMELESS = -1

BY_ENTITY: dict[int, tuple[int, ...]] = {
    TRANCHE: (
        *range(kinds.TRANCHE_DECLARED, kinds.RELEASE_RECONTRACTED + 1),
        *range(kinds.LEASE_COMMITTED, kinds.OPERATING_LEASE_COMMENCED + 1),
        kinds.RELEASE_FEE_DUE, kinds.MONEY_FREED, kinds.BUILD_CANCELLED, kinds.END_ANNOUNCED,
        kinds.BUILD_PAUSED, kinds.BUILD_RESUMED, kinds.TRANCHE_CHOSEN,
        kinds.LEASE_VACATED, kinds.LEASE_SUBLET, kinds.RETROFIT_BEGUN, kinds.TRANCHE_REGRADED, kinds.RETROFIT_ENDED,
        *range(kinds.DELAY_CREDITED, kinds.OPTION_PASSED + 1), kinds.POWER_ALLOTTED, kinds.RENT_REVIEWED,
    ),
    SITE: (kinds.MONEY_REDEPLOYED,),
    ITEM: (kinds.CAPEX_DECLARED, kinds.CAPEX_COMMITTED, kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID,
           kinds.SPENDING_WAITED, kinds.SPENDING_STARTED),
    REQUEST: (
        *range(kinds.REQUEST_MADE, kinds.REQUEST_SHED + 1),
        *range(kinds.OFFER_MADE, kinds.REQUEST_WAITED + 1),
        kinds.OFFER_WITHDRAWN, kinds.OFFER_ASKED_ANEW, kinds.REQUEST_LEFT_OPEN,
        *range(kinds.TERMS_NAMED, kinds.REQUEST_RETURNED + 1),
    ),
    BASELINE: (kinds.BASELINE_STEPPED, kinds.BASELINE_SERVED),
    PORTFOLIO: (kinds.SLOTS_RAN_OUT,),
    REGIME: (kinds.REGIME_STARTED,),
    YEAR: (kinds.SHORTFALL_BILLED, kinds.ENVELOPE_OPENED, kinds.ENVELOPE_EXCEEDED),
    ACTION: (kinds.ACTION_TAKEN, kinds.ACTION_FELL_SHORT, kinds.ACTION_ANNOUNCED),
    GRADE: (kinds.REVIEW_HELD,),
    REGION: (kinds.BASELINE_SPILLED, kinds.RENT_STEPPED),
    STEP: (kinds.POWER_ENERGISED,),
    PATH: (kinds.PATH_SWITCHED,),
    UNCERTAINTY: (kinds.UNCERTAINTY_DRAWN,),
}  # fmt: skip
"""Kinds of event by what their entity is."""
BY_OTHER: dict[int, tuple[int, ...]] = {
    SITE: (*BY_ENTITY[TRANCHE], *BY_ENTITY[ITEM], kinds.ACTION_FELL_SHORT),
    HOLDER: (*BY_ENTITY[REQUEST], *BY_ENTITY[BASELINE]),
    RIVAL: (kinds.RELEASE_TAKEN, kinds.LEASE_SUBLET),
    REGIME: (kinds.OFFER_ASKED_ANEW,),
}
"""The same for what their `other` is; what comes later wins."""
CAPEX = (kinds.CAPEX_DECLARED, kinds.CAPEX_COMMITTED, kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID)
BIRTHS = (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT)
SHIFT = 1 << 48
ITEM_SHIFT = 64
ENTITIES = 1 << 24
"""Of a replication: what begins in another is told apart by so much."""


class Births(NamedTuple):
    """What is called as only the log says: tranches by their site and ordinal, parts of requests by their request's."""

    first: int
    """The replication from which the others are told apart."""
    tranches: dict[int, str]
    """Those that a log without its first rows does not tell of are called by their numbers."""
    parts: dict[int, str]


def _by_event(groups: dict[int, tuple[int, ...]]) -> Integers:
    table = np.full(max(kinds.names()) + 1, NAMELESS, dtype=np.int64)
    for group, events in groups.items():
        table[list(events)] = group
    return table


class Names:
    """Words for the rows of a scenario's logs."""

    def __init__(self, layout: "Layout") -> None:
        self.layout = layout
        self._sites, self._requests = _listed(layout.sites), _listed(layout.requests)
        self._entity, self._other = _by_event(BY_ENTITY), _by_event(BY_OTHER)
        events = kinds.names()
        self._events = [events.get(code, "") for code in range(max(events) + 1)]

    def of(self, log: np.ndarray, begins: np.ndarray | None = None,
           columns: Collection[str] | None = None) -> dict[str, pa.Array]:  # fmt: skip
        """Words by column (all of them if none are named) for each row of a log, or of some one after the other; null
        where nothing is referred to.

        What a tranche or a part of a request is called is said where it begins: of some rows of a log, `begins` has
        those that say it.
        """
        begins = log if begins is None else begins
        group = self._entity[log["event"]]
        born = self._births(begins)
        words: dict[str, Callable[[], pa.Array]] = {
            "event": lambda: _coded(log["event"], self._events),
            "entity": lambda: self._referred(log, "entity", self._entity, born),
            "other": lambda: self._referred(log, "other", self._other, born),
            "region": lambda: _coded(log["region"], self.layout.regions),
            "grade": lambda: _coded(log["grade"], codes.GRADES),
            "holder": lambda: _coded(log["holder"], self.layout.holders),
            "client": lambda: _coded(log["client"], codes.CLIENTS),
            "workload": lambda: _coded(log["workload"], self.layout.classes),
            "basis": lambda: _coded(np.where(np.isin(log["event"], CAPEX), log["basis"], -1), codes.BASES),
            "stage": lambda: _coded(np.where(group == TRANCHE, log["item"], -1), stages.NAMES),
            "asset": lambda: _coded(np.where((group == ITEM) & (log["basis"] >= 0), log["item"], -1), codes.ASSETS),
            "reason": lambda: _coded(log["reason"], codes.REASONS),
        }
        return {name: told() for name, told in words.items() if columns is None or name in columns}

    def rows(self, log: np.ndarray, at: Sequence[int]) -> list[dict[str, str]]:
        """The words of some rows of a whole log, without those that refer to nothing."""
        words = {
            name: array.take(pa.array(list(at), pa.int64())).to_pylist()
            for name, array in self.of(log).items()
        }
        named = zip(*words.values(), strict=True)
        return [{k: v for k, v in zip(words, row, strict=True) if v is not None} for row in named]

    def _births(self, log: np.ndarray) -> Births:
        """What begins in a log; parts of requests are called as their request is, with their ordinal in it."""
        born, cut = log[np.isin(log["event"], BIRTHS)], log[log["event"] == kinds.REQUEST_PARTED]
        first = int(log["replication"][0]) if len(log) else 0
        told = (_apart(born, "entity", first), born["other"], born["value"])
        tranches = {tranche: f"{self._sites[site]}/{ordinal}"
                    for tranche, site, ordinal in zip(*(column.tolist() for column in told), strict=True)}  # fmt: skip
        parts: dict[int, str] = {}
        rows = (_apart(cut, "entity", first), _apart(cut, "value", first), cut["value"], cut["item"])
        for part, of, whose, ordinal in zip(*(column.tolist() for column in rows), strict=True):
            parts[part] = f"{parts.get(of) or self._requests[whose]}/{ordinal}"
        return Births(first, tranches, parts)

    def _referred(self, log: np.ndarray, column: str, groups: Integers, born: Births) -> pa.Array:
        """Words for a column whose meaning depends on the event."""
        group, key = groups[log["event"]], log[column]
        if column == "entity":
            asset = np.where(log["basis"] < 0, 0, log["item"] + 1)  # without basis, item is no asset
            by_item = (log["other"] + 1) * ITEM_SHIFT + asset
            key = np.where(group == ITEM, by_item, key)
        begins = (group == TRANCHE) | (group == REQUEST)
        told = np.where(begins, _apart(log, column, born.first), key)
        reference = np.where((group < 0) | (key < 0), -1, group * SHIFT + told)
        distinct, index = np.unique(reference, return_inverse=True)
        nameless = len(list(takewhile(lambda r: r < 0, distinct.tolist())))
        distinct = distinct[nameless:]
        tranches = int(np.searchsorted(distinct, (TRANCHE + 1) * SHIFT))  # the first group, and nearly all there is
        words = [born.tranches.get(key) or str(key % ENTITIES) for key in distinct[:tranches].tolist()]
        words += [self._word(r // SHIFT, r % SHIFT, born) for r in distinct[tranches:].tolist()]
        return _coded(index - nameless, words)

    def _word(self, group: int, key: int, born: Births) -> str:
        if group == REQUEST:
            return born.parts.get(key) or self._requests[key % ENTITIES]
        if group == ITEM:
            site, asset = key // ITEM_SHIFT - 1, key % ITEM_SHIFT - 1
            what = [codes.ASSETS[asset]] if asset >= 0 else []
            return "/".join(([self._sites[site]] if site >= 0 else []) + what)
        if group == BASELINE:
            name, region, grade = self.layout.baselines[key]
            return f"{name}/{self.layout.regions[region]}/{codes.GRADES[grade]}"
        if group == YEAR:
            return f"FY{key}"
        if group == SITE:
            return self._sites[key]
        return _at(self._lists[group], key)

    @cached_property
    def _lists(self) -> dict[int, Sequence[str]]:
        layout = self.layout
        return {
            PORTFOLIO: sorted(p.id for p in layout.scenario.portfolios),
            REGIME: layout.regimes, ACTION: layout.actions, GRADE: codes.GRADES, REGION: layout.regions,
            HOLDER: layout.holders, RIVAL: layout.rivals,
            STEP: [f"{r.id}/{step.id}" for r in sorted(layout.scenario.regions, key=lambda r: r.id) if r.power
                   for step in sorted(r.power.steps, key=lambda step: (step.at, step.id))],
            PATH: sorted(b.id for b in layout.scenario.demand.baseline),
            UNCERTAINTY: sorted(u.id for u in layout.scenario.uncertainties),
        }  # fmt: skip


class _Listed(dict[int, str]):
    """Names by number; what has none is called by its number."""

    def __missing__(self, number: int) -> str:
        return str(number)


def _listed(ranges: "Sequence[Range]") -> _Listed:
    return _Listed({number: r.name(number) for r in ranges for number in range(r.first, r.first + r.count)})


def _apart(rows: np.ndarray, column: str, first: int) -> Integers:
    """A column of numbers that each replication counts for itself, told apart."""
    numbers: Integers = rows[column] + (rows["replication"] - first) * ENTITIES
    return numbers


def _at(names: Sequence[str], index: int) -> str:
    return names[index] if 0 <= index < len(names) else str(index)


def _coded(index: npt.NDArray[np.int64], words: Sequence[str]) -> pa.Array:
    """Words by index, each stored once; null where the index is none of theirs.

    Of words that are alike the first stands for all: Parquet files with one twice end in bytes of no meaning.
    """
    none = (index < 0) | (index >= len(words))
    places = {word: place for place, word in enumerate(dict.fromkeys(words))}
    place = np.array([places[word] for word in words] or [0], dtype=np.int32)[np.where(none, 0, index)]
    return pa.DictionaryArray.from_arrays(pa.array(place, mask=none), pa.array(list(places), pa.string()))
