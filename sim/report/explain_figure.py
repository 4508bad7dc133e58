"""What a figure's value in a month is made of: the figures behind it, and the rows that moved each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import isnan, nan

import numpy as np

from sim.metrics import Measures, Metric, Plan, catalogue, measure
from sim.metrics.contributions import Contribution, contributions, parts_of
from sim.plots.words import plain
from sim.report.explain_fields import mw_text, usd_text
from sim.report.explain_text import Teller
from sim.scenario.figure import DIMENSIONS

INDENT = "  "


@dataclass(frozen=True)
class Asked:
    """Which figure is explained, and where."""

    metric: str
    chosen: Mapping[str, str]
    """A name for each dimension that is chosen by."""
    month: int
    """From the scenario's start, its warm-up counted."""
    most_rows: int
    """Rows that are told of each series; of the rest their sum is."""


@dataclass(frozen=True)
class FigureTeller:
    """Tells what figures of one replication are made of."""

    teller: Teller
    plan: Plan

    def story(self, asked: Asked, told: set[str] | None = None) -> list[str]:
        """The value, and below it each figure that it is computed from, down to the rows that moved them.

        `told` are figures that stand above already, whose parts are not told again.
        """
        told = set() if told is None else told
        metric = catalogue()[asked.metric]
        lines = [self._value_line(metric, asked)]
        if asked.metric in told:
            return [f"{lines[0]}; made up as above"]
        told.add(asked.metric)
        parts = parts_of(asked.metric, self.teller.book.log, self.plan)
        if parts is None:
            return [*lines, *(INDENT + line for line in self._rows(metric, asked))]
        lines.append(f"{INDENT}computed from")
        for part in parts.series:
            lines += [INDENT + line for line in self.story(replace(asked, metric=part), told)]
        if parts.events:
            from sim.events.kinds import names

            read = ", ".join(names()[event] for event in parts.events)
            lines.append(f"{INDENT}{'and from ' if parts.series else ''}the times and amounts of rows {read}")
        return lines

    @cached_property
    def _measures(self) -> Measures:
        return measure(self.teller.book.log, self.plan)

    def value(self, metric: Metric, chosen: Mapping[str, str], month: int) -> float:
        """Of a figure in a month, in kW, dollars or its unit; that before the first month is what it opens with."""
        if metric.numerator is not None and metric.denominator is not None:
            above, below = (self.value(catalogue()[name], chosen, month)
                            for name in (metric.numerator, metric.denominator))  # fmt: skip
            return above / below if below else nan
        at = month - self.plan.warm_up
        cells = [key for key in self._measures.series if key.metric == metric.name
                 and all(getattr(key, each) == name for each, name in chosen.items() if each in metric.by)]  # fmt: skip
        found = self._measures
        return float(sum(int(found.series[key][at]) if at >= 0 else found.opening[key] for key in cells))

    def _value_line(self, metric: Metric, asked: Asked) -> str:
        when = self._month(asked.month)
        value = self._text(metric, self.value(metric, asked.chosen, asked.month))
        head = f"{_label(metric, asked.chosen)} ({metric.title})"
        if metric.kind != "level":
            return f"{head} in {when}: {value}"
        before = self._text(metric, self.value(metric, asked.chosen, asked.month - 1))
        first = asked.month == self.plan.warm_up
        return f"{head} at the end of {when}: {value}; {'at the start' if first else 'a month before'}: {before}"

    def _rows(self, metric: Metric, asked: Asked) -> list[str]:
        """The rows that moved a series in the month, or in the last one in which any did, the largest first."""
        moved = contributions(metric.name, self.teller.book.log, self.plan, asked.chosen)
        of_month = [each for each in moved if each.month == asked.month]
        lines: list[str] = []
        if not of_month:
            earlier = [each.month for each in moved if each.month < asked.month] if metric.kind == "level" else []
            if not earlier:
                return [f"no row {'has moved it' if metric.kind == 'level' else 'counts in it'}"]
            when = "at the start" if earlier[-1] < 0 else f"in {self._month(max(earlier))}"
            lines.append(f"no row moved it in {self._month(asked.month)}; the last that did, {when}:")
            of_month = [each for each in moved if each.month == max(earlier)]
        of_month.sort(key=lambda each: (-abs(each.amount), each.position))
        for each in of_month[: asked.most_rows]:
            lines += self._told(metric, each)
        if rest := of_month[asked.most_rows :]:
            total = self._text(metric, sum(each.amount for each in rest), signed=True)
            lines.append(f"{total} in all by {len(rest):,} more row{'s' if len(rest) > 1 else ''}")
        return lines

    def _told(self, metric: Metric, each: Contribution) -> list[str]:
        entry = self.teller.book.entry(each.position)
        head = f"{self._text(metric, each.amount, signed=True)}  {self.teller.line(entry)}"
        return [head, *(f"{INDENT * 2}{line}" for line in self.teller.causes(entry))]

    def _month(self, month: int) -> str:
        day: date = self.teller.book.layout.month_dates[month]
        return f"{day:%Y-%m}"

    def _text(self, metric: Metric, value: float, signed: bool = False) -> str:
        if isnan(value):
            return "without meaning"
        sign = "+" if signed and value > 0 else ""
        if metric.unit == "MW":
            return sign + mw_text(round(value))
        return sign + (usd_text(value) if metric.unit == "$" else plain(value, 3))


def names_of(plan: Plan, metric: Metric) -> dict[str, list[str]]:
    """The names that a figure may be chosen by, by dimension: those of its parts where it is a ratio."""
    split = catalogue()[metric.numerator] if metric.numerator is not None else metric
    block = plan.blocks[split.name]
    keys = np.array(plan.keys[block.offset : block.offset + block.cells], dtype=object)
    columns = {each: keys[:, 1 + place] for place, each in enumerate(DIMENSIONS)}
    return {each: list(dict.fromkeys(columns[each].tolist())) for each in DIMENSIONS if each in split.by}


def _label(metric: Metric, chosen: Mapping[str, str]) -> str:
    by = metric.by if metric.numerator is None else catalogue()[metric.numerator].by
    split = ",".join(f"{each}={name}" for each, name in chosen.items() if each in by)
    return metric.name + (f"[{split}]" if split else "")
