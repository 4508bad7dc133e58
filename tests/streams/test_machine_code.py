"""Machine code on disk is found by those sources alone that it was made from, whoever imports what first."""

import ast
import importlib
import inspect
import os
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

import sim
from sim.streams.machine_code import PACKAGE, folders_of, parts_of, sources_of
from sim.world.engine_compiled import replicate

ROOT = Path(__file__).parents[2]
FOLDERS = """
import sys
for name in sys.argv[1:]:
    __import__(name)
from sim.streams.machine_code import parts_of
for function in parts_of:
    print(function.py_func.__module__, function.py_func.__qualname__, function._cache.cache_path)
"""
ALL = ("sim.world.engine_compiled", "sim.metrics.fold", "sim.metrics.memory", "sim.metrics.lease_books",
       "sim.metrics.start_years", "sim.statistics.accumulate")  # fmt: skip


def folders(at: Path = ROOT, names: tuple[str, ...] = ALL, **environment: str) -> dict[str, str]:
    """By function the folder that a process of its own keeps it in."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")} | environment
    said = subprocess.run([sys.executable, "-c", FOLDERS, *names], cwd=at, env=env, check=True, capture_output=True,
                          text=True).stdout  # fmt: skip
    return {" ".join(line.split()[:2]): line.split()[2] for line in said.splitlines()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "sim", at / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return at


def hashes(found: dict[str, str]) -> dict[str, str]:
    """Of each function the part of its folder that is named by sources."""
    return {name: Path(folder).name for name, folder in found.items()}


@pytest.mark.parametrize("named", [False, True])
def test_every_function_is_kept_by_the_sources_it_is_made_of(copy: Path, tmp_path: Path, named: bool) -> None:
    environment = {"NUMBA_CACHE_DIR": str(tmp_path)} if named else {}
    before = folders(copy, **environment)
    assert all(Path(folder).is_relative_to(tmp_path if named else copy / ".numba") for folder in before.values())
    for edited, kept in (("metrics/kernel.py", "sim.metrics"), ("statistics/pair_sums.py", "sim.statistics"),
                         ("world/requests.py", "sim.world"), ("policy/review.py", "sim.world"),
                         ("report/table.py", "none")):  # fmt: skip
        source = copy / "sim" / edited
        text = source.read_bytes()
        source.write_bytes(text + b"\n# edited\n")
        after = hashes(folders(copy, **environment))
        source.write_bytes(text)
        moved = {name for name, folder in hashes(before).items() if after[name] != folder}
        assert moved == {name for name in before if name.startswith(kept)}, edited


def test_who_is_imported_first_moves_nothing() -> None:
    assert folders() == folders(names=ALL[::-1])


def test_code_with_its_indexes_checked_is_kept_apart() -> None:
    unchecked, checked = hashes(folders()), hashes(folders(NUMBA_BOUNDSCHECK="1"))
    assert unchecked.keys() == checked.keys()
    assert not any(unchecked[name] == checked[name] for name in unchecked)


def test_all_that_a_function_looks_at_lies_in_the_parts_it_is_kept_by() -> None:
    for each in pkgutil.walk_packages(sim.__path__, "sim."):
        importlib.import_module(each.name)
    found = {plain(function): parts for function, parts in parts_of.items()}
    assert {function.__module__.split(".")[1] for function in found} == {"world", "metrics", "statistics"}
    for function, parts in found.items():
        assert parts_reached(function, set()) <= {*parts}, function


def plain(function: Any) -> Any:
    """A function as it is written."""
    return getattr(function, "py_func", function)


def parts_reached(function: FunctionType, seen: set[Any]) -> set[str]:
    """The parts of `sim` from which comes what a function names, and what that names."""
    if function in seen:
        return set()
    seen.add(function)
    module: Any = inspect.getmodule(function)
    reached = {module.__name__.split(".")[1]}
    origins = origins_in(module)
    for name in names_in(function.__code__):
        origin = origins.get(name, "")
        if origin.startswith("sim."):
            reached.add(origin.split(".")[1])
        value = plain(function.__globals__.get(name))
        if inspect.isfunction(value) and value.__module__.startswith("sim."):
            reached |= parts_reached(value, seen)
    return reached


def origins_in(module: ModuleType) -> dict[str, str]:
    """By name in a module, the module that it is imported from."""
    return {alias.asname or alias.name: f"{each.module}.{alias.name}"
            for each in ast.parse(inspect.getsource(module)).body if isinstance(each, ast.ImportFrom)
            for alias in each.names}  # fmt: skip


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names_in(inner)


def test_what_holds_kernels_imports_from_the_parts_alone_that_the_engine_is_kept_by() -> None:
    """Handlers are called out of a list, rules out of tuples, and the calendar's functions by its name."""
    kept_by, looked_at = parts_of[replicate], 0
    for path in sources_of(*kept_by):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.parent == PACKAGE / "world" and not any(is_kernel(each) for each in tree.body):
            continue
        looked_at += 1
        for each in tree.body:
            if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("sim."):
                assert str(each.module).split(".")[1] in kept_by, path
    assert looked_at > 100


