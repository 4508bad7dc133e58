"""The log of the worked example is the one that docs/worked-example.md derives by hand, column by column."""

import math
import pathlib
import re
from datetime import date, datetime
from hashlib import blake2b

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.events.row import COLUMNS
from sim.quantities.calendar import add_months
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build

ROOT = pathlib.Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "validation" / "worked-example.yaml"
DOCUMENT = ROOT / "docs" / "worked-example.md"
SEED, START, SECONDS_PER_MONTH = 211, datetime(2024, 7, 1), 2_629_800
ENGINES = ("simpy", "compiled")

SITES, HOLDERS, GRADES = ("ash", "birch", "cedar"), ("operator", "hill"), codes.GRADES
CLASSES = ("inference", "pilot", "research", "training")
STARTS = ("contracts", "it", "signing")
EVENTS = {name: code for code, name in kinds.names().items()}



def tables() -> list[list[dict[str, str]]]:
    """The document's tables, each row by the names in the table's head."""
    found: list[list[list[str]]] = [[]]
    for line in DOCUMENT.read_text().splitlines():
        if line.startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return [[dict(zip(head, row, strict=True)) for row in rows] for head, _, *rows in filter(None, found)]


def table_with(column: str) -> list[dict[str, str]]:
    """The one table that has a column of this name."""
    [found] = [table for table in tables() if column in table[0]]
    return found


def place(words: tuple[str, ...], word: str) -> int:
    """Where a word stands in its list; -1 for none."""
    return words.index(word) if word else -1


def amount(text: str) -> int:
    return int(re.sub(r"[,$]", "", text) or 0)


def instant(text: str) -> int:
    return int((datetime.fromisoformat(text) - START).total_seconds())


def value(text: str) -> int:
    """A value in the units of the log: seconds, kW, dollars, the index of a month, a regime's number."""
    if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", text):
        day = datetime.strptime(text, "%b %Y").date()
        return (day.year - START.year) * 12 + day.month - START.month
    if re.match(r"\d{4}-", text):
        return instant(text)
    if text.endswith(" days"):
        return 86_400 * amount(text.removesuffix(" days"))
    if text in codes.REGIMES:
        return codes.REGIMES.index(text)
    return amount(text.removesuffix(" kW"))


def entity(text: str, event: str, first_request: dict[str, int]) -> int:
    """Index of what a row is about; every site has one tranche, so both have the same number."""
    site, _, asset = text.partition(" ")
    if asset:
        return SITES.index(site) * codes.SITE_ASSETS + codes.ASSETS.index(asset)
    for words in (SITES, GRADES if event == "ReviewHeld" else codes.ASSETS):
        if text in words:
            return words.index(text)
    others = {"services": 0, "exactly-enough": 0, "silent": 1, "FY2025": 2025, "0": 0}
    return (first_request | others)[text]


def one_of(words: set[str], listed: tuple[str, ...]) -> int:
    """The word of a list that stands among others; -1 for none. It is taken out of them."""
    [word] = words.intersection(listed) or {""}
    words.discard(word)
    return place(listed, word)


def derived(row: dict[str, str], first_request: dict[str, int]) -> dict[str, int]:
    """A row of the document's log in the integers of the program's."""
    event = row["event"]
    at, whose = set(row["at"].split()), set(row["whose"].split())
    tenures = ("operating", "finance")
    bases = {"EnvelopeOpened": ("soft", "hard"), "LeaseCommitted": tenures}.get(event, codes.BASES)
    by_event = {"Spending": STARTS, "Capex": codes.ASSETS}
    items = next((words for name, words in by_event.items() if event.startswith(name)), stages.NAMES)
    numbers = {
        "replication": 0, "sequence": int(row["#"]), "instant": instant(row["instant"]), "event": EVENTS[event],
        "entity": entity(row["entity"], event, first_request),
        "other": place(SITES if row["other"] in SITES else HOLDERS, row["other"]),
        "region": one_of(at, ("north",)), "grade": one_of(at, GRADES), "holder": one_of(at, HOLDERS),
        "client": one_of(whose, codes.CLIENTS), "workload": one_of(whose, CLASSES),
        "kw": amount(row["kW"]), "dollars": amount(row["dollars"]),
        "basis": place(bases, row["basis"]), "item": place(items, row["item"]),
        "reason": place(codes.REASONS, row["reason"]), "value": value(row["value"]), "cause": int(row["cause"] or -1),
    }  # fmt: skip
    assert not at and not whose, f"row {row['#']}: what is {at | whose}?"
    return numbers


@pytest.fixture(scope="module")
def model():
    return build(load(SCENARIO).scenario)


@pytest.fixture(scope="module", params=ENGINES)
def log(model, request):
    return simulate(model, 0, request.param)


@pytest.fixture(scope="module")
def by_hand(model) -> list[dict[str, int]]:
    first_request = {r.id: r.first for r in model.layout.requests}
    return [derived(row, first_request) for row in table_with("cause")]


def test_the_log_has_the_events_derived_by_hand(log, by_hand):
    names = kinds.names()
    told = [(int(row["instant"]), names[int(row["event"])]) for row in log]
    assert told == [(row["instant"], names[row["event"]]) for row in by_hand]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_row_says_what_was_derived_by_hand(log, by_hand, column):
    pairs = zip(log[column].tolist(), by_hand, strict=True)
    differing = {row["sequence"]: (told, row[column]) for told, row in pairs if told != row[column]}
    assert differing == {}


def started(amount_usd: int) -> bool:
    """Whether the order that waits for money starts once the envelope is set to an amount."""
    loaded = load(SCENARIO, overrides=[f"timeline[exactly-enough].amount=${amount_usd:,}"])
    return EVENTS["SpendingStarted"] in simulate(build(loaded.scenario), 0, "simpy")["event"]


def test_the_waiting_order_fits_to_the_dollar():
    assert started(2_286_647_955)


def test_the_order_goes_on_waiting_with_one_dollar_less():
    assert not started(2_286_647_954)


def uniform_by_numpy(name: str, occasion: int) -> float:
    """The number of a class's gap as the document computes it, without the program."""
    stream, key = (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
                   for text in ("request.gap", name))  # fmt: skip
    counter = stream + (key << 64) + (occasion << 128) - 1
    return ((int(np.random.Philox(key=SEED, counter=counter).random_raw()) >> 11) | 1) / 2**53


@pytest.mark.parametrize("name", CLASSES)
def test_each_request_arrives_when_the_keyed_gap_says(name):
    [row] = [row for row in table_with("second gap") if row["class"] == name]
    first, second = (uniform_by_numpy(name, occasion) for occasion in (0, 1))
    seconds = round(-math.log(first) / float(row["rate"]) * SECONDS_PER_MONTH)
    begins = date.fromisoformat(row["month"])
    length = (add_months(begins, 1) - begins).days * 86_400
    by_the_end = float(row["rate"]) * length / SECONDS_PER_MONTH
    assert float(row["u"]) == first
    assert (row["gap"], row["second gap"]) == (f"{-math.log(first):.6f}", f"{-math.log(second):.6f}")
    assert amount(row["seconds into the month"]) == seconds == instant(row["arrives"]) - instant(row["month"])
    assert row["cumulated by the month's end"] == f"{by_the_end:.6f}"
    assert -math.log(first) < by_the_end < -math.log(first) - math.log(second)
