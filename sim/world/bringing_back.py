"""The compiled engine's tables, brought back to the start of a replication: of those that have room for many rows, only
what was reached is copied. The rows of requests that were made on the way are not: to make one says all of it.
"""

from typing import Any

from sim.world.kernel import kernel
from sim.world.rows import table
from sim.world.rows_made import requests_in, spans_of_requests

BYTES = 64
"""What a processor fetches together, and what is copied at a time; every table begins with some."""
OF_TRANCHES, OF_FIRST_REQUESTS, OF_REQUESTS, WHOLE = 0, 1, 2, 3
"""Which rows of a piece are copied: those of tranches, of the requests of the start, of all requests made, all rows."""

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
        elif reached == OF_FIRST_REQUESTS:
            _copy(w, piece, 0, run.opening_requests)
        else:
            for span in range(spans_of_requests(w)):
                made = requests_in(w, span)
                _copy(w, piece, made.start, len(made))
    run.replication = replication


@kernel
def _copy(w, piece, first, count):
    """Some rows of a piece, with what stands in the same lines."""
    if count > 0:
        begin = w.pieces[piece].begin + first * w.pieces[piece].width
        end = begin + count * w.pieces[piece].width
        for line in range(begin // BYTES, (end + BYTES - 1) // BYTES):
            w.now[line] = w.start[line]
