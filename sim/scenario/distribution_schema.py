"""How a distribution of a quantity is read: the schema of its kind, made once, with the quantity's in its place.

A class for each kind of each quantity would say the same, and take most of the time that the models take to load.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

PLACE = "sim_place"
"""Key of a schema's metadata that says what goes into its place."""

Fill = Callable[[Any], Any]
"""Says for a quantity what type goes into a place."""


class _StandIn:
    """Annotation of the number that stands in a kind's schema for a quantity still to be named."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return place_for(lambda quantity: quantity)


STAND_IN = Annotated[float, _StandIn()]
"""The quantity of the kinds that schemas are made from. Nothing is ever made of such a kind itself: pydantic
would then take it as it is wherever it stands, with nothing put into its places."""


def place_for(fill: Fill) -> core_schema.CoreSchema:
    """What stands in a kind's schema where that of `fill` goes."""
    return core_schema.any_schema(metadata={PLACE: fill})


class OfQuantity:
    """A kind of distribution for one quantity, as pydantic asks for its schema."""

    def __init__(self, kind: type[BaseModel], quantity: Any, name: str) -> None:
        self.kind = kind
        self.quantity = quantity
        self.name = name
        self.__qualname__ = name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        filled: Any = _filled(_template(self.kind, handler), handler, self)
        own = {key: list(told) if isinstance(told, list) else told for key, told in filled.get("metadata", {}).items()}
        return {**filled, "ref": f"{__name__}.{self.name}:{id(self)}", "metadata": own}  # pydantic adds to its metadata

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The kind's, by the name that says its quantity too."""
        said = handler(schema)
        handler.resolve_ref_schema(said)["title"] = self.name
        return said


@cache
def of_quantity(kind: Any, quantity: Any) -> OfQuantity:
    """A kind of distribution for a quantity; the same object each time, so that pydantic knows it again."""
    return OfQuantity(kind, quantity, named_with(kind.__name__, quantity))


def named_with(name: str, quantity: Any) -> str:
    """The name of a kind with its quantity, as a JSON Schema lists it: `Lognormal, a duration`."""
    words = [mark.named for mark in getattr(quantity, "__metadata__", ()) if hasattr(mark, "named")]
    return ", ".join((name, *words[:1]))


_templates: dict[type[BaseModel], Any] = {}


def _template(kind: Any, handler: GetCoreSchemaHandler) -> Any:
    """The schema of a kind with places in it, and what it refers to in place of the references."""
    if kind not in _templates:
        _templates[kind] = _inlined(handler.generate_schema(kind[STAND_IN]), handler)
    return _templates[kind]


def _inlined(schema: Any, handler: GetCoreSchemaHandler) -> Any:
    if isinstance(schema, list):
        return [_inlined(item, handler) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "definition-ref":
        return _inlined(handler.resolve_ref_schema(schema), handler)
    return {key: _inlined(value, handler) for key, value in schema.items() if key != "ref"}


def _filled(schema: Any, handler: GetCoreSchemaHandler, meant: OfQuantity) -> Any:
    """The schema with each place filled; what has no place in it is handed on as it is.

    A record within another one is asked for by itself: so it stands once among what is shared.
    """
    if isinstance(schema, list):
        items = [_filled(item, handler, meant) for item in schema]
        return items if any(new is not old for new, old in zip(items, schema, strict=True)) else schema
    if not isinstance(schema, dict):
        return schema
    if fill := schema.get("metadata", {}).get(PLACE):
        return handler.generate_schema(fill(meant.quantity))
    if schema.get("type") == "model":
        kind = schema["cls"].__pydantic_generic_metadata__["origin"]
        if kind is not meant.kind:
            return handler.generate_schema(of_quantity(kind, meant.quantity))
    values = {key: _filled(value, handler, meant) for key, value in schema.items()}
    return values if any(values[key] is not schema[key] for key in values) else schema
