"""A user's own policy: a plain Python function, named `module:function`, in a rule's place.

The module lies in the scenario file's folder (or one below it: `policies.cautious`), else on PYTHONPATH. A scenario
that names one may be run by either engine: both call it with the view that any rule of its kind gets.
"""

import ast
import hashlib
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

from pydantic import BaseModel, Field

from sim.quantities.files import NotReadableError, bytes_of
from sim.quantities.held import held_in
from sim.quantities.nearest import nearest
from sim.quantities.refusal import QUOTED_AT_MOST

NAMED = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$"
Named = Annotated[str, Field(pattern=NAMED)]
"""`module:function`."""

OWN = Path(__file__).parents[1].resolve()
"""The program's own package."""

KIND = "python"
"""What a rule says that is a user's own."""

MOST_BYTES = 200_000
"""Of a module."""

MOST_LOOKED_AT = 1_000
"""Files of a folder, for one with nearly the name of a module that is missing."""

MOST_SAID = 10**12
"""Largest number that a policy may say, and with a minus the least: no kW and no score need come near it.

Of answers only sums are made: those of a review's rules, below 2^60 for a million of them. A response is true or not, a
score of a place is compared, and priorities of starts are looked for between -2^40 and 2^40 (`sim/world/funding.py`).
"""

FOLDERS: list[Path] = []
"""Folders of the scenarios read so far, in their order; worker processes are told them."""
_FUNCTIONS: list[tuple[str, Path, Callable[[Any], Any]]] = []
"""By the numbers they are called by: each with its name and the file of its module."""
_PLACES: dict[str, int] = {}


class PolicyNotFoundError(ValueError):
    """A Python policy that a scenario names is not where it should be, or is no policy."""


class PolicyFailedError(ValueError):
    """A Python policy broke, or said what is no decision."""


def search_in(*folders: Path) -> None:
    """Look for modules in these folders too."""
    FOLDERS.extend(f for f in (folder.resolve() for folder in folders) if f not in FOLDERS)


def search_only_in(folder: Path) -> None:
    """Look for modules in this folder alone, and on PYTHONPATH."""
    FOLDERS[:] = [folder.resolve()]


