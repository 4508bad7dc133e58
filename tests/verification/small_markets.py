"""Small markets drawn at random, each said twice: as a scenario file, and as the rule of a Markov chain.

The operator has one or two halls, there are one or two providers with limits, and two or three classes of request, of
which nobody waits. What the agreement says about who is asked first is written here anew, from docs/agreement.md alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Literal, NamedTuple

import numpy as np

from tests.verification.markov import LOST, Counts, Rule, Stream

KW = 1_000
DEAR, CHEAP = 400.0, 1.0
"""Dollars a kW and month; only who pays more than what is displaced is worth gets at what is kept back for it."""
DISPLACED = 300.0
HALLS = ("hall", "second-hall")
Regime = Literal["exclusive", "on_request", "third_party_offer", "open", "committed"]


@dataclass(frozen=True)
class Workload:
    """A class of request."""

    client: Literal["partner", "other"]
    per_day: float
    hours: float
    size: int
    """MW."""
    list: tuple[int, ...]
    """Providers by number in the partner's order; `OPERATOR` may stand among them, for where nothing binds."""
    price: float
    first_hall: float
    """Chance that the first hall is its first choice."""


OPERATOR = -1


class Asked(NamedTuple):
    """What the operator's own choice may hang on."""

    workload: int
    client: str
    size: int
    headroom: int
    """MW of the hall that has room."""
    partner: int
    """MW that the partner has with the operator."""
    price: float
    drawn: float
    """The request's own uniform."""


class KeepsBack(NamedTuple):
    """So many MW stay free."""

    mw: int

    def says(self, market: "Market") -> dict[str, Any]:
        return {"kind": "if_able", "reserve_kw": f"{self.mw} MW"}

    def agrees(self, asked: Asked) -> bool:
        return asked.headroom - self.mw >= asked.size


class KeepsForTheDear(NamedTuple):
    """So many MW stay free but for who pays for what is displaced: trunk reservation."""

    mw: int

    def says(self, market: "Market") -> dict[str, Any]:
        return {"kind": "margin", "cost": "$0/kW-month", "reserve_kw": f"{self.mw} MW",
                "displaced_value": f"${DISPLACED:g}/kW-month"}  # fmt: skip

    def agrees(self, asked: Asked) -> bool:
        return asked.price > DISPLACED or asked.headroom - self.mw >= asked.size


class Sometimes(NamedTuple):
    """Some of the requests, of one class or of all."""

    share: float
    workload: int | None

    def says(self, market: "Market") -> dict[str, Any]:
        of = {} if self.workload is None else {"workload": name(self.workload)}
        return {"kind": "share", "share": f"{self.share:.0%}".replace("%", " %"), **of}

    def agrees(self, asked: Asked) -> bool:
        return asked.drawn < self.share or self.workload not in {None, asked.workload}


class NotOf(NamedTuple):
    """One class is turned down."""

    workload: int

    def says(self, market: "Market") -> dict[str, Any]:
        return {"kind": "class_filter", "unwilling": name(self.workload)}

    def agrees(self, asked: Asked) -> bool:
        return asked.workload != self.workload


class CapsThePartner(NamedTuple):
    """The partner has at most so many MW, by the operator's own choice."""

    mw: float

    def says(self, market: "Market") -> dict[str, Any]:
        return {"kind": "share_cap", "share": market.share(self.mw)}

    def agrees(self, asked: Asked) -> bool:
        return asked.client != "partner" or asked.partner + asked.size <= self.mw


Choice = KeepsBack | KeepsForTheDear | Sometimes | NotOf | CapsThePartner


class Consent(NamedTuple):
    """A provider may be taken without asking; or, waived, without waiting where an exclusive operator is unable."""

    provider: int
    workload: int
    mw: int | None
    waiver: bool = False


class Provider(NamedTuple):
    mw: int
    price: float


def name(workload: int) -> str:
    return f"class-{workload}"


