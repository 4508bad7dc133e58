"""What a model allows at a path: its keys, its words, its kinds; read off the schema that validates it."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from sim.scenario.tree import Kind

Schema = dict[str, Any]
"""A pydantic core schema."""

Location = tuple[str | int, ...]

KEY = "[key]"
"""Last step of an error's path when it is about a key itself."""


class Allowed:
    """The schema of a root model, walked by the paths of validation errors."""

    def __init__(self, model: type[BaseModel]) -> None:
        model.model_rebuild()
        schema: Any = model.__pydantic_core_schema__
        self.definitions: dict[str, Schema] = {}
        """By reference: what several places share."""
        if schema["type"] == "definitions":
            self.definitions = {shared["ref"]: shared for shared in schema["definitions"]}
            schema = schema["schema"]
        self.root: Schema = schema

    def keys(self, location: Location) -> list[str]:
        """The keys a map may have there, in the order of the model; empty if it is open or no map."""
        return _unique(key for schema in self.at(location) for key in fields_of(schema))

    def words(self, location: Location) -> list[str]:
        """The values allowed there where they are a closed list."""
        return _unique(str(word) for schema in self.at(location) for word in schema.get("expected", ()))

    def limits(self, location: Location) -> dict[str, Any]:
        """The limits of a number there, by their names in pydantic: `ge`, `gt`, `le`, `lt`."""
        return {name: schema[name] for schema in self.at(location) for name in ("ge", "gt", "le", "lt")
                if schema.get(name) is not None}  # fmt: skip

    def kinds(self, location: Location) -> list[str]:
        """The kinds a map may be of there, where one of its keys says which."""
        return _unique(kind for schema in self.at(location) for kind in choices_of(schema))

    def kind_of(self, record: Any, location: Location) -> tuple[str, ...]:
        """The step by which a path goes on into a record that is of one of several kinds; none where it is of one."""
        chosen = [getattr(record, str(schema["discriminator"]), None) for schema in self.at(location)
                  if schema["type"] == "tagged-union"]  # fmt: skip
        return tuple(kind for kind in chosen[:1] if isinstance(kind, str))

    def at(self, location: Location) -> list[Schema]:
        """All schemas that apply at a path, alternatives side by side."""
        *_, last = self._along(location)
        return last

    def with_kinds(self, location: Location) -> Location:
        """A path of validation, its steps that say of what kind a map is being told from keys."""
        return tuple(Kind(step) if any(step in choices_of(schema) for schema in schemas) else step
                     for step, schemas in zip(location, self._along(location), strict=False))  # fmt: skip

    def _along(self, location: Location) -> Iterator[list[Schema]]:
        """The schemas that apply at the root, and behind each step of a path."""
        current = list(self.spread(self.root))
        yield current
        for step in location:
            current = [deeper for schema in current for deeper in self._step(schema, step)] or current
            yield current

    def _step(self, schema: Schema, step: str | int) -> list[Schema]:
        chosen: Schema | None = None
        if schema["type"] == "list" and isinstance(step, int):
            chosen = schema.get("items_schema")
        elif schema["type"] == "tuple" and isinstance(step, int):
            items = schema["items_schema"]
            chosen = items[min(step, len(items) - 1)] if items else None
        elif schema["type"] == "dict":
            chosen = schema.get("keys_schema" if step == KEY else "values_schema")
        elif step in choices_of(schema):
            chosen = schema["choices"][step]
        else:
            chosen = fields_of(schema).get(str(step))
        return list(self.spread(chosen)) if chosen else []

    def spread(self, schema: Schema) -> Iterator[Schema]:
        """A schema and what it wraps, down to records, lists, maps and plain values; references followed."""
        if schema["type"] == "definition-ref":
            yield from self.spread(self.definitions[schema["schema_ref"]])
            return
        yield schema
        if schema["type"] == "union":
            for choice in schema["choices"]:
                yield from self.spread(choice[0] if isinstance(choice, tuple) else choice)
        elif "schema" in schema:
            yield from self.spread(schema["schema"])


def fields_of(schema: Schema) -> dict[str, Schema]:
    """The keys of a record, as files write them, each with the schema of its value."""
    if schema["type"] != "model-fields":
        return {}
    return {str(field.get("validation_alias", name)): field["schema"] for name, field in schema["fields"].items()}


def choices_of(schema: Schema) -> dict[str, Schema]:
    """The kinds of a choice by one key, each with its schema."""
    choices: dict[str, Schema] = schema["choices"] if schema["type"] == "tagged-union" else {}
    return choices


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