def is_kernel(node: ast.stmt) -> bool:
    """Whether a statement declares a function that the engine is compiled of."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(each, ast.Name) and each.id == "kernel" for each in node.decorator_list)  # fmt: skip


def test_a_folder_is_of_its_parts() -> None:
    one, other = folders_of("streams"), folders_of("streams", "events")
    assert [folder.parent for folder in one] == [folder.parent for folder in other]
    assert not {*one} & {*other}


def test_settings_in_numba_s_file_keep_code_apart(copy: Path) -> None:
    without, settings = folders(copy), copy / ".numba_config.yaml"
    settings.write_text("boundscheck: 1\n")
    try:
        assert not {*hashes(without).values()} & {*hashes(folders(copy)).values()}
    finally:
        settings.unlink()


EDITED = """
import os, sys, time
from pathlib import Path
import sim
time.sleep(0.02)  # times of files are as fine as the ticks of a clock
edited = Path(sim.__file__).parent / sys.argv[1]
if sys.argv[2] == "removed":
    import sim.streams
    edited.rename(edited.with_suffix(".aside"))
else:
    os.utime(edited, (time.time() + float(sys.argv[2]),) * 2)
time.sleep(0.01)
from sim.streams import beta_cdf
print(beta_cdf(2.0, 3.0, 0.25))
if sys.argv[2] == "removed":
    edited.with_suffix(".aside").rename(edited)
"""


@pytest.mark.parametrize(("edited", "seconds", "kept"), [
    ("streams/beta.py", "0", False), ("streams/beta.py", "-3600", False), ("streams/beta.py", "3600", False),
    ("streams/categories.py", "removed", False), ("policy/review.py", "0", True),
])  # fmt: skip
def test_code_of_sources_that_were_edited_meanwhile_is_not_kept(edited: str, seconds: str, kept: bool, copy: Path,
                                                                tmp_path: Path) -> None:  # fmt: skip
    """What a program has read may be older, whatever date it was given."""
    said = [sys.executable, "-W", "error", "-c", EDITED, edited, seconds]
    done = subprocess.run(said, cwd=copy, env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}, check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert float(done.stdout) == pytest.approx(FOUND, rel=1e-12)
    assert bool([*tmp_path.rglob("*beta_cdf-*.code")]) is kept


READY = "from sim.streams import beta_cdf; from sim.streams.machine_code import is_ready; print(is_ready(beta_cdf))"


def ready(**environment: str) -> bool:
    """Whether a process of its own says that nothing is to be compiled."""
    return subprocess.run([sys.executable, "-c", READY], cwd=ROOT, env=os.environ | environment, check=True,
                          capture_output=True, text=True).stdout == "True\n"  # fmt: skip


LOADED = """
import sys
from sim.streams import beta_cdf
print(beta_cdf(2.0, 3.0, 0.25), sum(beta_cdf.stats.cache_hits.values()), "numba.np.arraymath" in sys.modules)
import numba
import numpy as np
print(numba.njit(lambda values: values.sum())(np.array([3.0, 1.0])))
"""
FOUND, ADDED = 0.26171875, 4.0
"""Of four tries at a quarter each, two or more; and what another function compiles to."""


def loaded(at: Path = ROOT, **environment: str) -> tuple[bool, str]:
    """Whether a process of its own found machine code on disk, and what it said of it on the error stream."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=at, env=os.environ | environment, check=True,
                          capture_output=True, text=True)  # fmt: skip
    found, hits, compiles, added = done.stdout.split()
    assert float(found) == pytest.approx(FOUND, rel=1e-12)
    assert float(added) == ADDED
    assert (hits, compiles) in (("1", "False"), ("0", "True")), "what is found is loaded without what compiles"
    return hits == "1", done.stderr


