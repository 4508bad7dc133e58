"""The world as machine code sees it: an address at which those of the tables stand, each with its number of rows.

Numba's own arrays and structures count their references, with an atomic step for each look at a table; so these are
types of their own, which count nothing. A `CompiledWorld` keeps the arrays alive while machine code runs on them. Rows
are numba's records; an index is checked under NUMBA_BOUNDSCHECK=1 only, and never counts from the end as Python's may:
to ask whether it does would be a sixth of a replication's time.
"""

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_getattr_generic, register_model

from sim.world.bringing_back import LINE, Piece
from sim.world.rows import table
from sim.world.tables import TABLES

WORD = ir.IntType(64)


HEAP: type[Any] = table(type("Key", (), {"__annotations__": {"key": int}, "__doc__": "A key of the calendar."}))
"""What the compiled engine's heap holds."""

COMPILED_TABLES: dict[str, type[Any]] = TABLES | {"heap": HEAP, "now": LINE, "start": LINE, "pieces": Piece}
"""Row class by the name of its table."""


class RowsType(types.Type):
    """Numba's type of a table."""

    def __init__(self, name: str) -> None:
        self.row = from_dtype(COMPILED_TABLES[name].DTYPE)
        super().__init__(name=f"Rows({name})")


class WorldType(types.Type):
    """Numba's type of a world. There is one, and its name stands in the symbol of every function: a short one."""

    def __init__(self) -> None:
        super().__init__(name="World")


ROWS = {name: RowsType(name) for name in COMPILED_TABLES}
WORLD = WorldType()


class CompiledWorld:
    """Tables as record arrays, and the address by which machine code finds them."""

    def __init__(self, tables: dict[str, np.ndarray]) -> None:
        self._tables = [tables[name] for name in COMPILED_TABLES]
        self._places = np.array([[rows.ctypes.data, len(rows)] for rows in self._tables], np.int64)
        self.address = int(self._places.ctypes.data)
        """Where the addresses and lengths stand; good as long as this object."""


@register_model(WorldType)
class _WorldModel(models.PrimitiveModel):
    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, WORD.as_pointer())


@register_model(RowsType)
class _RowsModel(models.StructModel):
    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, [("first", types.voidptr), ("count", types.intp)])


@intrinsic
def world_at(typingctx, address):
    """The world at an address."""

    def generate(context, builder, signature, args):
        return builder.inttoptr(args[0], WORD.as_pointer())

    return WORLD(types.int64), generate


@infer_getattr
class _TypeOfTable(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, value, attr):  # type: ignore[override]
        return ROWS.get(attr)


@lower_getattr_generic(WorldType)
def _table_of(context, builder, world, address, name):
    """Load a table's address and length, which never change while machine code runs."""
    place = 2 * list(COMPILED_TABLES).index(name)
    rows = cgutils.create_struct_proxy(ROWS[name])(context, builder)
    rows.first = builder.inttoptr(_constant(builder, address, place), cgutils.voidptr_t)
    rows.count = _constant(builder, address, place + 1)
    return rows._getvalue()


def _constant(builder, address, place):
    loaded = builder.load(cgutils.gep_inbounds(builder, address, place))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


@infer_global(operator.getitem)
class _TypeOfRowAt(AbstractTemplate):
    def generic(self, args, kws):
        rows, index = args
        if isinstance(rows, RowsType) and isinstance(index, types.Integer):
            return signature(rows.row, rows, types.intp)
        return None


@infer_global(operator.setitem)
class _TypeOfCopy(AbstractTemplate):
    def generic(self, args, kws):
        rows, index, _ = args
        if isinstance(rows, RowsType) and isinstance(index, types.Integer):
            return signature(types.none, rows, types.intp, rows.row)
        return None


@infer_global(len)
class _TypeOfCount(AbstractTemplate):
    def generic(self, args, kws):
        return signature(types.intp, *args) if isinstance(args[0], RowsType) else None


@lower_builtin(len, RowsType)
def _count(context, builder, signature, args):
    return cgutils.create_struct_proxy(signature.args[0])(context, builder, value=args[0]).count


@lower_builtin(operator.getitem, RowsType, types.intp)
def _row_at(context, builder, signature, args):
    kind = signature.args[0]
    rows = cgutils.create_struct_proxy(kind)(context, builder, value=args[0])
    index = args[1]
    if context.enable_boundscheck:
        cgutils.do_boundscheck(context, builder, index, rows.count)
    place = builder.mul(index, WORD(kind.row.size))
    return cgutils.pointer_add(builder, rows.first, place, context.get_value_type(kind.row))


@lower_builtin(operator.setitem, RowsType, types.intp, types.Record)
def _copy_to(context, builder, signature, args):
    target = _row_at(context, builder, signature, args[:2])
    cgutils.raw_memcpy(builder, target, args[2], WORD(signature.args[0].row.size), 1)
    return context.get_dummy_value()
