"""The compiled engine's tables, brought back to the start of a replication: of those that have room for many rows, only
what was reached is copied.
"""

from typing import Any

from sim.world.kernel import kernel
from sim.world.rows import table

BYTES = 64
"""What a processor fetches together, and what is copied at a time; every table begins with some."""
OF_TRANCHES, OF_REQUESTS, WHOLE = 0, 1, 2
"""Which rows of a piece a replication reaches: those of tranches, those of requests, all."""

LINE: type[Any] = table(type("Line", (), {"__annotations__": {f"word{at}": int for at in range(BYTES // 8)},
                                          "__doc__": "Some of the memory that all tables stand in."}))  # fmt: skip


@table
class Piece:
    """Where rows stand in that memory."""

    reached: int
    begin: int  # in bytes
    width: int  # of a row
    rows: int


@kernel
def bring_back(w):
    """All tables as they are at the start, but for the number of the replication. Whole pieces stand last: the tables
    that say what was reached are among them.
    """
    run = w.run[0]
    replication = run.replication
    for piece in range(len(w.pieces)):
        reached = w.pieces[piece].reached
        if reached == WHOLE:
            _copy(w, piece, 0, w.pieces[piece].rows)
        elif reached == OF_TRANCHES:
            _copy(w, piece, 0, run.tranche_count)
        else:
            _copy(w, piece, 0, run.opening_requests)
            for workload in range(len(w.workloads)):
                _copy(w, piece, w.workloads[workload].first_request, w.workloads[workload].made)
            _copy(w, piece, run.first_part, run.parts)
    run.replication = replication


@kernel
def _copy(w, piece, first, count):
    """Some rows of a piece, with what stands in the same lines."""
    if count > 0:
        begin = w.pieces[piece].begin + first * w.pieces[piece].width
        end = begin + count * w.pieces[piece].width
        for line in range(begin // BYTES, (end + BYTES - 1) // BYTES):
            w.now[line] = w.start[line]
