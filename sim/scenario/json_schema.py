"""JSON Schemas by which editors complete and check scenario and sweep files as they are written."""

from typing import Any

from pydantic import BaseModel

from sim.quantities.docstrings import refuse_undescribed
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import Sweep

Schema = dict[str, Any]
MODELS: dict[str, type[BaseModel]] = {"scenario": Scenario, "sweep": Sweep}
"""The kinds of file, each with the model of its root."""


def schema_of(kind: str) -> Schema:
    """The schema of a kind of file.

    It asks for no key: what a file leaves out, another that it extends may give. `validate` has the last word.
    """
    refuse_undescribed()
    schema = _of_parts(MODELS[kind].model_json_schema(by_alias=True))
    for block in (schema, *schema["$defs"].values()):
        block.pop("required", None)
        properties = block.get("properties", {})
        for said in properties.values():
            said.pop("title", None)
        if "id" in properties:
            properties["remove"] = {"const": True, "description": "Drops the item of this id that the base file has."}
    if kind == "scenario":
        _extend(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _of_parts(said: Any) -> Any:
    """The same with any kind of a choice that fits: an item that only changes some keys may be of several."""
    if isinstance(said, dict):
        return {"anyOf" if key == "oneOf" else key: _of_parts(value) for key, value in said.items()}
    return [_of_parts(item) for item in said] if isinstance(said, list) else said


def _extend(schema: Schema) -> None:
    """What only the files themselves say: what they extend, and their variants."""
    whole = {"$ref": "#/$defs/Variant"}
    properties = dict(schema["properties"])
    schema["$defs"]["Variant"] = {
        "type": "object", "additionalProperties": False, "properties": properties,
        "description": "What a variant changes.",
    }  # fmt: skip
    schema["properties"] = properties | {
        "extends": {"type": "string", "description": "The file that this one changes, seen from this one."},
        "variants": {"type": "object", "additionalProperties": whole, "description": "Changes by name, for `--with`."},
    }
