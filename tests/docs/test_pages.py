"""Every block of every page runs and says what the page says, or the page says why it isn't run."""

import shlex

import pytest

from sim.cli import group
from tests.docs.pages import PAGES, ROOT, Block, UntestedError, blocks
from tests.docs.running import COMMAND, Session, clone

BLOCKS = {page: blocks(page, (ROOT / page).read_text(encoding="utf-8")) for page in PAGES}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """One clone for all pages of a process, so that what one has simulated the next one finds."""
    return clone(tmp_path_factory.mktemp("clone"))


def runnable(long: bool) -> list[str]:
    return [page for page, found in BLOCKS.items() if any(block.runs and block.long == long for block in found)]


@pytest.mark.parametrize("page", runnable(long=False))
def test_the_blocks_of_a_page_do_what_it_says(folder, page):
    session = Session(folder)
    for block in BLOCKS[page]:
        if block.runs and not block.long:
            session.run(block)


@pytest.mark.long
@pytest.mark.parametrize("page", runnable(long=True))
def test_the_long_blocks_of_a_page_do_what_it_says(folder, page):
    session = Session(folder)
    for block in BLOCKS[page]:
        if block.runs and (block.long or "file" in block.told):
            session.run(block)


def test_who_is_said_to_test_a_block_knows_its_page():
    for block in (block for found in BLOCKS.values() for block in found if "tested by" in block.told):
        test = ROOT / block.told["tested by"]
        assert block.page.rpartition("/")[2] in test.read_text(encoding="utf-8"), block.place


def test_a_command_that_is_not_run_here_is_one_that_there_is():
    for block in (block for found in BLOCKS.values() for block in found if block.language == "sh" and not block.runs):
        for line in block.text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words[:2] == [*COMMAND]:
                assert unknown_of(words[2:]) == [], block.place


def unknown_of(words: list[str]) -> list[str]:
    """What of a command's words is no command and no option of it."""
    found = group.get_command(None, words[0]) if words else None
    if found is None:
        return words[:1]
    known = {name for option in found.params for name in (*option.opts, *option.secondary_opts)} | {"--help", "-h"}
    return [word for word in words[1:] if word[:1] == "-" and word.partition("=")[0] not in known]


def test_unknown_commands_and_options_are_seen():
    assert unknown_of(["explore", "scenarios/baseline.yaml", "--prot", "8050"]) == ["--prot"]
    assert unknown_of(["explor", "scenarios/baseline.yaml"]) == ["explor"]
    assert unknown_of(["sweep", "a.yaml", "--settle", "headroom_mw"]) == []


def test_an_output_follows_what_gives_it():
    for found in BLOCKS.values():
        for before, block in zip([None, *found], found, strict=False):
            if block.language == "text" and block.runs:
                assert before is not None, block.place
                assert before.runs, block.place
                assert before.language in ("sh", "python", "yaml"), block.place
                assert before.long == block.long, block.place


# --- that a page can fail


def page_of(text: str) -> list[Block]:
    return blocks("page.md", text)


@pytest.mark.parametrize(("text", "said"), [
    ("```\nmake run\n```\n", "is one of sh, python"),
    ("```bash\nmake run\n```\n", "is one of sh, python"),
    ("<!-- not run: -->\n```sh\nmake run\n```\n", "says nothing"),
    ("<!-- skip: slow -->\n```sh\nmake run\n```\n", "`skip` is none of"),
    ("Do\n\n    .venv/bin/python run_scenarios.py run\n", "page.md:3: a command stands between fences"),
    ("```sh\nmake run\n", "not closed"),
])  # fmt: skip
def test_a_block_that_is_neither_run_nor_excused_is_refused(text, said):
    with pytest.raises(UntestedError, match=said):
        page_of(text)


VALIDATE = ".venv/bin/python run_scenarios.py validate"


@pytest.mark.parametrize("text", [
    f"```sh\n{VALIDATE} scenarios/no-such.yaml\n```\n",
    f"<!-- exit: 3 -->\n```sh\n{VALIDATE} scenarios/validation/small-world.yaml\n```\n",
    "```sh\nls no-such-file\n```\n",
    "```sh\necho one | cat\n```\n\n```text\ntwo\n```\n",
    "```sh\necho one two | cat\n```\n\n```text\ntwo\n…\none\n```\n",
    "```python\nassert 1 > 2\n```\n",
    "```yaml\nschema: 1\nextends: base.yaml\noperator: {resrve: 5 %}\n```\n",
    "<!-- excerpt: sim/__init__.py -->\n```python\nimport numpy\n```\n",
    "<!-- run with: replications=2 -->\n```python\nprint(1)\n```\n",
])  # fmt: skip
def test_a_block_that_does_something_else_than_the_page_says_fails(folder, text):
    session = Session(folder)
    *before, last = page_of(text)
    for block in before:
        session.run(block)
    with pytest.raises(AssertionError):
        session.run(last)


def test_what_a_page_says_rightly_passes(folder):
    session = Session(folder)
    said = "1\n" + "".join(f"{n}\n" for n in range(9))
    text = (f"```sh\n{VALIDATE} scenarios/validation/small-world.yaml  # a remark\n```\n\n"
            "```python\nprint(1)\nfor n in range(9):\n    print(n)\n```\n\n"
            f"```text\n{said}```\n\n```text\n1\n0\n…\n8\n```\n"
            "<!-- exit: 3 -->\n```sh\n.venv/bin/python -c 'exit(3)'\n```\n")  # fmt: skip
    found = page_of(text)
    assert [block.language for block in found] == ["sh", "python", "text", "text", "sh"]
    for block in found:
        session.run(block)
