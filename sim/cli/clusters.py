"""The cluster that `--cluster` names, for as long as a command uses it, and the place that `--share` names."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.failing import PartlyFailed
from sim.cli.progress import say

if TYPE_CHECKING:
    from sim.runs.cluster import Cluster
    from sim.runs.shared import Shared

MOST_NAMED = 5
"""Workers that get no work which a line names."""


def shared_at(url: str | None, out: Path) -> "Shared | None":
    """The place that `--share` names; PartlyFailed where there is none."""
    if url is None:
        return None
    from sim.runs.shared import Shared, SharedError

    try:
        return Shared(url, Path(out))
    except SharedError as error:
        raise PartlyFailed(str(error)) from error


@contextmanager
def using(address: str | None, jobs: int | None) -> Generator["Cluster | None"]:
    """The cluster at an address, if one is given; PartlyFailed, in words, where it cannot be used or is lost."""
    if address is None:
        yield None
        return
    from sim.runs.cluster import ClusterError, connected

    try:
        with connected(address, jobs) as cluster:
            if cluster.refused:
                named = ", ".join(cluster.refused[:MOST_NAMED]) + (", …" if len(cluster.refused) > MOST_NAMED else "")
                say(f"{len(cluster.refused)} workers are not of this version of the program and get no work: {named}")
            cluster.on_stuck = say
            say(f"{address}: {cluster.threads} threads get work")
            yield cluster
    except ClusterError as error:
        raise PartlyFailed(str(error)) from error
