"""Which handler answers which kind of event, made from the calendar's list; both engines call it for each key."""

from collections.abc import Callable
from importlib import import_module

from numba.extending import overload

from sim.events.months import month_near
from sim.world import calendar as cal
from sim.world.kernel import kernel

TOGETHER = 8
"""Kinds of one function of the chain: machine code of all in one takes longer to make."""


def _handler(kind: cal.Kind) -> Callable:
    module, _, name = kind.handler.partition(".")
    found: Callable = getattr(import_module(f"sim.world.{module}"), name)
    return found


HANDLERS = [_handler(kind) for kind in cal.KINDS]


def answer(w, kind, entity):
    """Call the handler of a kind."""
    HANDLERS[kind](w, entity)


def _chain(first: int, last: int) -> Callable:
    """The same for the kinds from first to last, as numba compiles it: it calls no function out of a list."""
    parts = [(place, min(place + TOGETHER, last)) for place in range(first, last, TOGETHER)]
    if len(parts) > 1:
        scope = {f"part_{end}": _chain(begin, end) for begin, end in parts}
        lines = [f"    if kind < {end}:\n        part_{end}(w, kind, entity)\n        return\n" for _, end in parts]
    else:
        scope = {f"handler_{kind}": HANDLERS[kind] for kind in range(first, last)}
        lines = [f"    if kind == {kind}:\n        handler_{kind}(w, entity)\n        return\n"
                 for kind in range(first, last)]  # fmt: skip
    exec(compile("def chain(w, kind, entity):\n" + "".join(lines), "<handlers>", "exec"), scope)
    return kernel(scope["chain"])


_CHAIN = _chain(0, len(HANDLERS))


@overload(answer)
def _compiled_answer(w, kind, entity):
    return _CHAIN


@kernel
def handle(w, key):
    """Answer a key of the calendar, unless it is stale."""
    now = key >> cal.INSTANT_SHIFT
    kind = (key >> cal.ENTITY_BITS) & cal.KIND_MASK
    entity = key & cal.ENTITY_MASK
    if not cal.is_due(w, kind, entity, now):
        return
    run = w.run[0]
    run.now = now
    run.kind = kind
    run.entity = entity
    run.handled_from = run.sequence
    run.events += 1
    run.month = min(month_near(w.months, run.month, now), run.months - 1)
    run.account = run.month
    answer(w, kind, entity)
