"""What a model allows at a path: its keys, its words, its kinds; read off its JSON Schema."""

from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

Schema = dict[str, Any]

KEY = "[key]"
"""Last step of an error's path when it is about a key itself."""


class Allowed:
    """The JSON Schema of a root model, walked by the paths of validation errors."""

    def __init__(self, model: type[BaseModel]) -> None:
        try:
            self.root: Schema = model.model_json_schema(by_alias=True)
        except PydanticUserError:
            self.root = {}

    def keys(self, location: tuple[str | int, ...]) -> list[str]:
        """The keys a map may have there, in the order of the model; empty if it is open or no map."""
        return _unique(key for schema in self._at(location) for key in schema.get("properties", ()))

    def words(self, location: tuple[str | int, ...]) -> list[str]:
        """The values allowed there where they are a closed list."""
        found: list[str] = []
        for schema in self._at(location):
            found += [str(word) for word in schema.get("enum", ())]
            if "const" in schema:
                found.append(str(schema["const"]))
        return _unique(found)

    def kinds(self, location: tuple[str | int, ...]) -> list[str]:
        """The kinds a map may be of there, where one of its keys says which."""
        return _unique(kind for schema in self._at(location) for kind in _mapping(schema))

    def _at(self, location: tuple[str | int, ...]) -> list[Schema]:
        """All schemas that apply at a path, alternatives side by side."""
        current = self._spread(self.root)
        for step in location:
            current = [deeper for schema in current for deeper in self._step(schema, step)] or current
        return current

    def _step(self, schema: Schema, step: str | int) -> list[Schema]:
        kinds = _mapping(schema)
        if isinstance(step, int):
            items = schema.get("prefixItems", [])
            chosen = items[step] if step < len(items) else schema.get("items")
        elif step == KEY:
            chosen = schema.get("propertyNames")
        elif step in kinds:
            chosen = {"$ref": kinds[step]}
        elif step in schema.get("properties", {}):
            chosen = schema["properties"][step]
        else:
            chosen = schema.get("additionalProperties")
        return self._spread(chosen) if isinstance(chosen, dict) else []

    def _spread(self, schema: Schema) -> list[Schema]:
        """A schema and the alternatives it consists of, references followed."""
        if "$ref" in schema:
            name = str(schema["$ref"]).rsplit("/", 1)[-1]
            return self._spread(self.root.get("$defs", {}).get(name, {}))
        found = [schema]
        if not _mapping(schema):
            for part in ("anyOf", "oneOf", "allOf"):
                for alternative in schema.get(part, ()):
                    found += self._spread(alternative)
        return found


def _mapping(schema: Schema) -> dict[str, str]:
    """The kinds of a choice by one key, each with the reference to its schema."""
    mapping: dict[str, str] = schema.get("discriminator", {}).get("mapping", {})
    return mapping


def _unique(words: Any) -> list[str]:
    return list(dict.fromkeys(words))
