"""A scenario in one paragraph: what it asks, where capacity goes, what was let go, what that changes."""

from math import isnan

from sim.plots.words import plain, plus_minus, signed
from sim.report.cells import Cell, Section
from sim.report.table import Comparison
from sim.report.telling_apart import TOO_FEW


def story(table: Comparison, column: int) -> str:
    """Sentences from the table's numbers on the scenario of a column."""
    sections = {section.number: section for section in table.sections}
    sentences = [_live(sections[1], column), _released(sections[3], column)]
    if column:
        changes = [
            _change(sections[2], column, "AI", "AI headroom"),
            _change(sections[5], column, "whole", "call capex"),
        ]
        against = [change for change in changes if change]
        if against:
            sentences.append(f"Against {table.names[0]}: {'; '.join(against)}.")
        sentences.append(_used(sections[8], column))
        sentences.append(_told(sections[9], column, table.names[0]))
    return " ".join(sentence for sentence in sentences if sentence)


def _live(section: Section, column: int) -> str:
    if not section.rows:
        return ""
    row = section.rows[-1]
    cell = row.cells[column]
    if isnan(cell.value):
        return ""
    middle, low, high = (plain(value, 1) for value in (cell.value, cell.low, cell.high))
    year = row.label.split()[0]
    return f"Live capacity reaches {middle} GW at the end of {year} (P10 to P90: {low} to {high})."


def _released(section: Section, column: int) -> str:
    rows = {row.label: row for row in section.rows}
    released, deferred = rows["released: the three"].cells[column], rows["deferred"].cells[column]
    if round(released.value, 2) == 0 and round(deferred.value, 2) == 0:
        return "Nothing is released or deferred by decision."
    parts = ", ".join(f"{_mean(rows[name].cells[column])} {name}" for name in ("LOI lapsed", "SOQ lapsed", "cancelled"))
    return f"Released by decision: {_mean(released)} GW ({parts}); deferred: {_mean(deferred)} GW."


def _mean(cell: Cell) -> str:
    return plain(cell.value, 2) + ("" if cell.value == 0.0 else plus_minus(cell.half_width, 2))


def _change(section: Section, column: int, label: str, name: str) -> str:
    """The largest settled difference among the rows in GW or $bn whose label begins so; if none, that."""
    rows = [row for row in section.rows if row.label.startswith(label) and row.unit in ("GW", "$bn")]
    gaps = [(gap, row) for row in rows if (gap := row.cells[column].difference) is not None]
    settled = [(gap, row) for gap, row in gaps if gap.mean != 0 and not abs(gap.mean) <= gap.half_width]
    if not settled:
        same = not any(gap.mean or gap.varies for gap, _ in gaps)
        return f"{name} {'the same' if same else 'not settled either way'}" if gaps else ""
    gap, row = max(settled, key=lambda pair: abs(pair[0].mean))
    when = row.label.split(", ")[-1] if row.label.startswith("AI") else "over the horizon"
    return (
        f"{name} {signed(gap.mean, row.digits)}{plus_minus(gap.half_width, row.digits)} {row.unit} ({when})"
    )


def _used(section: Section, column: int) -> str:
    row = section.rows[0]
    cell = row.cells[column]
    if cell.words or isnan(cell.value):
        return ""
    share = f"{plain(cell.value, row.digits)} %{plus_minus(cell.half_width, row.digits)}"
    return f"Of what was released, {share} would have been used by mid-2028."


def _told(section: Section, column: int, first: str) -> str:
    seen = [(row.label, row.cells[column].words) for row in section.rows if row.cells[column].marked]
    if not seen and any(row.cells[column].words.startswith(TOO_FEW) for row in section.rows):
        return f"Too few replications to say from when on a public figure parts it from {first}."
    if not seen:
        return f"No public figure parts it from {first} within the horizon."
    return f"First told apart from {first} in {seen[0][1]} ({' and '.join(label for label, _ in seen)})."