def test_machine_code_is_found_wherever_the_same_sources_lie(copy: Path, tmp_path: Path) -> None:
    assert [loaded(at, NUMBA_CACHE_DIR=str(tmp_path)) for at in (ROOT, ROOT, copy)] == [(False, ""), (True, ""),
                                                                                       (True, "")]  # fmt: skip


@pytest.mark.parametrize("damage", [
    lambda code: code[:-1], lambda code: code[:500] + bytes([code[500] ^ 1]) + code[501:], lambda code: b"",
])  # fmt: skip
def test_damaged_machine_code_is_compiled_anew_and_replaced(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    environment = {"NUMBA_CACHE_DIR": str(tmp_path)}
    assert not ready(**environment)
    loaded(**environment)
    assert ready(**environment)
    whole = {path: path.read_bytes() for path in tmp_path.glob("*/*beta_cdf-*.code")}
    assert len(whole) == 1
    for path, code in whole.items():
        path.write_bytes(damage(code))
    assert not ready(**environment)
    assert [loaded(**environment) for _ in range(2)] == [(False, ""), (True, "")]
    assert not [*tmp_path.glob("*/.*")], "no draft stays"


@pytest.mark.parametrize("named", ["file/folder", "file", "long" * 100, "~nobody-is-called-so/folder"])
def test_where_nothing_can_be_kept_it_is_said_and_nothing_stale_is_found(named: str, copy: Path,
                                                                         tmp_path: Path) -> None:  # fmt: skip
    (tmp_path / "file").touch()
    environment = {"NUMBA_CACHE_DIR": named if named[0] == "~" else str(tmp_path / named),
                   "XDG_CACHE_HOME": str(tmp_path / "cache")}  # fmt: skip
    for _ in range(2):
        found, said = loaded(copy, **environment)
        assert not found
        assert said.count("machine code is not kept") == 1
        assert "NUMBA_CACHE_DIR" in said
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]
    assert not [*(copy / "sim").rglob("__pycache__/*.nb?")]


def test_beside_a_package_that_nobody_may_write_to_it_is_kept_in_the_user_s_folder(copy: Path, tmp_path: Path) -> None:
    in_the_way = copy / ".numba"
    shutil.rmtree(in_the_way, ignore_errors=True)
    in_the_way.touch()
    environment = {"NUMBA_CACHE_DIR": "", "XDG_CACHE_HOME": str(tmp_path)}
    try:
        assert [loaded(copy, **environment) for _ in range(2)] == [(False, ""), (True, "")]
    finally:
        in_the_way.unlink()
    assert loaded(copy, **environment) == (True, ""), "found there too where it could be kept beside the package"
    assert [*tmp_path.rglob("*beta_cdf-*.code")]


def test_machine_code_is_made_though_numba_is_told_to_make_none(tmp_path: Path) -> None:
    environment = {"NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}
    assert [loaded(**environment) for _ in range(2)] == [(False, ""), (True, "")]
