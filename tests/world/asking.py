"""The partner asks in the small world: who may host it, and what became of each request."""

from sim.events import kinds
from tests.world.small import START, regimes, run, workload

CLOUD = {"id": "cloud", "kind": "third_party", "price": "$900/kW-month", "on_demand": {"limit": "100 GW"}}
"""A provider that can always host whatever is asked."""
NEVER = {"responses": [{"id": "no", "first_day": START, "rules": [{"kind": "never"}]}]}
"""An operator that is not willing."""


def ask(regime, *, agreement=None, classes=None, **changes):
    """The log of the partner's requests under one regime, or a list of them; `cloud` can host all of them."""
    listed = regime if isinstance(regime, list) else [regime]
    demand = {"classes": classes or [workload()]} | changes.pop("demand", {})
    usual = {"providers": [CLOUD], "demand": demand, "agreement": regimes(*listed) | (agreement or {})}
    return run(**(usual | changes))


def holders(log, **match):
    """Who accepted each request, by its number."""
    return {r.entity: r.name["holder"] for r in log.of(kinds.REQUEST_RESERVED, **match)}


def made(log):
    """When each request was made."""
    return {r.entity: r.instant for r in log.of(kinds.REQUEST_MADE)}


def told(log):
    """All that a log says, but for the numbers of its rows."""
    columns = ("instant", "event", "entity", "other", "region", "holder", "kw", "dollars", "reason", "value")
    return [tuple(getattr(row, column) for column in columns) for row in log]
