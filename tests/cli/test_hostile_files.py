"""Files that mean harm are refused in words, within limits of time and memory; nothing of them is run or followed."""

import os
import pathlib
import resource
import subprocess
import sys

import pytest

from sim.policy.python import PolicyNotFoundError, search_in, source_of
from sim.quantities.files import NotReadableError, bytes_of
from sim.scenario.load import load, load_sweep
from sim.scenario.problems import ScenarioErrors

ROOT = pathlib.Path(__file__).parents[2]
HEAD = "schema: 1\n"
SECRET = "the-secret-word"
MOST_MEMORY = 300 * 2**20
"""Bytes in use, all of Python and its libraries included."""
MOST_SECONDS = 3
"""Of a core, importing included: half a second on an idle machine, with room for a busy one."""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (4 * MOST_MEMORY, 4 * MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder of hostile files, beside a secret that none may show."""
    made = tmp_path / "scenarios"
    made.mkdir()
    (tmp_path / "secret.yaml").write_text(f"schema: 1\n{SECRET}: 1\n")
    texts = {
        "brackets": HEAD + "a: " + "[" * 100_000,
        "alias": HEAD + "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(50_000)),
        "merge": HEAD + "a: &a {x: 1}\n" + "".join(f"b{i}: &b{i}\n  <<: [*a, *a]\n" for i in range(20_000)),
        "recursive": HEAD + "a: &a [*a]\n",
        "tag": HEAD + f"a: !!python/object/apply:os.system ['touch {tmp_path}/run']\n",
        "nul": HEAD + "a: b\0c\n",
        "number": HEAD + "seed: " + "9" * 90_000 + "\n",
        "items": HEAD + "sites:\n" + "".join(f"- {{id: s{i}}}\n" for i in range(90_000)),
        "keys": HEAD + "".join(f"k{i}: 1\n" for i in range(90_000)),
        "variants": HEAD + "variants:\n" + "".join(f"  v{i}: {{}}\n" for i in range(9_000)),
        "circle": HEAD + "extends: circle.yaml\n",
        "out": HEAD + "extends: ../secret.yaml\n",
        "to-link": HEAD + "extends: link.yaml\n",
        "to-pipe": HEAD + "extends: pipe.yaml\n",
        "sweep-out": HEAD + "name: x\ntitle: x\nscenario: ../secret.yaml\nlevers: [{key: a, values: [1]}]\n",
        "sweep-huge": HEAD + "name: x\ntitle: x\nscenario: tag.yaml\nlevers:\n"
        + "".join(f"- {{key: a{i}, values: {list(range(1000))}}}\n" for i in range(8)),
    }
    for name, text in texts.items():
        (made / f"{name}.yaml").write_text(text)
    (made / "utf-8.yaml").write_bytes(HEAD.encode() + b"a: \xff\n")
    (made / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (made / "loop.yaml").symlink_to(made / "loop.yaml")
    os.mkfifo(made / "pipe.yaml")
    with (made / "big.yaml").open("wb") as big:
        big.write(HEAD.encode())
        big.truncate(100_000_000)
    return made


def test_hostile_files_are_all_refused_in_words_within_time_and_memory(folder: pathlib.Path) -> None:
    files = [*sorted(folder.iterdir()), pathlib.Path("/dev/zero"), folder]
    # The peak that Linux counts from the start of the program: that of getrusage begins with the parent's memory.
    code = (
        "import sys; from sim.cli import main; code = main();"
        "said = open('/proc/self/status').read(); print(int(said.split('VmHWM:')[1].split()[0]) * 1024); sys.exit(code)"
    )
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, "validate", *map(str, files)], cwd=folder, env=here, preexec_fn=limited,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr + done.stdout
    assert int(done.stdout.split()[-1]) < MOST_MEMORY
    assert not (folder.parent / "run").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("brackets", "over 40 deep"), ("alias", "anchors"), ("merge", "anchors"), ("recursive", "aliases"),
        ("items", "over 20,000 keys"), ("keys", "over 20,000 keys"), ("variants", "over 50 variants"),
        ("tag", "tags are not allowed"), ("nul", "U+0000"), ("number", "is too long"), ("circle", "in a circle"),
        ("out", "leads out of the folder scenarios"), ("to-link", "leads out of the folder scenarios"),
        ("to-pipe", "there is no file"), ("utf-8", "not valid UTF-8"), ("link", "leads out of the folder"),
        ("loop", "no path that can be followed"), ("pipe", "a pipe or a device"), ("big", "over 2,000,000 bytes"),
    ],
)  # fmt: skip
def test_each_is_refused_for_what_it_is(folder: pathlib.Path, name: str, words: str) -> None:
    with pytest.raises(ScenarioErrors) as caught:
        load(folder / f"{name}.yaml")
    assert any(words in problem.text for problem in caught.value.problems), str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_sweep_follows_no_path_out_and_has_no_endless_number_of_points(folder: pathlib.Path) -> None:
    for name, words in (("sweep-out", "leads out of the folder"), ("sweep-huge", "are more than")):
        with pytest.raises(ScenarioErrors, match=words):
            load_sweep(folder / f"{name}.yaml")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"(" * 100_000, "no Python"), (b"x" * 300_000, "over 200,000 bytes"), (b"a\0b", "no Python"),
     (b"\xff", "no Python"), (b"x = 1", "defines no function")],
)  # fmt: skip
def test_a_policy_file_is_read_and_not_run(tmp_path: pathlib.Path, content: bytes, words: str) -> None:
    (tmp_path / f"hostile_{len(content)}.py").write_bytes(content)
    search_in(tmp_path)
    with pytest.raises(PolicyNotFoundError, match=words):
        source_of(f"hostile_{len(content)}:decide")


def test_looking_for_a_policy_runs_no_package_and_takes_none_of_pythons_own(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "hostile_package"
    package.mkdir()
    (package / "__init__.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')\n")
    (package / "rules.py").write_text("def decide(view):\n    return True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert source_of("hostile_package.rules:decide") == package / "rules.py"
    assert not (tmp_path / "run").exists()
    with pytest.raises(PolicyNotFoundError, match="no module"):
        source_of("shutil:rmtree")


def test_only_a_regular_file_within_its_limit_is_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert bytes_of(tmp_path / "a", 5) == b"12345"
    for path, words in ((tmp_path / "a", "over 4 bytes"), (tmp_path, "folder"), (tmp_path / "b", "no such file"),
                        (pathlib.Path("/dev/null"), "device"), (pathlib.Path("a\0b"), "cannot be read")):  # fmt: skip
        with pytest.raises(NotReadableError, match=words):
            bytes_of(path, 4)
