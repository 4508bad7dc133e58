"""The numbers that the compiled loop holds are those of the log and of the declarations."""

from sim.events import kinds, stages
from sim.events.codes import ASSETS, BASES, CLIENTS, REASONS
from sim.events.row import COLUMNS
from sim.metrics import Plan, kernel, lease_kernel, start_kernel, start_years
from sim.metrics.declared import When
from sim.metrics.registry import in_time
from sim.metrics.said import AMOUNTS
from sim.scenario.figure import DIMENSIONS
from tests.metrics.small_world import layout


def test_columns_are_those_of_the_log():
    columns = (kernel.REPLICATION, kernel.INSTANT, kernel.EVENT, kernel.ENTITY, kernel.KW, kernel.DOLLARS, kernel.VALUE)
    assert [COLUMNS[c] for c in columns] == ["replication", "instant", "event", "entity", "kw", "dollars", "value"]
    assert [COLUMNS[c] for c in kernel.CONDITIONS] == ["holder", "client", "basis", "item", "reason"]
    assert [COLUMNS[c] for c in kernel.SPLITS] == [{"asset": "item"}.get(d, d) for d in DIMENSIONS[:5]]


def test_what_follows_leases_to_come_reads_the_columns_and_events_it_names():
    k = start_kernel
    columns = k.INSTANT, k.EVENT, k.ENTITY, k.OTHER, k.KW, k.DOLLARS, k.BASIS, k.VALUE
    assert [COLUMNS[c] for c in columns] == [
        "instant", "event", "entity", "other", "kw", "dollars", "basis", "value"
    ]
    events = k.DECLARED, k.DEFERRED, k.SPLIT, k.SLIPPED, k.COMMITTED, k.UNCOMMITTED, k.FINANCE, k.OPERATING
    assert events == (
        kinds.TRANCHE_DECLARED, kinds.TRANCHE_DEFERRED, kinds.TRANCHE_SPLIT, kinds.SLIP_ANNOUNCED,
        kinds.LEASE_COMMITTED, kinds.LEASE_UNCOMMITTED, kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED,
    )  # fmt: skip
    assert set(start_years.FOLLOWED) == set(events)
    assert tuple(range(len(start_years.PARTS))) == (k.SIGNED, k.COMMENCED, k.TAKEN_BACK, k.REDATED)
    assert tuple(range(k.WIDTH)) == (k.KW_OF, k.USD_OF, k.DATE_OF, k.SITE_OF, k.PLACE_OF, k.LISTED)


def test_codes_are_those_of_the_declarations():
    assert (kernel.REQUEST_MADE, kernel.REQUEST_PARTED) == (kinds.REQUEST_MADE, kinds.REQUEST_PARTED)
    assert (kernel.DUE, kernel.BOOKED, kernel.ASKED) == (When.DUE, When.BOOKED, When.ASKED)
    assert kernel.AFTER_START == When.AFTER_START


def test_the_tables_of_leases_are_in_the_order_of_the_loop():
    rows = ("OWED", "KEPT", "PAID", "COST", "EARNED", "AFTER_TERM", "SETTLED")
    assert [getattr(lease_kernel, row) for row in rows] == list(range(len(AMOUNTS)))
    assert AMOUNTS == ("owed", "kept", "paid", "cost", "earned", "month_by_month", "settled")


def test_the_posting_table_has_a_column_for_everything():
    assert len(kernel.CONDITIONS) == kernel.STRIDES - kernel.MASKS
    assert kernel.LENGTHS - kernel.STRIDES == kernel.WIDTH - kernel.LENGTHS == len(kernel.SPLITS)
    assert Plan.of(layout()).postings.shape[1] == kernel.WIDTH


def test_the_table_of_levels_in_time_has_a_column_for_everything():
    assert max(len(level.by) for level in in_time()) <= kernel.MOST_SPLITS
    assert Plan.of(layout()).weighing.changes.shape[1] == kernel.NAMED_BY + 2 * kernel.MOST_SPLITS


def test_every_code_has_a_bit_of_its_own():
    assert max(len(codes) for codes in (ASSETS, BASES, CLIENTS, REASONS, stages.NAMES)) < kernel.WIDEST
