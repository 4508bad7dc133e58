"""One key that a sweep moves, and over what: values, a range, or a distribution."""

import json
from collections.abc import Iterator
from decimal import Context, Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sim.quantities.record import Record
from sim.quantities.refusal import quoted, refusal
from sim.scenario.amounts import Amount, Unit, WrittenAmount, decimals_of, exact
from sim.scenario.compose import compose_node
from sim.scenario.distribution_base import Distribution, Q
from sim.scenario.distributions_bounded import Triangular
from sim.scenario.distributions_smooth import BetaPert, Normal
from sim.scenario.distributions_tailed import Exponential, Gamma, Lognormal, Weibull
from sim.scenario.problems import Problem
from sim.scenario.tree import ScalarNode, Source

MOST_VALUES = 1_000
"""Values of one key."""

EXACT = Context(prec=700)
"""Holds every difference of two floats."""


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list) or value is None:
        what = "nothing" if value is None else "a map" if isinstance(value, dict) else "a list"
        raise refusal(f"a value is needed here, such as an amount, a text or true, not {what}", example="150 MW")
    return value


Written = Annotated[bool | str | int | float, BeforeValidator(_plain)]
"""A value as a scenario file writes it."""

SPREADS = (Triangular, Normal, BetaPert, Lognormal, Exponential, Gamma, Weibull)


def _in_one_unit(said: Any) -> Any:
    """A distribution as a file gives it, refused where its amounts are not written alike: to compare them as they are
    would tell of something else.
    """
    kind = next((kind for kind in SPREADS if isinstance(said, dict)
                 and kind.model_fields["distribution"].default == said.get("distribution")), None)  # fmt: skip
    if kind is None:
        return said
    named = {info.alias or name for name, info in kind.model_fields.items()
             if Q in (info.annotation, *get_args(info.annotation))}  # fmt: skip
    amounts: list[tuple[str, Amount]] = []
    for name in sorted(named & set(said), key=list(said).index):
        try:
            amounts.append((name, Amount.read(said[name])))
        except PydanticCustomError:
            return said  # which its own reading tells, in its place
    for name, amount in amounts[1:]:
        first, its = amounts[0]
        if not amount.unit.same_as(its.unit):
            raise refusal(f"`{name}` is in {amount.unit}, and `{first}` in {its.unit}: write one unit")
    return said


InUnit = Annotated[Amount, WrittenAmount()]
Spread = Annotated[
    Triangular[InUnit] | Normal[InUnit] | BetaPert[InUnit] | Lognormal[InUnit] | Exponential[InUnit] | Gamma[InUnit]
    | Weibull[InUnit],
    Field(discriminator="distribution"),
]
"""What a key may be spread by; an even spread is a range, and single values are `values`."""

Path = tuple[str | int, ...]
Found = tuple[Path, str | PydanticCustomError]


