"""Nothing may be known later than it can be seen: each such `known_from` is refused with its reason."""

from datetime import date

import pytest

from tests.world.small import START, live, scenario, site, tranche, workload

AT = date(2025, 3, 1)
LATER = date(2025, 3, 2)
ENVELOPE = {"id": "year", "fiscal_year": 2026, "amount": "$1bn", "kind": "hard", "scope": ["land"]}
HALF = {"id": "half", "action": "scale_demand", "at": AT, "factor": 0.5}
RAISE = {"id": "raise", "action": "set_envelope", "at": AT, "amount": "$2bn"}
STEP = {"first_day": AT, "limit": "1 GW/month"}


def own(*points):
    path = {"kind": "table", "points": list(points)}
    return {"baseline": [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}]}


REFUSED = {
    "an action": ({"timeline": [HALF | {"target": "own", "known_from": LATER}]}, "is after 2025-03-01, from which"),
    "an envelope's change": ({"capex": {"envelopes": [ENVELOPE]},
                              "timeline": [RAISE | {"fiscal_year": 2026, "known_from": LATER}]},
                             "is after 2025-03-01, from which the operator holds to it"),
    "an envelope": ({"capex": {"envelopes": [ENVELOPE | {"known_from": date(2025, 7, 2)}]}},
                    "is after 2025-07-01, when FY2026 opens"),
    "a point": ({"demand": own({"at": START, "level": "1 MW"}, {"at": AT, "level": "2 MW", "known_from": LATER})},
                "is after 2025-03-01, when the level is reached"),
    "every point": ({"demand": own({"at": AT, "level": "2 MW", "known_from": AT})}, "nothing of it is known"),
    "an end": ({"sites": [site("a", "live", tranche(1, ends=AT, ends_known_from=LATER))]}, "when it ends"),
    "no end": ({"sites": [site("a", "live", tranche(1, ends_known_from=LATER))]}, "no `ends` being given"),
    "what is live": ({"sites": [live("a", 1, known_from=AT)]}, "planned, loi, soq, signed"),
    "a site after the end": ({"sites": [site("a", "signed", tranche(1), known_from=date(2030, 1, 1))]}, "outside"),
    "a class": ({"demand": {"classes": [workload()]}, "timeline": [HALF | {"target": "training", "known_from": START}]},
                "nobody forecasts"),
    "a limit": ({"costs": {"fit_out": {"ai": [STEP | {"first_day": START}, STEP | {"known_from": LATER}]}}},
                "is after 2025-03-01, from which it holds"),
    "a year without envelope": ({"timeline": [RAISE | {"fiscal_year": 2026}]}, "no envelope to change"),
    "a year that is over": ({"capex": {"envelopes": [ENVELOPE | {"fiscal_year": 2025}]},
                             "timeline": [RAISE | {"fiscal_year": 2025, "at": date(2025, 7, 1)}]}, "is over"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_be_known_too_late_is_refused(what):
    changes, reason = REFUSED[what]
    with pytest.raises(AssertionError, match=reason):
        scenario(**changes)


def test_what_is_known_on_its_day_is_taken():
    scenario(timeline=[HALF | {"target": "own", "known_from": AT}])
