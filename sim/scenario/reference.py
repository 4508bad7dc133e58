"""The scenario reference, made from the models' own texts: every block, key, unit, default and meaning as Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.quantities import durations, money, power, ratios
from sim.quantities.docstrings import refuse_undescribed
from sim.quantities.record import Record
from sim.quantities.unit_table import UnitTable
from sim.scenario.distributions import ANY, BOUNDED
from sim.scenario.field_types import FieldType, bounds_of, type_of, written
from sim.scenario.scenario import Scenario

OF_EVERY_BLOCK = tuple(Record.model_fields)
HEADER = ("| key | takes | default | meaning |", "|---|---|---|---|")
PREFACE = """# Scenario reference

What a scenario file may say, made from the program's own models by `make docs`. How files extend one another,
variants and precedence are told in [scenarios/README.md](../scenarios/README.md#how-a-file-is-read); `validate FILE`
tells every problem with its line.

Every block may carry `source` (where its numbers come from, or the word assumption with its reason), `confidence`
(`H` company statement or filing, `M` press or careful estimate, `L` one weak source, `D` derived, `A` assumption) and
`note`. A `source` covers the numbers of its block in the same file or variant: what is laid over them names its own.
A key without a default has to be given, unless a file that this one extends gives it. *Not given* is the
default where there is no value to show: the meaning says what follows.

## Quantities

A quantity is a number with a unit of its table; a number without a unit is refused, but where *a bare number* is
named. MW are MW of critical IT. Dates are `2025-01-21`, meaning 00:00 UTC; fiscal years are `FY2025`, by the calendar
year in which they end.
"""


def reference(examples: Mapping[str, str]) -> str:
    """The whole page; an example is a YAML text by the name of its block."""
    refuse_undescribed()
    lines = [PREFACE, *_quantities(), *_distributions()]
    told: dict[type[BaseModel], str] = {}
    scalars = {key: field for key, field in Scenario.model_fields.items() if not _type_of(Scenario, key).blocks}
    lines += ["## The file", "", "Each file begins with `schema: 1`, the version of this language.", "",
              *HEADER, *(_row(Scenario, key, field) for key, field in _own(scalars).items()), ""]  # fmt: skip
    for key, field in Scenario.model_fields.items():
        found = _type_of(Scenario, key)
        if found.blocks:
            lines += [f"## `{key}`", ""]
            if field.description not in [_first_paragraphs(block) for block in found.blocks]:
                lines += [field.description or "", ""]
            lines += _blocks(found, key + found.several, told)
            lines += _example(examples.get(key))
    return "\n".join(lines).rstrip() + "\n"


def _quantities() -> list[str]:
    tables = {table.dimension: table for module in (power, money, durations, ratios) for table in vars(module).values()
              if isinstance(table, UnitTable)}  # fmt: skip
    rows = [f"| {table.dimension} | {', '.join(f'`{unit}`' if ' ' not in unit else unit for unit in table.shown)} "
            f"| `{table.example}` |" for table in tables.values()]  # fmt: skip
    return ["| quantity | units | written |", "|---|---|---|", *rows, ""]


def _distributions() -> list[str]:
    lines = ["## Distributions", "",
             "Where a key takes *a distribution* of a quantity: a value alone, which is fixed, or a map with one of "
             "these kinds. A share or another quantity that has bounds takes only those that keep within them: "
             + ", ".join(f"`{_word(kind)}`" for kind in BOUNDED) + ".", ""]  # fmt: skip
    for kind in ANY:
        lines += [f"### `distribution: {_word(kind)}`", "", _first_paragraphs(kind), "", *HEADER]
        lines += [_row(kind, key, field) for key, field in _own(kind.model_fields).items()]
        lines.append("")
        for key in _own(kind.model_fields):
            found = _type_of(kind, key)
            lines += _blocks(found, f"{key}{found.several}", {})
    return lines


def _word(kind: type[BaseModel]) -> str:
    return str(kind.model_fields["distribution"].default)


def _blocks(found: FieldType, path: str, told: dict[type[BaseModel], str]) -> Iterator[str]:
    """A block's table and those of the blocks in it; a block told before is referred to."""
    several = len(found.blocks) > 1
    for block in found.blocks:
        if several or "." in path or "[]" in path:
            yield f"### `{path}`{_which(block) if several else ''}"
            yield ""
        if block in told:
            yield from (f"As `{told[block]}`.", "")
            continue
        told[block] = path
        yield from (_first_paragraphs(block), "")
        own = _own(block.model_fields)
        if own:
            yield from HEADER
            yield from (_row(block, key, field) for key, field in own.items())
            yield ""
        for key in own:
            inner = _type_of(block, key)
            if inner.blocks:
                yield from _blocks(inner, f"{path}.{key}{inner.several}", told)


def _which(block: type[BaseModel]) -> str:
    """The word by which a block of a choice is known: `kind: growth`."""
    for key, annotation in get_type_hints(block, include_extras=True).items():
        if get_origin(annotation) is Literal and key in ("kind", "action", "distribution"):
            return f", `{key}: {'` or `'.join(get_args(annotation))}`"
    return ""


def _own(fields: Mapping[str, FieldInfo]) -> dict[str, FieldInfo]:
    """The fields that are not those of every block, nor the one word by which a kind is known."""
    return {key: field for key, field in fields.items()
            if key not in OF_EVERY_BLOCK and not (get_origin(field.annotation) is Literal
                                                  and len(get_args(field.annotation)) == 1)}  # fmt: skip


def _type_of(block: type[BaseModel], key: str) -> FieldType:
    return type_of(_hint(block, key))


def _hint(block: type[BaseModel], key: str) -> Any:
    return get_type_hints(block, include_extras=True)[key]


def _row(block: type[BaseModel], key: str, field: FieldInfo) -> str:
    hint = _hint(block, key)
    takes = type_of(hint).words
    takes = " ".join([takes, *(limit for limit in bounds_of(field) if limit not in takes)])
    default = "**required**"
    if not field.is_required():
        default = written(field.get_default(call_default_factory=True), hint) or "*not given*"
    meaning = " ".join((field.description or "").split())
    return f"| `{field.alias or key}` | {takes} | {default} | {meaning} |".replace("|  |", "| |")


def _first_paragraphs(block: type[BaseModel]) -> str:
    return "\n".join(line.strip() for line in (block.__doc__ or "").strip().splitlines())


def _example(text: str | None) -> list[str]:
    return ["Example:", "", "```yaml", text.rstrip(), "```", ""] if text else []
