"""A policy in Python under the compiled engine: machine code hands a decision back to it, and goes on with its answer.

The rule's row holds the address of a C function that stands for the policy. It takes the fields of the view as 64-bit
words and gives a whole number; between the two it holds the interpreter lock, which the engine otherwise lets go.
"""

import ctypes
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from sim.policy import python
from sim.policy.funding import StartView
from sim.policy.options import OptionView
from sim.policy.placement import RegionView
from sim.policy.response import OfferView
from sim.policy.review import ReviewView

VIEWS: tuple[type[Any], ...] = (OfferView, ReviewView, RegionView, StartView, OptionView)
"""What the rules of each kind are shown; their places are told to the policy's C function."""
FORMATS = {int: "q", bool: "q", float: "d"}
POLICY_FAILED = 7
"""Run.broken where a policy in Python raised: the replication ends after the event."""
CALLED = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(ctypes.c_int64))
_HERE = threading.local()
_ONE_AT_A_TIME = threading.Lock()


def view_of(kind: int, words: bytes) -> Any:
    """The view of a kind that stands in 64-bit words, field by field."""
    fields = get_type_hints(VIEWS[kind]).values()
    values = struct.unpack("=" + "".join(FORMATS[field] for field in fields), words)
    return VIEWS[kind]._make(field(value) for field, value in zip(fields, values, strict=True))


@cache
def _standing_for(place: int) -> Any:
    """The C function of a policy; kept as long as the process, as its address is. Asked for by one thread at a time: of
    two that are made at once one would be freed, and its address called.
    """

    def asked(kind: int, words: Any) -> int:
        if _HERE.failed is not None:
            return 0  # the event is gone through to its end; what is told is what broke first, as SimPy's engine does
        try:
            size = 8 * len(VIEWS[kind]._fields)
            return python.call(place, view_of(kind, ctypes.string_at(words, size)))
        except BaseException as error:  # noqa: BLE001 - raised again once the machine code has returned
            _HERE.failed = error
            _HERE.run["broken"] = POLICY_FAILED
            return 0

    return CALLED(asked)


def stand_in(rules: np.ndarray) -> None:
    """Put the address of a C function where a replication's rules have the number of a policy."""
    with _ONE_AT_A_TIME:
        for row in rules:
            if row["function"] >= 0:
                row["function"] = ctypes.cast(_standing_for(int(row["function"])), ctypes.c_void_p).value


@contextmanager
def policies_called(run: np.ndarray) -> Iterator[None]:
    """Inside, this thread's machine code may call policies; what one raised is raised at the end."""
    _HERE.failed, _HERE.run = None, run[0]
    yield
    failed, _HERE.failed, _HERE.run = _HERE.failed, None, None
    if failed is not None:
        raise failed


@overload(python.call)
def _compiled_call(place, view):
    def ask(place, view):
        return _ask(place, view)  # type: ignore[call-arg]

    return ask


@intrinsic
def _ask(typingctx, address, view):
    """Call the C function at an address with a view's place among the kinds and its fields as words."""
    said = list(get_type_hints(view.instance_class).values())

    def generate(context, builder, signature, args):
        word = ir.IntType(64)
        words = cgutils.alloca_once(builder, word, size=len(said))
        for at, (field, kind) in enumerate(zip(view.types, said, strict=True)):
            wanted = types.float64 if kind is float else types.int64
            value = context.cast(builder, builder.extract_value(args[1], at), field, wanted)
            value = builder.bitcast(value, word) if kind is float else value
            builder.store(value, cgutils.gep_inbounds(builder, words, at))
        called = ir.FunctionType(word, [word, word.as_pointer()]).as_pointer()
        function = builder.inttoptr(args[0], called)
        return builder.call(function, [ir.Constant(word, VIEWS.index(view.instance_class)), words])

    return types.int64(address, view), generate
