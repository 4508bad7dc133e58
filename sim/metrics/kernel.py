"""The compiled loops over a log: each row is posted to every series that it counts towards, weighed with time in every
level that it changes, and kept where some computation looks at it.

Every number that is compiled in stands here: tests/metrics/test_kernel.py holds them to the log's columns and events.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import intrinsic, register_jitable

from sim.events.months import month_near, month_of
from sim.metrics.declared import Integers
from sim.streams.machine_code import machine_code

Bools = npt.NDArray[np.bool_]

REPLICATION, INSTANT, EVENT, ENTITY, KW, DOLLARS, VALUE = 0, 2, 3, 4, 11, 12, 16
"""Columns of a log row."""
HOLDER, CLIENT, BASIS, ITEM, REASON = 8, 9, 13, 14, 15
CONDITIONS = (HOLDER, CLIENT, BASIS, ITEM, REASON)
"""Bit 1 + value of a posting's mask is set where a row counts."""
SPLITS = (6, 7, 8, 9, 14)
"""Region, grade, holder, client, item: to which cell of a series a row belongs."""
REQUEST_MADE, REQUEST_PARTED = 19, 60
WIDEST = 62
"""Largest code that a condition can tell apart; larger ones share its bit."""
# Columns of the posting table: what is added and when, the bit of a series in which a request counts once
# (0 where it may count again), then masks, then a stride and a length for each split.
AMOUNT, SIGN, WHEN, LEVEL, ONCE, OFFSET = 0, 1, 2, 3, 4, 5
MASKS, STRIDES, LENGTHS, WIDTH = 6, 11, 16, 21
DUE, BOOKED, ASKED, AFTER_START = 1, 2, 3, 4
"""Months other than that of the row's instant: `declared.When`."""
UNKNOWN, BEFORE = -1, -2
"""In place of a request's month: not made yet, and in service since before the start."""
# Columns of the table of what changes levels in time: whose rows count, of which item, the level's first cell, then a
# column of the log and its number of places for each split. A line by price counts kW times dollars, and holds how many
# bits of seconds are dropped; others 0.
OF_EVENT, BY_SIGN, BY_PRICE, OF_HOLDER, OF_ITEM, FIRST_CELL, NAMED_BY = 0, 1, 2, 3, 4, 5, 6
MOST_SPLITS, CHANGE_WIDTH = 3, 12
NOBODY_IN_PARTICULAR = -1
"""In place of a holder or item that a change is bound to."""
Months = np.ndarray
"""The months and the horizon as rows with their `start`."""
Posted = tuple[Integers, Integers, tuple[Months, Integers, Integers], tuple[Integers, Bools]]
"""The posting table, where each event begins in it, and what `post` remembers and fills in."""
Weighed = tuple[Integers, Integers, tuple[Integers, Integers]]
"""The table of changes, where each event begins in it; by cell, changes from a whole month on, and within months."""
Kept = tuple[Bools, Integers, int, int]
"""By kind of event whether its rows are kept; where to, from which line on, and which replication they say there."""
KeptAll = tuple[Bools, Integers, int, Integers]
"""The same of several replications, which bear their places, and the line on which each begins."""
Followed = tuple[int, int, Integers, tuple[Integers, ...], tuple[Integers, ...]]
"""An `engine_compiled.Course`."""
Tables = tuple[Integers, Integers, Months, Integers, Integers]
"""The posting table, where each event begins in it, the months; the table of changes, and the same for it."""
Blank = tuple[Integers, Bools, Integers, Integers, tuple[Integers, Integers, int]]
"""By place: sums, whether any row was posted to them, later and within; then what is remembered of requests while one
replication is under way, and how many of these are in service at the start.
"""
OVER, NO_ROOM, STOPPED = 0, 1, 2
"""How following an engine ended: at the end; for want of memory; by a stop, or by what the engine raised."""