def source_of(name: str) -> Path:
    """The file of a policy's module; PolicyNotFoundError says what is wrong. Nothing of it is run."""
    module, function = name.split(":")
    found = _files(module)
    if not found:
        where = ", ".join(map(str, FOLDERS)) or "no folder"
        near = next(filter(None, (_nearest_module(folder, module) for folder in FOLDERS)), None)
        raise PolicyNotFoundError(f"there is no module `{module}`: not in {where}, nor on PYTHONPATH{_meant(near)}")
    if found[0].resolve().is_relative_to(OWN):
        raise PolicyNotFoundError(f"`{module}` is a part of the program, which changes with its versions: a policy is "
                                  "a function of your own, in a module beside the scenario or on PYTHONPATH")
    try:
        contents = [_content(path) for path in found]
    except NotReadableError as error:
        raise PolicyNotFoundError(f"`{module}` is not read: {error}") from error
    if len(set(contents)) > 1:
        raise PolicyNotFoundError(f"`{module}` is two different modules: {found[0]} and {found[1]}; rename one")
    try:
        tree = ast.parse(contents[0])
    except SyntaxError as error:
        raise PolicyNotFoundError(f"{found[0]} is no Python: line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise PolicyNotFoundError(f"{found[0]} is no Python that can be read: {error}") from error
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if function not in defined:
        known, near = ", ".join(defined) or "none", nearest(function, defined)
        raise PolicyNotFoundError(f"{found[0]} defines no function `{function}` (defined: {known}){_meant(near)}")
    if not _takes_one(defined[function]):
        raise PolicyNotFoundError(f"{found[0]}:{defined[function].lineno}: a policy is called with its view and "
                                  f"nothing else: `{function}` has to take one argument")
    return found[0]


def _takes_one(function: ast.FunctionDef) -> bool:
    """Whether a function can be called with one argument, as far as its text tells."""
    said = function.args
    places = len(said.posonlyargs) + len(said.args)
    if function.decorator_list:
        return True  # what stands around it may take what it likes
    takes = places > 0 or said.vararg is not None
    return takes and places - len(said.defaults) <= 1 and None not in said.kw_defaults


def _nearest_module(folder: Path, module: str) -> str | None:
    """The module of a folder that a name was meant for, step by step from package to package."""
    parts: list[str] = []
    *packages, last = module.split(".")
    for package in packages:
        there = [path.name for path in islice(folder.glob("*/"), MOST_LOOKED_AT)]
        near = package if package in there else nearest(package, there)
        if near is None:
            return None
        folder, parts = folder / near, [*parts, near]
    near = nearest(last, [path.stem for path in islice(folder.glob("*.py"), MOST_LOOKED_AT)])
    return ".".join([*parts, near]) if near else None


def _meant(near: str | None) -> str:
    return f"; did you mean `{near}`?" if near else ""


def _files(module: str) -> list[Path]:
    """Files that a module's name may mean: in the scenarios' folders, else on PYTHONPATH."""
    relative = Path(*module.split(".")).with_suffix(".py")
    found = []
    for folder in FOLDERS:
        path = (folder / relative).resolve()
        if path.is_file():
            if not path.is_relative_to(folder):
                raise PolicyNotFoundError(f"{folder / relative} leads out of the scenario's folder")
            found.append(path)
    if found:
        return found
    spec = _spec(module)
    return [Path(spec.origin)] if spec is not None and spec.origin and spec.has_location else []


def _spec(module: str) -> ModuleSpec | None:
    """Where a module of PYTHONPATH lies, none of its packages being run; None for Python's own and for none."""
    parts = module.split(".")
    if parts[0] in sys.stdlib_module_names:
        return None
    folders: Sequence[str] | None = None
    spec = None
    for depth in range(1, len(parts) + 1):
        spec = PathFinder.find_spec(".".join(parts[:depth]), folders)
        if spec is None or (depth < len(parts) and spec.submodule_search_locations is None):
            return None
        folders = spec.submodule_search_locations
    return spec


@cache
def _content(path: Path) -> bytes:
    """What a file holds, read once by each process: what is hashed is what is run, whatever becomes of the file."""
    return bytes_of(path, MOST_BYTES)


@cache
def _module(path: Path) -> ModuleType:
    """The module of a file, run once under a name that no other module has."""
    name = f"policy_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    made = ModuleType(name)
    made.__file__ = str(path)
    sys.modules[name] = made
    exec(compile(_content(path), path, "exec", dont_inherit=True), made.__dict__)
    return made


def place_of(name: str) -> int:
    """The number under which a policy's function is called; its module is run the first time.

    PolicyFailedError where that breaks.
    """
    path = source_of(name)
    key = f"{path}:{name}"
    if key not in _PLACES:
        try:
            function = getattr(_module(path), name.split(":")[1])
        except (Exception, SystemExit) as error:
            raise PolicyFailedError(f"policy {name} ({_where(error, path)}): {_said_by(error)}") from error
        _PLACES[key] = len(_FUNCTIONS)
        _FUNCTIONS.append((name, path, function))
    return _PLACES[key]


def call(place: int, view: Any) -> Any:
    """What a policy's function says to a view; PolicyFailedError where it breaks, or says what is no decision: no whole
    number or bool, or one beyond MOST_SAID.
    """
    name, path, function = _FUNCTIONS[place]
    try:
        said = function(view)
    except (Exception, SystemExit) as error:
        raise PolicyFailedError(f"policy {name} ({_where(error, path)}): {_said_by(error)}") from error
    if not isinstance(said, int) or not -MOST_SAID <= said <= MOST_SAID:
        raise PolicyFailedError(f"policy {name} ({path}) said {_shown(said)}: a whole number is meant, from "
                                f"{-MOST_SAID:,} to {MOST_SAID:,}, or True and False")
    return int(said)


def _shown(said: object) -> str:
    """What a policy said, as a message repeats it: cut when long; a kind alone where it has no words for itself."""
    try:
        text = repr(said)
    except Exception:  # noqa: BLE001 - of a class of its own; nor does Python write out whole numbers of 5,000 digits
        return f"something of type {type(said).__name__} that cannot be written out"
    return text if len(text) <= QUOTED_AT_MOST else f"{text[:QUOTED_AT_MOST]}…"


def _where(error: BaseException, path: Path) -> str:
    """The line of a policy's module that an error came from, the last of several."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path}:{lines[-1]}" if lines else str(path)


def _said_by(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def python_policy(record: Any) -> str | None:
    """The name of the Python policy that a record is; None of any other."""
    said = record.__dict__
    return said["name"] if said.get("kind") == KIND else None


def named_in(record: BaseModel) -> Iterator[str]:
    """The names of all Python policies that a scenario, or a part of one, has."""
    named = (python_policy(held) for _, held in held_in(record) if isinstance(held, BaseModel))
    return (name for name in named if name is not None)


def sources_hash(record: Any) -> str:
    """Hash of the modules that a scenario's Python policies come from; empty where it has none."""
    digest = hashlib.sha256()
    names = sorted(set(named_in(record)))
    for name in names:
        digest.update(name.encode() + b"\0" + _content(source_of(name)) + b"\0")
    return digest.hexdigest() if names else ""


def modules_of(record: Any) -> dict[str, bytes]:
    """The modules that a scenario's Python policies come from, by where each has to lie beside its file."""
    return {f"{name.split(':')[0].replace('.', '/')}.py": _content(source_of(name)) for name in named_in(record)}
