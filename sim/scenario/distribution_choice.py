"""The choice of a distribution by its word: what the annotation of a drawn quantity says of it."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from sim.quantities.measured import Measured
from sim.quantities.nearest import nearest
from sim.quantities.refusal import unknown_name
from sim.scenario.distribution_base import Distribution
from sim.scenario.distribution_schema import STAND_IN, of_quantity, place_for
from sim.scenario.unlimited import UNLIMITED, Unlimited


def quantity_of(drawn: Any) -> Any:
    """The quantity of a `Distribution[quantity]`, such as `Seconds`; of any quantity, the letter for it."""
    said = drawn.__pydantic_generic_metadata__
    (quantity,) = said["args"] or said["parameters"]
    return quantity


@dataclass(frozen=True)
class Draw:
    """Annotation of a `Distribution[quantity]`: which distributions it may have, and that a value alone is fixed.

    A quantity with an upper bound takes only those that keep within theirs.
    """

    kinds: tuple[type[Distribution[Any]], ...]
    """The distributions it may have; `Fixed` is one of them."""

    @property
    def words(self) -> tuple[str, ...]:
        """What may stand in place of a value."""
        return (UNLIMITED,) if Unlimited in self.kinds else ()

    def read(self, value: Any) -> Any:
        """A value alone as the map of a fixed distribution, a word as that of its kind; anything else as it is."""
        if isinstance(value, Distribution):  # from Python, of whatever quantity: its numbers are read as this one's
            return value.model_dump(by_alias=True, exclude_none=True)
        if isinstance(value, dict | list):
            return value
        if value in self.words:
            return {"distribution": value}
        if isinstance(value, str) and nearest(value, self.words):
            raise unknown_name("word", value, self.words)
        return {"distribution": "fixed", "value": value}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        quantity = quantity_of(source)
        unnamed = quantity is STAND_IN or isinstance(quantity, TypeVar)
        if unnamed:
            return place_for(lambda quantity: Annotated[Distribution[quantity], self])  # type: ignore[valid-type]
        marks = getattr(quantity, "__metadata__", ())
        closed = any(isinstance(mark, Measured) and mark.at_most is not None for mark in marks)
        choices = {
            kind.model_fields["distribution"].default: handler.generate_schema(of_quantity(kind, quantity))
            for kind in self.kinds if kind.bounded or not closed
        }  # fmt: skip
        chosen = core_schema.tagged_union_schema(choices, discriminator="distribution")
        return core_schema.no_info_before_validator_function(self.read, chosen)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """What `fixed` takes as its value, a word, or the map of a distribution."""
        maps = handler(schema)
        fixed = handler.resolve_ref_schema({"$ref": maps["discriminator"]["mapping"]["fixed"]})
        return {"anyOf": [fixed["properties"]["value"], *({"const": word} for word in self.words), maps]}
