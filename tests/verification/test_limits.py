"""What must hold exactly, without any interval: windows, room and shares at their ends, regimes that come to the same.

Each follows from WORLD.md alone: an answer after the window is silence, one at its last instant counts; a share rule
exercises what has a uniform below the share; a waiver after no time is a waiver at once.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from sim.events import kinds as ev
from sim.events.row import first_difference
from sim.world.engines import simulate
from sim.world.model import build
from tests.verification.world_runs import count_of, entities, logs_of, rows, scenario_of

REPLICATIONS = 10
SPILL = "spill-right-of-first-refusal"
SPILL_RIGHT = "agreement.regimes[asked-first]"
CALLS = "demand.classes[calls]"
FEW_CALLS = (f"{CALLS}.arrivals=[{{first_day: 2024-01-01, rate: 3/day}}]",)
BUSY = (*FEW_CALLS, f"{CALLS}.duration={{distribution: exponential, mean: 4 days}}")
"""A load of twelve on ten servers, in fewer requests."""
ROOM_EVERYWHERE = (
    "sites[hall-north].tranches=[{capacity: 100 GW}]",
    "sites[hall-south].tranches=[{capacity: 100 GW}]",
)
ENDLESS_CLOUD = (
    "providers[cloud].on_demand={limit: 100 GW}",
    "providers[cloud].bidding_delay=0 days",
    "demand.classes[training].providers=[cloud]",
    "demand.classes[inference].providers=[cloud]",
)
LATE_ANSWERS = "{distribution: uniform, low: 1 hour, high: 40 days}"


def logs(name: str, *overrides: str, variant: str | None = None, replications: int = REPLICATIONS) -> list[np.ndarray]:
    return list(logs_of(scenario_of(name, variant, overrides), replications, 1.0))


def only(regime: str, terms: str = "response_time: 0 days") -> str:
    """One regime from the first day on."""
    return f"agreement.regimes=[{{id: only, first_day: 2024-01-01, regime: {regime}, {terms}}}]"


def responses(rule: str) -> str:
    return f"agreement.responses=[{{id: rule, first_day: 2024-01-01, rules: [{rule}]}}]"


def total(found: Iterable[np.ndarray]) -> dict[str, int]:
    """Rows of each kind of event over all logs; 0 for a kind that none has."""
    counts = [count_of(log) for log in found]
    return {name: sum(count.get(name, 0) for count in counts) for name in ev.names().values()}


def service(log: np.ndarray) -> list[tuple[int, ...]]:
    """Who is served by whom from when, and when it ends."""
    columns = ["instant", "event", "entity", "holder", "kw"]
    return sorted(rows(log, ev.REQUEST_SERVED, ev.REQUEST_ENDED)[columns].tolist())


@pytest.mark.parametrize("provider", [(), ("providers[cloud].on_demand.limit=0 MW",)], ids=["hosts", "full"])
def test_every_answer_lapses_if_the_window_is_none(provider: tuple[str, ...]) -> None:
    right = only("right_of_first_refusal", f"window: 0 days, response_time: {LATE_ANSWERS}")
    found = logs("small-world", right, *provider)
    counts = total(found)
    assert counts["OfferMade"] == counts["OfferLapsed"] > 0
    assert counts["OfferExercised"] == counts["OfferDeclined"] == counts["OfferWithdrawn"] == 0
    for log in found:
        assert rows(log, ev.OFFER_MADE)["instant"].tolist() == rows(log, ev.OFFER_LAPSED)["instant"].tolist()


@pytest.mark.parametrize(("window", "lapses"), [("240 hours", False), ("239.9997 hours", True)])
def test_answer_counts_at_the_last_instant_of_the_window_and_not_a_second_later(window: str, lapses: bool) -> None:
    patient = (*BUSY, f"{CALLS}.patience=30 days", f"{SPILL_RIGHT}.response_time=10 days")
    counts = total(logs(SPILL, *patient, f"{SPILL_RIGHT}.window={window}", replications=3))
    answered = counts["OfferExercised"] + counts["OfferDeclined"]
    assert (answered == 0) == lapses
    assert (counts["OfferLapsed"] > 0) == lapses


@pytest.mark.parametrize("regime", ["exclusive", "right_of_first_refusal", "open"])
def test_nothing_is_unserved_or_late_where_the_operator_has_no_limit(regime: str) -> None:
    found = logs("small-world", *ROOM_EVERYWHERE, only(regime), responses("{kind: always}"))
    counts = total(found)
    assert counts["RequestReserved"] == counts["RequestMade"] > 0
    assert counts["RequestUnserved"] == counts["RequestLeft"] == counts["OfferDeclined"] == 0
    for log in found:
        served = rows(log, ev.REQUEST_SERVED)
        assert set(served["holder"].tolist()) == {0}
        assert not served["value"].any()


@pytest.mark.parametrize("regime", ["exclusive", "right_of_first_refusal", "open"])
def test_nothing_is_unserved_where_the_operator_never_hosts_and_a_provider_has_no_limit(regime: str) -> None:
    counts = total(logs("small-world", *ENDLESS_CLOUD, only(regime), responses("{kind: never}")))
    assert counts["RequestReserved"] == counts["RequestMade"] > 0
    assert counts["RequestUnserved"] == counts["RequestLeft"] == counts["OfferExercised"] == 0


def test_nothing_is_unserved_under_exclusivity_since_a_request_is_waived_at_its_latest_start() -> None:
    overrides = (*BUSY, f"{CALLS}.patience=20 days", "agreement.regimes[exclusive].waiting_time=1 year")
    found = logs("spill-exclusive", *overrides, replications=5)
    counts = total(found)
    assert counts["RequestUnserved"] == 0
    assert counts["WaiverGranted"] > 0
    for log in found:
        elsewhere = rows(log, ev.REQUEST_SERVED)
        assert set(elsewhere["value"][elsewhere["holder"] == 1].tolist()) == {20 * 86_400}


@pytest.mark.parametrize(("share", "rule"), [("0 %", "never"), ("100 %", "always")])
def test_share_rule_is_never_at_none_and_always_at_all(share: str, rule: str) -> None:
    by_share = logs("small-world", responses(f"{{kind: share, share: {share}}}"))
    by_rule = logs("small-world", responses(f"{{kind: {rule}}}"))
    for one, other in zip(by_share, by_rule, strict=True):
        assert first_difference(one, other) is None


@pytest.mark.parametrize("regime", ["exclusive", "right_of_first_refusal"])
def test_larger_share_exercises_all_that_a_smaller_does(regime: str) -> None:
    shares = ("0 %", "20 %", "50 %", "80 %", "100 %")
    ample = (*ROOM_EVERYWHERE, only(regime))
    found = [logs("small-world", *ample, responses(f"{{kind: share, share: {share}}}")) for share in shares]
    for replication in zip(*found, strict=True):
        exercised = [entities(log, ev.OFFER_EXERCISED) for log in replication]
        sizes = [len(some) for some in exercised]
        assert all(smaller <= larger for smaller, larger in pairwise(exercised))
        assert sizes[0] == 0
        assert sorted(set(sizes)) == sizes


@pytest.mark.parametrize(
    ("name", "variant", "overrides"),
    [
        ("spill-exclusive", None, ()),
        ("spill-exclusive", "waived-beforehand", ()),
        (SPILL, None, (f"{SPILL_RIGHT}.trigger=third_party_offer",)),
        (SPILL, None, (f"{SPILL_RIGHT}.regime=open",)),
        (SPILL, None, (f"{CALLS}.providers=[operator, elsewhere]", f"{SPILL_RIGHT}.regime=open")),
    ],
    ids=["exclusive-no-waiting", "exclusive-waived-beforehand", "third-party-offer", "open", "open-operator-listed"],
)
def test_regimes_in_which_the_operator_comes_first_and_at_once_serve_alike(
    name: str, variant: str | None, overrides: tuple[str, ...]
) -> None:
    asked_first = logs(SPILL, *BUSY, replications=5)
    other = logs(name, *BUSY, *overrides, variant=variant, replications=5)
    for one, another in zip(asked_first, other, strict=True):
        assert {holder for _, _, _, holder, _ in service(one)} == {0, 1}
        assert service(one) == service(another)


@pytest.mark.parametrize("second_region", ["hall", "annex"])
def test_nobody_waits_while_a_provider_has_room_on_demand(second_region: str) -> None:
    call = "client: partner, grade: ai, size: 1 MW, notice: 0 days, patience: 20 days, price: $0/kW-month"
    stream = "arrivals: [{first_day: 2024-01-01, rate: 1/day}], duration: {distribution: exponential, mean: 4 days}"
    classes = ", ".join(
        f"{{id: {name}, {call}, {stream}, regions: {{{region}: 100 %}}, providers: [elsewhere]}}"
        for name, region in (("some", "hall"), ("others", second_region))
    )
    place = "area: us, pue: 1.0, power_price: $0/MWh"
    overrides = (
        f"regions=[{{id: hall, {place}}}, {{id: annex, {place}}}]",
        f"demand.classes=[{classes}]",
        "providers[elsewhere].on_demand.limit=3 MW",
        f"{SPILL_RIGHT}.regime=open",
        responses("{kind: never}"),
    )
    change = {  # of those who wait and of those in service
        ev.REQUEST_MADE: (1, 0),
        ev.REQUEST_SERVED: (-1, 1),
        ev.REQUEST_ENDED: (0, -1),
        ev.REQUEST_UNSERVED: (-1, 0),
    }
    for log in logs(SPILL, *overrides, replications=5):
        moved = rows(log, *change)
        waiting, in_service = np.cumsum([change[event] for event in moved["event"].tolist()], axis=0).T
        settled = np.append(np.diff(moved["instant"]) > 0, True)
        assert waiting.max() > 0
        assert set(in_service[settled & (waiting > 0)].tolist()) == {3}


def test_no_request_is_waived_twice() -> None:
    for log in logs("small-world", "providers[cloud].on_demand.limit=10 MW"):
        waived = rows(log, ev.WAIVER_GRANTED)["entity"].tolist()
        assert len(waived) == len(set(waived))


def test_lease_that_is_ready_when_announced_announces_no_slip() -> None:
    counts = total(logs("lease-stream"))
    assert counts["TrancheReady"] > 0
    assert counts["SlipAnnounced"] == 0


def test_lead_changes_nothing_before_the_first_lease_is_signed() -> None:
    counted = ("operator.count_loi=100 %", "operator.count_soq=100 %", "pipelines[leasing].soq=9 months")
    busy = ("demand.classes[training].arrivals=[{first_day: 2024-01-01, rate: 12/month}]",)
    uncertain = "{distribution: uniform, low: 8 months, high: 16 months}"
    found = (
        logs("small-world", *counted, *busy, f"pipelines[leasing].lead={lead}") for lead in ("12 months", uncertain)
    )
    for one, other in zip(*found, strict=True):
        signed = min(int(rows(log, ev.LEASE_SIGNED)["instant"][0]) for log in (one, other))
        before = (log[log["instant"] < signed] for log in (one, other))
        assert first_difference(*before) is None


@pytest.mark.parametrize(
    ("name", "overrides"),
    [("lease-stream", ()), ("small-world", ()), (SPILL, BUSY)],
    ids=["leases", "small-world", "spill"],
)
def test_both_engines_log_alike_with_or_without_a_baseline(name: str, overrides: tuple[str, ...]) -> None:
    model = build(scenario_of(name, overrides=overrides))
    assert first_difference(simulate(model, 0, "compiled"), simulate(model, 0, "simpy")) is None
