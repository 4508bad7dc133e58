"""Field types for quantities that are drawn: one value, or a distribution in the quantity's own units.

A field typed `DurationDraw` takes `2 months`, which is fixed, or a map such as
`{distribution: lognormal, median: 2 months, p90: 6 months}`. From Python it also takes a bare number in
inside units, or a distribution. Some take the word `unlimited` too.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from sim.quantities import (
    Dollars,
    DollarsPerKw,
    DollarsPerKwMonth,
    DollarsPerMonth,
    DollarsPerMwh,
    Factor,
    Kilowatts,
    KilowattsPerMonth,
    PerMonth,
    Seconds,
    Share,
    SignedSeconds,
    YearlyRate,
)
from sim.quantities.nearest import nearest
from sim.quantities.refusal import unknown_name
from sim.scenario.distribution_base import Distribution
from sim.scenario.distributions_bounded import Empirical, Fixed, Triangular, Uniform
from sim.scenario.distributions_tailed import Exponential, Gamma, Lognormal, Weibull
from sim.scenario.unlimited import UNLIMITED, Unlimited


@dataclass(frozen=True)
class Draw:
    """Annotation of a drawn quantity: which distributions it may have, and that a value alone is fixed."""

    quantity: Any
    """The type of the values, such as `Seconds`."""

    kinds: tuple[type[Distribution[Any]], ...]
    """The distributions it may have; `Fixed` is one of them."""

    @property
    def words(self) -> tuple[str, ...]:
        """What may stand in place of a value."""
        return (UNLIMITED,) if Unlimited in self.kinds else ()

    def read(self, value: Any) -> Any:
        """A value alone as the map of a fixed distribution, a word as that of its kind; anything else as it is."""
        if isinstance(value, dict | list | Distribution):
            return value
        if value in self.words:
            return {"distribution": value}
        if isinstance(value, str) and nearest(value, self.words):
            raise unknown_name("word", value, self.words)
        return {"distribution": "fixed", "value": value}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        choices = {
            kind.model_fields["distribution"].default: handler.generate_schema(kind[self.quantity])  # type: ignore[index]
            for kind in self.kinds
        }
        chosen = core_schema.tagged_union_schema(choices, discriminator="distribution")
        return core_schema.no_info_before_validator_function(self.read, chosen)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """What `fixed` takes as its value, a word, or the map of a distribution."""
        maps = handler(schema)
        fixed = handler.resolve_ref_schema({"$ref": maps["discriminator"]["mapping"]["fixed"]})
        return {"anyOf": [fixed["properties"]["value"], *({"const": word} for word in self.words), maps]}


BOUNDED = (Fixed, Uniform, Triangular, Empirical)
"""The distributions that cannot leave the bounds of a quantity that has an upper one."""

ANY = (*BOUNDED, Lognormal, Exponential, Gamma, Weibull)

PowerDraw = Annotated[Distribution[Kilowatts], Draw(Kilowatts, ANY)]
PowerPerMonthDraw = Annotated[Distribution[KilowattsPerMonth], Draw(KilowattsPerMonth, ANY)]
DurationDraw = Annotated[Distribution[Seconds], Draw(Seconds, ANY)]
PatienceDraw = Annotated[Distribution[Seconds], Draw(Seconds, (*ANY, Unlimited))]
SignedDurationDraw = Annotated[Distribution[SignedSeconds], Draw(SignedSeconds, ANY)]
DollarsDraw = Annotated[Distribution[Dollars], Draw(Dollars, ANY)]
DollarsPerKwDraw = Annotated[Distribution[DollarsPerKw], Draw(DollarsPerKw, ANY)]
DollarsPerKwMonthDraw = Annotated[Distribution[DollarsPerKwMonth], Draw(DollarsPerKwMonth, ANY)]
DollarsPerMwhDraw = Annotated[Distribution[DollarsPerMwh], Draw(DollarsPerMwh, ANY)]
DollarsPerMonthDraw = Annotated[Distribution[DollarsPerMonth], Draw(DollarsPerMonth, ANY)]
FactorDraw = Annotated[Distribution[Factor], Draw(Factor, ANY)]
YearlyRateDraw = Annotated[Distribution[YearlyRate], Draw(YearlyRate, ANY)]
PerMonthDraw = Annotated[Distribution[PerMonth], Draw(PerMonth, ANY)]
ShareDraw = Annotated[Distribution[Share], Draw(Share, BOUNDED)]

NO_TIME: Any = "0 days"
"""Default of a `DurationDraw`, as a file would write it: a record reads its defaults as it reads a file's values."""
