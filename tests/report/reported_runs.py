"""Stored runs of the small validation world, some with names that would do harm if they were not taken as text."""

from pathlib import Path

import sim
from sim.runs.results import Results

SMALL = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"
EVIL = '<script>document.title="owned"</script>'
ATTRIBUTE = '"><img src=x onerror=document.title="owned">'
ENTITY = "</script><b>A&amp;B</b> {{ 7 * 7 }}"
REPLICATIONS = 6


def small_runs(out: Path, replications: int = REPLICATIONS) -> list[Results]:
    """The small world, and the same with less on demand and evil names."""
    how = sim.How(out=out, engine="simpy", jobs=1)
    names = {"title": EVIL, "description": ENTITY, "regions[north].name": ATTRIBUTE, "providers[cloud].name": EVIL,
             "operator.name": EVIL, "partner.name": ENTITY}  # fmt: skip
    quoted = {key: "'" + name.replace("'", "''") + "'" for key, name in names.items()}
    changed = {"name": "less-on-demand", "providers[cloud].on_demand.limit": "10 MW", "replications": replications}
    evil = sim.load(SMALL, settings=quoted | changed)
    return [sim.run(SMALL, replications, how), sim.run(evil, how=how)]
