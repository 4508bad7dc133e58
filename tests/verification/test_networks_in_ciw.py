"""Small networks drawn at random come out as Ciw, another program, has them: waiting, patience, priority, overflow.

Both are simulated, so what is held is a difference of two means. NETWORKS and SEED draw others: whatever they are, each
test finds a miss with nothing wrong in a few runs of a thousand at most.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.verification import network_in_ciw, network_in_ours
from tests.verification.estimates import Interval, difference
from tests.verification.small_networks import Holding, Network, Stream, drawn

NETWORKS = int(os.environ.get("NETWORKS", "20"))
SEED = int(os.environ.get("SEED", "1"))
SURE = 0.999
FEWEST = 0.02
"""Of a share, hours or servers, in the mean of all: of less, Student's interval is no good."""
Pair = tuple[np.ndarray, np.ndarray]


def pairs(network: Network, folder: Path, ours: int, theirs: int) -> dict[str, Pair]:
    """Each number by its name, one for each replication of either program."""
    mine = network_in_ours.replications(network, folder, ours, SEED)
    others = network_in_ciw.replications(network, theirs, SEED)
    assert mine.keys() == others.keys()
    return {title: (mine[title], others[title]) for title in mine}


def likely(found: dict[str, Pair]) -> dict[str, Pair]:
    """Without what hardly ever happens."""
    return {title: pair for title, pair in found.items() if max(each.mean() for each in pair) > FEWEST}


def missed(found: dict[str, Pair], sure: float | None = None) -> dict[str, Interval]:
    """Numbers of which no difference lies outside its interval; by Bonferroni where no level is given."""
    counted = likely(found)
    level = 1 - (1 - SURE) / len(counted) if sure is None else sure
    each = {title: difference(*pair, level) for title, pair in counted.items()}
    return {title: interval for title, interval in each.items() if not interval.holds(0.0)}


@pytest.mark.parametrize("number", range(2))
def test_a_small_network_comes_out_as_ciw_has_it(number: int, tmp_path) -> None:
    network = drawn(number, SEED)
    assert not missed(pairs(network, tmp_path, 40, 10)), network


@pytest.mark.long
def test_many_small_networks_come_out_as_ciw_has_them(tmp_path) -> None:
    """And narrower intervals miss as often as they say: a network counts once, its numbers hang together."""
    by_network = [pairs(drawn(number, SEED), tmp_path / str(number), 150, 60) for number in range(NETWORKS)]
    found = {f"{number} {title}": pair for number, of in enumerate(by_network) for title, pair in of.items()}
    assert not missed(found)
    for sure in (0.5, 0.8, 0.95):
        share = len(missed(found, sure)) / len(likely(found))
        low, high = stats.binom.interval(SURE, NETWORKS, 1 - sure)
        assert low <= share * NETWORKS <= high, (sure, share)


def test_every_kind_of_network_is_drawn() -> None:
    streams = [stream for number in range(20) for stream in drawn(number, 1).streams]
    assert {stream.holding.kind for stream in streams} == {"exponential", "fixed", "lognormal"}
    assert {stream.patience.kind for stream in streams if stream.patience} == {"exponential", "fixed", "lognormal"}
    assert any(stream.waits and stream.patience is None for stream in streams)
    assert {len(stream.places) for stream in streams} >= {1, 2, 3}
    assert len({stream.priority for stream in streams}) == 3


FIRST = Stream(9.0, Holding("lognormal", 8.0, 1.5), (0,), True, Holding("fixed", 4.0), 6)
SECOND = Stream(6.0, Holding("fixed", 10.0), (0,), True, Holding("exponential", 6.0), 5)
THIRD = Stream(8.0, Holding("exponential", 9.0), (0, 1))
RIGHT = Network((5, 2), (FIRST, SECOND, THIRD))
WRONG = {
    "a server more": replace(RIGHT, servers=(6, 2)),
    "a provider's server more": replace(RIGHT, servers=(5, 3)),
    "the list the other way round": replace(RIGHT, streams=(FIRST, SECOND, replace(THIRD, places=(1, 0)))),
    "no priority": replace(RIGHT, streams=(replace(FIRST, priority=5), SECOND, THIRD)),
    "a fifth more patience": replace(RIGHT, streams=(replace(FIRST, patience=Holding("fixed", 4.8)), SECOND, THIRD)),
    "another patience of the same mean": replace(
        RIGHT, streams=(replace(FIRST, patience=Holding("exponential", 4.0)), SECOND, THIRD)),
    "no patience": replace(RIGHT, streams=(replace(FIRST, patience=Holding("fixed", 0.0)), SECOND, THIRD)),
    "a tenth longer in service": replace(
        RIGHT, streams=(replace(FIRST, holding=Holding("lognormal", 8.8, 1.5)), SECOND, THIRD)),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("wrong", WRONG)
def test_another_network_is_told_apart(wrong: str, tmp_path) -> None:
    ours = network_in_ours.replications(RIGHT, tmp_path, 150, SEED)
    theirs = network_in_ciw.replications(WRONG[wrong], 60, SEED)
    assert missed({title: (ours[title], theirs[title]) for title in ours})


def test_a_server_more_is_told_apart_in_a_short_run_too(tmp_path) -> None:
    ours = network_in_ours.replications(RIGHT, tmp_path, 40, SEED)
    theirs = network_in_ciw.replications(WRONG["a server more"], 6, SEED)
    assert missed({title: (ours[title], theirs[title]) for title in ours})