@intrinsic
def _call_at(typingctx: Any, address: Any, world: Any) -> Any:
    """Call the engine at an address with that of a world; whether it raised something, which is lost."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        of_engine = context.call_conv.get_function_type(types.none, (types.int64,))
        engine = builder.inttoptr(args[0], of_engine.as_pointer())
        status, _ = context.call_conv.call_function(builder, engine, types.none, (types.int64,), args[1:])
        return status.is_error

    return types.boolean(types.int64, types.int64), generate


call_at: Any = _call_at  # of which mypy holds that it never returns


@machine_code("quantities", "events", "metrics")
def follow(course: Followed, span: tuple[int, int, int, bool], table: Tables, blank: Blank, kept: KeptAll,
           told: KeptAll, halt: Integers) -> tuple[int, int, int, int, int]:  # fmt: skip
    """Takes the logs of replications as the engine writes them, and keeps some of their rows once more, as they are.

    `span`: the place to go on at, the one to stop before, which replication place 0 would be, and whether the first is
    under way; `halt`, a number that anyone may set, ends all. Gives how it ended, at which place, the lines behind the
    last ones kept, and for how many requests room is wanting, if so. Where there was no room for these, or for rows,
    those in the log have not been taken: called again, it goes on with them.
    """
    engine, world, log, (count, keys, begun, replication), (broken, full) = course
    place, end, number, under_way = span
    postings, first, months, changes, first_change = table
    sums, posted_to, later, within, (asked, seen, _) = blank
    looked_at, into, line, lines = kept
    kinds, also_into, also_line, also_lines = told
    while place < end:
        if not under_way:
            begin(blank, place)
            lines[place], also_lines[place] = line, also_line
            begun[0], count[0], replication[0] = 0, 0, number + place
        under_way = False
        posted = postings, first, (months, asked, seen), (sums[place], posted_to[place])
        weighed = changes, first_change, (later[place], within[place])
        while begun[0] == 0 or keys[0] > 0 or count[0] > 0:
            if count[0] == 0 and (halt[0] != 0 or call_at(engine, world) or broken[0] != 0 or full[0] != 0):
                return STOPPED, place, line, also_line, 0
            rows = log[: count[0]]
            if line + len(rows) > len(into) or (len(kinds) > 0 and also_line + len(rows) > len(also_into)):
                return NO_ROOM, place, line, also_line, 0
            line, requests = take(rows, posted, weighed, (looked_at, into, line, place))
            if requests > len(seen):
                return NO_ROOM, place, line, also_line, requests
            if len(kinds) > 0:
                also_line, _ = keep(rows, kinds, also_into, also_line, number + place)
            count[0] = 0
        place += 1
    return OVER, place, line, also_line, 0


@machine_code("quantities", "events", "metrics")
def begin(blank: Blank, place: int) -> None:
    """Nothing yet of the replication at a place."""
    sums, posted_to, later, within, (asked, seen, opening) = blank
    for cell in range(posted_to.shape[1]):
        if posted_to[place, cell]:
            sums[place, cell] = 0
            posted_to[place, cell] = False
    later[place], within[place] = 0, 0
    asked[:opening] = BEFORE
    asked[opening:] = UNKNOWN
    seen[:] = 0


@machine_code("quantities", "events", "metrics")
def take(rows: Integers, posted: Posted, weighed: Weighed, kept: Kept) -> tuple[int, int]:
    """Takes the next rows of a log: posts, weighs and keeps them.

    Gives the line behind the last one kept, and how many requests there are by these rows, parts among them; where that
    is more than there is memory for, nothing has been taken.
    """
    postings, first, memory, sums = posted
    changes, first_change, levels = weighed
    looked_at, into, line, replication = kept
    behind, requests = keep(rows, looked_at, into, line, replication)
    if requests > len(memory[1]):
        return line, requests
    post(rows, postings, first, memory, sums)
    if len(changes) > 0:
        weigh(rows, changes, first_change, memory[0], levels)
    return behind, requests


@register_jitable
def keep(rows: Integers, looked_at: Bools, into: Integers, line: int, replication: int) -> tuple[int, int]:
    """Copies the rows that are looked at; the line behind them, and how many requests there are by the parts cut."""
    requests = 0
    for r in range(len(rows)):
        event = rows[r, EVENT]
        if event == REQUEST_PARTED:
            requests = max(requests, rows[r, ENTITY] + 1)
        if 0 <= event < len(looked_at) and looked_at[event]:
            for column in range(rows.shape[1]):
                into[line, column] = rows[r, column]
            into[line, REPLICATION] = replication
            line += 1
    return line, requests


@register_jitable
def weigh(rows: Integers, changes: Integers, first: Integers, months: Months,
          sums: tuple[Integers, Integers]) -> None:  # fmt: skip
    """Adds each row's kW, or kW times dollars, to the level that later months begin with, and times the seconds left to
    its own month. A line of `changes` counts the operator's rows where its holder is 1, others' where it is 0.
    """
    later, within = sums
    month = 0
    for r in range(len(rows)):
        event, instant = rows[r, EVENT], rows[r, INSTANT]
        if event < 0 or event >= len(first) - 1 or first[event] == first[event + 1]:
            continue
        month = month_near(months, month, instant)
        if month >= within.shape[1]:
            continue
        for c in range(first[event], first[event + 1]):
            if changes[c, BY_PRICE] > 0 and rows[r, DOLLARS] == 0:
                continue
            if changes[c, OF_HOLDER] != NOBODY_IN_PARTICULAR and (rows[r, HOLDER] == 0) != (changes[c, OF_HOLDER] == 1):
                continue
            if changes[c, OF_ITEM] != NOBODY_IN_PARTICULAR and rows[r, ITEM] != changes[c, OF_ITEM]:
                continue
            cell = 0
            for s in range(MOST_SPLITS):
                named, places = rows[r, changes[c, NAMED_BY + 2 * s]], changes[c, NAMED_BY + 2 * s + 1]
                cell = cell * places + (named if 0 <= named < places else places - 1)
            cell += changes[c, FIRST_CELL]
            amount = changes[c, BY_SIGN] * rows[r, KW] * (rows[r, DOLLARS] if changes[c, BY_PRICE] > 0 else 1)
            later[cell, month + 1] += amount
            seconds, bits = months[month + 1].start - instant, changes[c, BY_PRICE]
            within[cell, month] += amount * (seconds >> bits) + (amount * (seconds & (1 << bits) - 1) >> bits)


@machine_code("quantities", "events", "metrics")
def post(rows: Integers, postings: Integers, first: Integers, memory: tuple[Months, Integers, Integers],
         into: tuple[Integers, Bools]) -> None:  # fmt: skip
    """Adds every row to sums, shape (cells, 1 + months), where column 0 is the opening state; and tells to which cells.

    `first[event]` is where an event's postings begin. `memory` holds the months and, by request, the
    month in which it was made (UNKNOWN until then) and the bits of what it counted towards: both filled in. A part
    has them of the request it was cut from. What counts once is taken back by a posting of negative sign. Numbers are
    taken out of arrays here: a call that hands arrays on costs more than all the rest of a row.
    """
    months, asked, seen = memory
    sums, posted_to = into
    month = 0
    for r in range(len(rows)):
        event, entity, instant, value = rows[r, EVENT], rows[r, ENTITY], rows[r, INSTANT], rows[r, VALUE]
        if event < 0 or event >= len(first) - 1:
            continue
        month = month_near(months, month, instant)
        known = 0 <= entity < len(asked)
        if event == REQUEST_MADE and known and asked[entity] != BEFORE:
            asked[entity] = month
        if event == REQUEST_PARTED and known:
            asked[entity] = asked[value]
            seen[entity] = seen[value]
        if first[event] == first[event + 1]:
            continue
        made = asked[entity] if known else UNKNOWN
        holder, client, basis = bit_of(rows[r, HOLDER]), bit_of(rows[r, CLIENT]), bit_of(rows[r, BASIS])
        item, reason = bit_of(rows[r, ITEM]), bit_of(rows[r, REASON])
        for p in range(first[event], first[event + 1]):
            if not (postings[p, MASKS] & holder and postings[p, MASKS + 1] & client and postings[p, MASKS + 2] & basis
                    and postings[p, MASKS + 3] & item and postings[p, MASKS + 4] & reason):  # fmt: skip
                continue
            once = postings[p, ONCE]
            if once != 0 and known:
                if (seen[entity] & once != 0) == (postings[p, SIGN] > 0):
                    continue
                seen[entity] ^= once
            when = postings[p, WHEN]
            if when == DUE and value > instant:
                column = 1 + month_of(months, value)
            else:
                column = 1 + counts_in(when, postings[p, LEVEL] == 1, instant, month, value, made)
            if 0 <= column < sums.shape[1]:
                cell = cell_of(rows, r, postings, p)
                sums[cell, column] += postings[p, SIGN] * rows[r, postings[p, AMOUNT]]
                posted_to[cell] = True


@register_jitable
def bit_of(code: int) -> int:
    """The bit of a mask that a row with this code meets."""
    return 1 << min(code + 1, WIDEST)


@register_jitable
def cell_of(rows: Integers, r: int, postings: Integers, p: int) -> int:
    """The cell a row belongs to; in each split the last place is for rows that name nobody."""
    cell: int = postings[p, OFFSET]
    for k in range(len(SPLITS)):
        stride = postings[p, STRIDES + k]
        if stride != 0:
            named, places = rows[r, SPLITS[k]], postings[p, LENGTHS + k]
            cell += stride * (named if 0 <= named < places else places - 1)
    return cell


@register_jitable
def counts_in(when: int, is_level: bool, instant: int, month: int, value: int, made: int) -> int:
    """The month in which a row of an instant and month counts; `made` is that of its request. -1 for what makes up the
    opening state of a level, -2 for nothing.
    """
    if when == BOOKED:
        return value
    if when == ASKED and made != UNKNOWN:
        return made
    if when == AFTER_START and instant <= 0:
        return -2
    return -1 if is_level and instant <= 0 else month
