"""What of a refused file is right, as a record: the checks between blocks tell their problems in the same pass."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError, SchemaValidator

from sim.scenario.allowed import Allowed, Schema, choices_of
from sim.scenario.translate import unsaid
from sim.scenario.tree import MapNode, Path, follow
from sim.scenario.unknown import READINGS, Reading, Unknown

Found = tuple[Path, str | PydanticCustomError]
"""Where, and what is wrong."""

Check = Callable[[Any], Iterable[Found]]

MOST_FOUND = 200
"""Problems that one check tells: to look for the nearest words of more takes seconds."""

ABOUT_A_WHOLE = ("value_error", "assertion_error")
"""Errors of a record whose values are right one by one."""


def checks_of(model: type[BaseModel]) -> tuple[Check, ...]:
    """What a root record checks between its blocks: its `checks`, or its method `check`."""
    one = getattr(model, "check", None)
    listed: tuple[Check, ...] = getattr(model, "checks", ()) or ((one,) if one else ())
    return listed


def found_in(record: BaseModel) -> list[Found]:
    """What the checks of a whole record find."""
    return [found for check in checks_of(type(record)) for found in _first(check, record)]


def _first(check: Check, record: Any) -> Iterator[Found]:
    """What a check finds, up to a number that nobody reads beyond: then that there is more."""
    listed = iter(check(record))
    yield from islice(listed, MOST_FOUND)
    if next(listed, None) is not None:
        yield (), f"there are more such problems than the first {MOST_FOUND}, which are told"


def found_in_part(tree: MapNode, values: Any, errors: Iterable[ErrorDetails], model: type[BaseModel],
                  about: dict[str, Any] | None = None) -> list[Found]:  # fmt: skip
    """What the checks of a model find in values of which some are refused, and what no refused value could mend."""
    listed = list(errors)
    faults = faults_of(listed, tree) | set(unsaid(listed, tree, model))
    found: list[Found] = []
    reading = Reading()
    part = Part(model, faults, reading, about).record(values)
    for check in checks_of(model):
        told = []
        reading.mattered = False
        for reading.now in READINGS:
            told.append(_told(check, part))
            if not reading.mattered:  # the others would be the same
                break
        always = [key for key in told[0] if all(key in other for other in told)]
        found += [told[0][key] for key in always if not _at_a_fault(key[0], faults)]
    return found


def faults_of(errors: Iterable[ErrorDetails], tree: MapNode) -> set[Path]:
    """The places of a tree that have no value to go by: refused, or missing."""
    faults = set()
    for error in errors:
        path = follow(tree, error["loc"]).path
        if error["type"] == "missing":
            faults.add((*follow(tree, error["loc"][:-1]).path, error["loc"][-1]))
        elif error["type"] not in (*ABOUT_A_WHOLE, "extra_forbidden"):
            faults.add(path)
    return faults


def _told(check: Check, part: Any) -> dict[tuple[Path, str], Found]:
    """What a check finds until it meets an unknown value that it can do nothing with, or a record short of one."""
    told: dict[tuple[Path, str], Found] = {}
    try:
        for path, text in _first(check, part):
            told[path, str(text)] = (path, text)
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, AssertionError):
        pass
    return told


def _at_a_fault(path: Path, faults: set[Path]) -> bool:
    return any(path[:length] in faults for length in range(len(path) + 1))


class Part:
    """The record that some values give, those refused being unknown."""

    def __init__(self, model: type[BaseModel], faults: set[Path], reading: Reading,
                 about: dict[str, Any] | None = None) -> None:
        self.allowed = Allowed(model)
        self.faults = faults
        self.around = {fault[:length] for fault in faults for length in range(len(fault) + 1)}
        """Faults and all that they lie in."""
        self.reading = reading
        self.about = about
        """The context that values are validated in."""
        self._validators: dict[int, SchemaValidator] = {}

    def record(self, values: Any) -> Any:
        """The root record."""
        return self._part(self.allowed.root, values, ())

    def _part(self, schema: Schema, value: Any, path: Path) -> Any:
        if path not in self.around:
            whole = self._whole(schema, value)
            if not isinstance(whole, Unknown):
                return whole
        if path in self.faults:
            return Unknown(self.reading)
        for inner in self.allowed.spread(schema):
            if inner["type"] == "model" and isinstance(value, dict):
                return self._fields(inner["cls"], inner, value, path)
            if inner["type"] == "list" and isinstance(value, list):
                items = inner["items_schema"]
                return [self._part(items, item, (*path, index)) for index, item in enumerate(value)]
            if inner["type"] == "dict" and isinstance(value, dict):
                return {key: self._part(inner["values_schema"], item, (*path, key)) for key, item in value.items()}
            if inner["type"] == "tagged-union" and isinstance(value, dict):
                chosen = choices_of(inner).get(str(value.get(inner["discriminator"])))
                return self._part(chosen, value, path) if chosen else Unknown(self.reading)
        return Unknown(self.reading)

    def _whole(self, schema: Schema, value: Any) -> Any:
        """A value that has no fault."""
        if id(schema) not in self._validators:
            shared: Any = [] if _is_plain(schema) else list(self.allowed.definitions.values())
            whole: Any = {"type": "definitions", "schema": schema, "definitions": shared} if shared else schema
            self._validators[id(schema)] = SchemaValidator(whole)
        try:
            return self._validators[id(schema)].validate_python(value, context=self.about)
        except ValidationError:
            return Unknown(self.reading)

    def _fields(self, cls: type[BaseModel], schema: Schema, value: dict[str, Any], path: Path) -> BaseModel:
        """A record field by field; what holds between its fields is not asked."""
        fields = next(inner for inner in self.allowed.spread(schema) if inner["type"] == "model-fields")["fields"]
        record = cls.__new__(cls)
        for name, field in fields.items():
            key = str(field.get("validation_alias", name))
            if key in value or (*path, key) in self.faults:
                part = self._part(field["schema"], value.get(key), (*path, key))
            else:
                part = self._whole(field["schema"], cls.model_fields[name].get_default(call_default_factory=True))
            record.__dict__[name] = part
        return record


def _is_plain(schema: Schema) -> bool:
    """Whether a schema is of a single value, which refers to no other: to compile all the others takes time."""
    while schema["type"] in ("default", "nullable"):
        schema = schema["schema"]
    return schema["type"] in ("str", "int", "float", "bool", "literal", "function-plain")
