"""The first difference of two scenarios, in words with its causes."""

from sim.events import codes, kinds, stages
from sim.runs.differences import first_difference
from tests.metrics.small_world import instant, layout, log, row
from tests.runs.small_runs import SmallModel

SHARED = [
    row(kinds.TRANCHE_DECLARED, 0, entity=3, other=2, region=0, grade=1, kw=48_000, item=stages.LOI, value=1),
    row(kinds.REVIEW_HELD, instant(3), entity=1, grade=1),
    row(kinds.ACTION_TAKEN, instant(3), entity=0, cause=1),
]  # fmt: skip
LAPSED = row(kinds.LEASE_LAPSED, instant(3) + 3_600, entity=3, other=2, region=0, grade=1, kw=48_000,
             item=stages.LOI, reason=codes.ACTION, cause=2)  # fmt: skip
CONVERTED = LAPSED | {"event": kinds.LOI_CONVERTED, "reason": -1, "cause": 0}


def between(*tails):
    models = [SmallModel(layout(name=name)) for name in ("first", "second")]
    logs = [log([*SHARED, *tail], replication=5) for tail in tails]
    return first_difference(*models, 5, simulate=(lambda r: logs[0], lambda r: logs[1]))


def test_equal_logs_have_no_difference():
    assert between([LAPSED], [LAPSED]) is None


def test_the_first_unequal_row_is_told_with_names_and_amounts():
    found = between([LAPSED], [CONVERTED])
    assert (found.replication, found.position) == (5, 3)
    words = found.sides[0].row.words
    assert (words["event_name"], words["entity_name"], words["other_name"]) == (
        "LeaseLapsed", "leases-0001/1", "leases-0001",
    )  # fmt: skip
    assert (words["instant"], words["mw"], words["stage_name"]) == ("2023-10-01T01:00:00Z", 48.0, "loi")
    assert found.sides[1].row.words["event_name"] == "LoiConverted"


def test_both_causes_are_followed_to_their_roots():
    found = between([LAPSED], [CONVERTED])
    chains = [[cause.words["event_name"] for cause in side.causes] for side in found.sides]
    assert chains == [["ActionTaken", "ReviewHeld"], ["TrancheDeclared"]]


def test_a_log_that_ends_first_has_nothing_more():
    found = between([], [CONVERTED])
    assert found.sides[0].row is None
    assert "nothing more" in str(found)
    assert "second: #3 2023-10-01T01:00:00Z LoiConverted leases-0001/1" in str(found)
