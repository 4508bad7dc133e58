"""The world: every table by name, as the handlers see it."""

from typing import TYPE_CHECKING, Any

from numba import types
from numba.experimental import structref

from sim.events.row import COLUMNS
from sim.world import tables_demand as demand
from sim.world import tables_market as market
from sim.world import tables_money as money
from sim.world import tables_run as run
from sim.world import tables_supply as supply
from sim.world.rows import table

if TYPE_CHECKING:
    from sim.world.engine_simpy import Calendar, Journal

LogRow = table(
    type("LogRow", (), {"__annotations__": dict.fromkeys(COLUMNS, int), "__doc__": "A row of the log."})
)

TABLES: dict[str, type[Any]] = {
    "run": run.Run,
    "months": run.Month,
    "years": run.Year,
    "wakes": run.Wake,
    "kinds": run.Kind,
    "dists": run.Dist,
    "uncertainties": run.Uncertainty,
    "knots": run.Knot,
    "entries": run.Entry,
    "rules": run.Rule,
    "regions": supply.Region,
    "holders": supply.Holder,
    "rivals": supply.Rival,
    "pools": supply.Pool,
    "outlook": supply.Outlook,
    "pipelines": supply.Pipeline,
    "portfolios": supply.Portfolio,
    "sites": supply.Site,
    "tranches": supply.Tranche,
    "lines": supply.Line,
    "actions": supply.Action,
    "paths": demand.Path,
    "versions": demand.Version,
    "levels": demand.Level,
    "states": demand.State,
    "drifts": demand.Drift,
    "errors": demand.Error,
    "baselines": demand.Baseline,
    "workloads": demand.Workload,
    "rates": demand.Rate,
    "requests": demand.Request,
    "regimes": demand.Regime,
    "consents": demand.Consent,
    "responses": demand.Response,
    "terms": money.Terms,
    "costs": money.Costs,
    "markets": market.Market, "rents": market.Rent, "steps": market.PowerStep, "options": market.Option,
    "curve": money.Curve,
    "items": money.Item,
    "paid": money.Paid,
    "assets": money.Asset, "refresh": money.Refresh, "fleets": money.Fleet,
    "shortfalls": money.Shortfall, "generations": money.Generation,
    "log": LogRow,
}
"""Row class by the name of its table."""


class World:
    """Tables of slots objects, for the SimPy engine; `calendar` takes the keys."""

    __slots__ = (*TABLES, "calendar")

    run: list[Any]
    log: "Journal"
    calendar: "Calendar"


@structref.register
class CompiledWorldType(types.StructRef):
    """Numba's type of a world of record arrays.

    There is one, so a short name tells it. Numba's own spells every field of every table, and stands in the symbol of
    each function that takes a world: 59 kB a symbol, most of a compile's time and memory.
    """

    def __init__(self, fields):
        super().__init__(fields)
        self.name = "World"

    def preprocess_fields(self, fields):
        """Literal types widen, so that one compilation serves every scenario."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class CompiledWorld(structref.StructRefProxy):
    """Tables of record arrays, for the compiled engine; `heap` takes the keys."""

    def __new__(cls, *arrays):
        return structref.StructRefProxy.__new__(cls, *arrays)


structref.define_proxy(CompiledWorld, CompiledWorldType, [*TABLES, "heap"])
