"""The world: every table by name, as the handlers see it."""

from typing import TYPE_CHECKING, Any

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
    "dists": run.Dist, "gammas": run.Gamma,
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
    "tranches": supply.Tranche, "dues": supply.Due,
    "lines": supply.Line,
    "actions": supply.Action,
    "paths": demand.Path,
    "versions": demand.Version,
    "levels": demand.Level,
    "states": demand.State,
    "drifts": demand.Drift, "growths": demand.Growth,
    "errors": demand.Error,
    "baselines": demand.Baseline,
    "workloads": demand.Workload,
    "rates": demand.Rate,
    "requests": demand.Request,
    "queues": demand.Queue,
    "regimes": demand.Regime,
    "consents": demand.Consent,
    "responses": demand.Response,
    "terms": money.Terms,
    "costs": money.Costs,
    "markets": market.Market, "rents": market.Rent, "steps": market.PowerStep, "options": market.Option,
    "curve": money.Curve,
    "items": money.Item, "listed": money.Listed,
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