@dataclass(frozen=True)
class Market:
    halls: tuple[int, ...]
    """MW that may be used in each."""
    reserve: float
    """Share of what is live that may not, beside."""
    providers: tuple[Provider, ...]
    classes: tuple[Workload, ...]
    regime: Regime
    choices: tuple[Choice, ...] = ()
    """All must agree."""
    carved_out: tuple[int, ...] = ()
    with_operator: tuple[int, ...] = ()
    cap: float | None = None
    """Most MW of the partner with the operator, by the agreement."""
    committed: int = 0
    """MW, under that regime."""
    consents: tuple[Consent, ...] = ()

    def share(self, mw: float) -> str:
        """So many MW as a share of what is live."""
        return f"{100 * mw * (1 - self.reserve) / sum(self.halls):.6f} %"

    def streams(self) -> list[Stream]:
        """With hours as the unit of time."""
        return [Stream(each.per_day / 24, each.hours, each.size) for each in self.classes]

    @property
    def places(self) -> int:
        """Halls, then providers, then what a provider hosts under each consent."""
        return len(self.halls) + len(self.providers) + len(self.consents)

    def at_provider(self, provider: int) -> list[int]:
        """Places of a provider."""
        first = len(self.halls)
        under = [i for i, consent in enumerate(self.consents) if consent.provider == provider]
        return [first + provider, *(first + len(self.providers) + i for i in under)]

    def rule(self) -> Rule:
        """Where a request goes, state by state."""

        def goes(workload: int, counts: Counts) -> Iterator[tuple[float, int]]:
            for (first, hall), (part, drawn) in product(self._halls_first(workload), self._draws()):
                yield first * part, _Asking(self, workload, counts, hall, drawn).place()

        return goes

    def _halls_first(self, workload: int) -> list[tuple[float, int]]:
        if len(self.halls) == 1:
            return [(1.0, 0)]
        first = self.classes[workload].first_hall
        return [(first, 0), (1 - first, 1)]

    def _draws(self) -> list[tuple[float, float]]:
        """Parts of the requests whose uniform tells the same of each choice: each with one that lies in it."""
        edges = sorted({0.0, 1.0, *(choice.share for choice in self.choices if isinstance(choice, Sometimes))})
        return [(high - low, (low + high) / 2) for low, high in pairwise(edges)]


class _Asking:
    """One request in one state."""

    def __init__(self, market: Market, workload: int, counts: Counts, first_hall: int, drawn: float) -> None:
        self.market, self.workload, self.first_hall, self.drawn = market, workload, first_hall, drawn
        self.asked = market.classes[workload]
        self.by_class = counts * np.array([each.size for each in market.classes])[:, None]
        self.used = self.by_class.sum(axis=0)
        halls = len(market.halls)
        self.partner = sum(
            int(self.by_class[i, :halls].sum()) for i, each in enumerate(market.classes) if each.client == "partner"
        )

    def place(self) -> int:
        market = self.market
        if self.asked.client == "other" or self.workload in market.with_operator:
            return self.operator(self.asked.price)
        place = self.under_consent(waiver=False)
        if place != LOST:
            return place
        free = self.asked.list if OPERATOR in self.asked.list else (OPERATOR, *self.asked.list)
        if market.regime == "open" or self.workload in market.carved_out:
            return self.down_the_list(free)
        if market.regime == "committed":
            first = self.operator(self.asked.price) if self.partner < market.committed else LOST
            return first if first != LOST else self.down_the_list(free)
        others = tuple(each for each in self.asked.list if each != OPERATOR)
        first = self.operator(self.price_named(others))
        if first == LOST and market.regime == "exclusive" and self.able() == LOST:
            first = self.under_consent(waiver=True)
        return first if first != LOST else self.down_the_list(others)

    def under_consent(self, *, waiver: bool) -> int:
        """The first consent of that kind that covers it and whose provider has room."""
        market = self.market
        for i, consent in enumerate(market.consents):
            place = len(market.halls) + len(market.providers) + i
            within = consent.mw is None or self.used[place] + self.asked.size <= consent.mw
            covers = consent.waiver == waiver and consent.workload == self.workload
            if covers and within and self.has_room(consent.provider):
                return place
        return LOST

    def price_named(self, others: tuple[int, ...]) -> float:
        """What the operator would earn: where it matches a third party, the price of the first that is able."""
        if self.market.regime == "third_party_offer":
            for provider in others:
                if self.has_room(provider):
                    return self.market.providers[provider].price
        return self.asked.price

    def down_the_list(self, order: tuple[int, ...]) -> int:
        """The first that takes it."""
        for each in order:
            if each == OPERATOR:
                place = self.operator(self.asked.price)
                if place != LOST:
                    return place
            elif self.has_room(each):
                return len(self.market.halls) + each
        return LOST

    def has_room(self, provider: int) -> bool:
        used = self.used[self.market.at_provider(provider)].sum()
        return bool(used + self.asked.size <= self.market.providers[provider].mw)

    def operator(self, price: float) -> int:
        """The hall that is able, where the operator is willing."""
        hall = self.able()
        if hall == LOST:
            return LOST
        headroom = int(self.market.halls[hall] - self.used[hall])
        asked = Asked(self.workload, self.asked.client, self.asked.size, headroom, self.partner, price, self.drawn)
        return hall if all(choice.agrees(asked) for choice in self.market.choices) else LOST

    def able(self) -> int:
        """The first hall with room, where the partner's share allows."""
        market, size = self.market, self.asked.size
        if self.asked.client == "partner" and market.cap is not None and self.partner + size > market.cap:
            return LOST
        halls = sorted(range(len(market.halls)), key=lambda hall: hall != self.first_hall)
        return next((hall for hall in halls if self.used[hall] + size <= market.halls[hall]), LOST)
