"""Small markets at random: one in five under each regime, with choices and clauses as they fall."""

from functools import cache
from random import Random
from typing import get_args

from tests.verification.markov import Solved, solve
from tests.verification.small_markets import (
    CHEAP,
    DEAR,
    OPERATOR,
    CapsThePartner,
    Choice,
    Consent,
    KeepsBack,
    KeepsForTheDear,
    Market,
    NotOf,
    Provider,
    Regime,
    Sometimes,
    Workload,
)

REGIMES: tuple[Regime, ...] = get_args(Regime)
MOST_STATES = 1_200
"""Of a chain: what numpy solves in a tenth of a second."""


@cache
def drawn(number: int, seed: int) -> tuple[Market, Solved]:
    """A market by its number, with its chain solved; larger ones are drawn anew."""
    random = Random(f"{seed} {number}")
    while True:
        market = _market(random, REGIMES[number % len(REGIMES)])
        try:
            return market, solve(market.streams(), market.places, market.rule(), MOST_STATES)
        except ValueError:
            continue


def _market(random: Random, regime: Regime) -> Market:
    halls = tuple(random.randint(2, 5) for _ in range(random.choice((1, 1, 2))))
    providers = tuple(Provider(random.randint(2, 4), random.choice((0.0, DEAR))) for _ in range(random.choice((1, 2))))
    count = random.choice((2, 2, 3))
    classes = tuple(_workload(random, number, (sum(halls), len(providers), count)) for number in range(count))
    partner = [i for i, each in enumerate(classes) if each.client == "partner"]

    def some(chance: float) -> tuple[int, ...]:
        """One of the partner's classes, or none."""
        return (random.choice(partner),) if random.random() < chance else ()

    most = sum(halls)
    kept = some(0.2)
    return Market(
        halls, random.choice((0.0, 0.2)), providers, classes, regime, _choices(random, most, count),
        carved_out=tuple(i for i in some(0.3) if i not in kept), with_operator=kept,
        cap=random.randint(1, most - 1) + 0.5 if random.random() < 0.2 else None,
        committed=random.randint(1, most - 1),
        consents=tuple(_consent(random, len(providers), (i, classes[i].size), waiver=waiver)
                       for waiver, chance in ((False, 0.4), (True, 0.7 if regime == "exclusive" else 0.1))
                       for i in some(chance) if i not in kept),
    )  # fmt: skip


def _consent(random: Random, providers: int, of: tuple[int, int], *, waiver: bool) -> Consent:
    """For a class of some size: without limit, or for one or two requests at a time."""
    workload, size = of
    return Consent(random.randrange(providers), workload, random.choice((None, size, 2 * size)), waiver)


def _workload(random: Random, number: int, shape: tuple[int, int, int]) -> Workload:
    """The first class is the partner's; each brings a fair share of what the halls can take, and a little more."""
    mw, providers, count = shape
    size = random.choice((1, 1, 2, 2, 3)) if mw > 3 else random.choice((1, 1, 2))
    hours = random.choice((4.0, 6.0, 8.0, 12.0))
    per_day = round(random.uniform(0.7, 1.8) * mw / count / size * 24 / hours, 1)
    order = list(range(providers))
    random.shuffle(order)
    if random.random() < 0.7:
        order.insert(random.randint(0, len(order)), OPERATOR)
    client = "partner" if number == 0 or random.random() < 0.6 else "other"
    return Workload(client, per_day, hours, size, tuple(order), random.choice((CHEAP, DEAR)),
                    random.choice((0.3, 0.5, 0.8)))  # fmt: skip


def _choices(random: Random, mw: int, count: int) -> tuple[Choice, ...]:
    some: list[Choice] = [
        KeepsBack(random.randint(1, 2)),
        KeepsForTheDear(random.randint(1, 2)),
        Sometimes(random.choice((0.3, 0.6, 0.8)), random.choice((None, *range(count)))),
        NotOf(random.randrange(count)),
        CapsThePartner(random.randint(1, mw - 1) + 0.5),
    ]
    return tuple(random.sample(some, random.choice((0, 1, 1, 2))))