@lru_cache(maxsize=10_000, typed=True)
def yaml_of(value: Written) -> str:
    """A value as YAML that means it: a text that would be read as something else stands in quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    told: list[Problem] = []
    node = compose_node(value, Source("", (value,)), told)
    meant = isinstance(node, ScalarNode) and not told and node.value == value
    return value if meant else json.dumps(value, ensure_ascii=False)


class Axis(Record):
    """One key of the scenario and what it takes; a list of points says its values itself."""

    key: str
    """As `--set` takes it: dots between keys, items of lists by id, as in `timeline[release].capacity`."""
    values: list[Written] | None = Field(default=None, min_length=1, max_length=MOST_VALUES)
    """Written as in a scenario file; the first is that of a grid's first design point."""
    first: InUnit | None = Field(default=None, alias="from")
    """Least value of a range, which is interpolated in the unit it is written in; or the first day."""
    last: InUnit | None = Field(default=None, alias="to")
    """Largest value of a range, or the last day. Goes with `from`."""
    step: InUnit | None = None
    """Only multiples of it, counted from `from`; of days, their number. Without decimals and unit it is 1."""
    scale: Literal["linear", "log"] = "linear"
    """Whether a range is drawn evenly by difference or, with `log`, by ratio."""
    distribution: Annotated[Spread | None, BeforeValidator(_in_one_unit)] = None
    """Its quantiles are drawn evenly; all its amounts are written in one unit."""
    label: str | None = None
    """As tables and charts show it; the key where none is given."""

    @property
    def name(self) -> str:
        """What tables head its column with."""
        return self.label or self.key

    @property
    def unit(self) -> Unit:
        """In which a range or a distribution is written."""
        if self.distribution is None:
            assert self.first is not None and self.last is not None
            whole = all(one.unit.whole for one in (self.first, self.last, self.step) if one is not None)
            of_many = self.last.unit
            return Unit(of_many.currency, of_many.behind, whole, of_many.day)
        unit = _amounts_of(self.distribution)[0][1].unit
        return Unit(unit.currency, unit.behind, False, unit.day)

    def listed(self) -> list[str] | None:
        """Its values one by one; None for a range or a distribution with any value in between."""
        return None if self.count is None else [self._nth(place) for place in range(self.count)]

    @property
    def count(self) -> int | None:
        """How many values can be listed."""
        if self.values is not None:
            return len(self.values)
        step = self._step
        if step is None or self.first is None or self.last is None:
            return None
        return int(EXACT.divide_int(EXACT.subtract(exact(self.last), exact(self.first)), step)) + 1

    def _nth(self, place: int) -> str:
        """One of the values that can be listed."""
        if self.values is not None:
            return yaml_of(self.values[place])
        assert self.first is not None and self._step is not None
        return self.unit.written(exact(self.first) + place * self._step)

    @property
    def _step(self) -> Decimal | None:
        """Of a range whose values can be listed."""
        if self.step is not None:
            return exact(self.step)
        if self.first is None or self.scale == "log":
            return None
        return Decimal(1) if self.unit.whole or self.unit.day else None

    def at_share(self, share: float) -> str:
        """The value at a share of its way, 0 to 1, as a file writes it; values that can be listed have equal parts."""
        if (count := self.count) is not None:
            return self._nth(min(int(share * count), count - 1))
        assert self.first is not None and self.last is not None
        least, most = float(self.first), float(self.last)
        if self.scale == "linear":
            value = least + (most - least) * share
            return self._written_within(value, decimals_of(most - least))
        half = 0.5 if self.unit.whole else 0.0  # each whole number has what rounds to it, the ends too
        value = (least - half) * ((most + half) / (least - half)) ** share
        return self._written_within(value, decimals_of(value))

    def _written_within(self, value: float, decimals: int) -> str:
        """A value between the ends, which rounding leaves there."""
        assert self.first is not None and self.last is not None
        if value <= self.first or (rounded := round(value, 0 if self.unit.whole else max(decimals, 0))) < self.first:
            return self.unit.written(self.first)
        return self.unit.written(value, decimals) if rounded <= self.last else self.unit.written(self.last)

    def wrong(self) -> Iterator[Found]:
        """What does not fit together in what it moves over."""
        ways = [name for name, given in (("values", self.values), ("from and to", self.first), ("to", self.last),
                                         ("distribution", self.distribution)) if given is not None]  # fmt: skip
        if len(set(ways) - {"to"}) > 1:
            given = [way for way in ways if way != "to"]
            yield (given[-1].split()[0],), f"{quoted(self.key)} has {' and '.join(given)}: give one of them"
            return
        if (self.first is None) != (self.last is None):
            yield ("to" if self.first is None else "from",), "a range needs both `from` and `to`"
            return
        if self.values is not None:
            yield from self._wrong_values(self.values)
        if self.first is not None and self.last is not None:
            yield from self._wrong_range(self.first, self.last)
        elif self.step is not None:
            yield ("step",), "`step` goes with a range `from` and `to`"
        elif self.scale == "log":
            yield ("scale",), "`scale` goes with a range `from` and `to`"

    def _wrong_values(self, values: list[Written]) -> Iterator[Found]:
        seen: set[str] = set()
        for place, value in enumerate(values):
            if (written := yaml_of(value)) in seen:
                yield ("values", place), f"the value {quoted(value)} is given twice"
            seen.add(written)

    def _wrong_range(self, first: Amount, last: Amount) -> Iterator[Found]:
        if not first.unit.same_as(last.unit):
            yield ("to",), f"`to` is in {last.unit}, and `from` in {first.unit}: write both in one unit"
            return
        if not first < last:
            yield ("to",), "`to` is not over `from`"
            return
        if self.scale == "log":
            if first.unit.day or not first > 0:
                yield ("from",), "a range on a scale of ratios begins over 0"
            if self.step is not None:
                yield ("step",), "a range on a scale of ratios has no even steps: give `values`"
            return
        if self.step is not None:
            yield from self._wrong_step(self.step, first, last)

    def _wrong_step(self, step: Amount, first: Amount, last: Amount) -> Iterator[Found]:
        if not (step.unit.whole if first.unit.day else step.unit.same_as(first.unit)):
            needed = "a number of days, without a unit" if first.unit.day else f"written in {first.unit}"
            yield ("step",), refusal(f"`step` is {needed}")
        elif not 0 < step <= last - first:
            yield ("step",), "`step` is over 0 and fits between `from` and `to`"
        elif (last - first) / step > MOST_VALUES:
            yield ("step",), f"the range has more than {MOST_VALUES:,} steps: widen `step`"


def _amounts_of(distribution: Distribution[Any]) -> list[tuple[str, Amount]]:
    """Its amounts by the key that a file gives them under."""
    fields = type(distribution).model_fields.items()
    found = [(info.alias or name, getattr(distribution, name)) for name, info in fields]
    return [(name, value) for name, value in found if isinstance(value, Amount)]
