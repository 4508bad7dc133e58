"""The table of a comparison: nine questions, scenarios across, the first the one compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.capacity_rows import headroom_section, live_section
from sim.report.cells import Section
from sim.report.lease_rows import cost_section, released_section, used_section
from sim.report.money_rows import capex_section, commitments_section
from sim.report.partner_rows import partner_section
from sim.report.telling_apart import telling_section
from sim.runs.results import Results
from sim.statistics.paired import check_pairing


@dataclass(frozen=True)
class Comparison:
    """All sections, and what the columns are."""

    names: tuple[str, ...]
    hashes: tuple[str, ...]
    n: int
    seed: int
    sections: tuple[Section, ...]


def comparison(runs: Sequence[Results]) -> Comparison:
    """Every row of every whole fiscal year, computed and not yet shown.

    Raises NotPairedError where the runs are not draws of the same luck.
    """
    check_pairing(*runs)
    sections = (
        live_section(runs),
        headroom_section(runs),
        released_section(runs),
        partner_section(runs),
        capex_section(runs),
        commitments_section(runs),
        cost_section(runs),
        used_section(runs),
        *([telling_section(runs)] if len(runs) > 1 else []),
    )
    return of_sections(runs, sections)


def of_sections(runs: Sequence[Results], sections: Sequence[Section]) -> Comparison:
    """Sections with what their columns are."""
    names, hashes = tuple(run.name for run in runs), tuple(run.hash10 for run in runs)
    return Comparison(names, hashes, runs[0].n, runs[0].seed, tuple(sections))
