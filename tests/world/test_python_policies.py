"""A policy in plain Python gets the view and decides, enters the run's identity, and is refused where missing."""

import hashlib
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.events import codes, kinds
from sim.events.row import first_difference
from sim.policy import python
from sim.policy.python import PolicyFailedError
from sim.runs.identity import run_hash
from sim.runs.replicate import Workers, replicate
from sim.scenario.load import load
from sim.scenario.problems import ScenarioErrors
from sim.world import asking
from sim.world.engines import simulate
from sim.world.model import build

FOLDER = Path(__file__).parents[2] / "scenarios" / "validation"
RESPOND = "agreement.responses[four-in-five].rules"


def small_world(*overrides):
    return load(FOLDER / "small-world.yaml", overrides=overrides).scenario


def own_policy(*overrides):
    return load(FOLDER / "own-policy.yaml", overrides=overrides).scenario


@pytest.fixture
def folder(tmp_path):
    """A folder with the small world and what it extends, for a policy beside it; modules are looked for in no other."""
    (tmp_path / "small-world.yaml").write_text((FOLDER / "small-world.yaml").read_text())
    others = python.FOLDERS.copy()
    python.FOLDERS.clear()
    yield tmp_path
    python.FOLDERS[:] = others


def with_policy(folder, module, source, function="respond"):
    """The small world answered by a function of a module in a folder."""
    (folder / f"{module}.py").write_text(source)
    rule = f"[{{kind: python, name: '{module}:{function}'}}]"
    return load(folder / "small-world.yaml", overrides=[f"{RESPOND}={rule}"]).scenario


def answers(scenario, replication=0):
    log = simulate(build(scenario), replication)
    told = (kinds.OFFER_EXERCISED, kinds.OFFER_DECLINED, kinds.REQUEST_RESERVED)
    return [tuple(row[c] for c in ("instant", "event", "entity", "reason")) for row in log if row["event"] in told]


@pytest.mark.parametrize(("said", "shipped"), [("True", "always"), ("False", "never")])
def test_a_function_that_says_one_thing_is_the_shipped_rule_that_says_it(folder, said, shipped):
    mine = with_policy(folder, f"says_{shipped}", f"def respond(offer):\n    return {said}\n")
    theirs = small_world(f"{RESPOND}=[{{kind: {shipped}}}]")
    assert answers(mine) == answers(theirs)


def test_a_function_that_says_what_a_shipped_rule_says_gives_its_log_to_the_bit(folder):
    mine = with_policy(folder, "a_share", "def respond(offer):\n    return offer.uniform < 0.8\n")
    assert simulate(build(mine), 3).tobytes() == simulate(build(small_world()), 3, "simpy").tobytes()


def test_the_shipped_example_keeps_a_quarter_of_the_headroom_and_halves_a_surplus():
    scenario = own_policy()
    model = build(scenario)
    log = simulate(model, 0)
    exercised = log[log["event"] == kinds.OFFER_EXERCISED]
    assert len(exercised) > 10
    assert (exercised["kw"] <= 0.75 * exercised["value"]).all()
    unwilling = log[(log["event"] == kinds.OFFER_DECLINED) & (log["reason"] == codes.UNWILLING)]
    assert len(unwilling) > 0
    assert (unwilling["kw"] > 0.75 * unwilling["value"]).all()
    held = log[log["event"] == kinds.REVIEW_HELD]
    assert (held["value"] == held["kw"].clip(0) // 2).all()
    assert (held["value"] > 0).any()


def test_funding_and_placement_may_be_functions_too():
    scenario = own_policy("capex.funding={kind: python, name: 'policies.cautious:fund'}")
    names = [f"policies.cautious:{function}" for function in ("fund", "place", "respond", "review")]
    assert sorted(python.named_in(scenario)) == names
    assert simulate(build(scenario), 1)["event"][-1] == kinds.HORIZON_REACHED


@pytest.mark.parametrize("replication", range(4))
def test_machine_code_hands_its_decisions_to_the_same_functions(replication):
    model = build(own_policy("capex.funding={kind: python, name: 'policies.cautious:fund'}"))
    compiled, interpreted = simulate(model, replication), simulate(model, replication, "simpy")
    assert first_difference(compiled, interpreted) is None


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_workers_call_the_same_functions(engine):
    model = build(own_policy())
    alone, spread = replicate(model, 2, Workers("compiled", 1)), replicate(model, 2, Workers(engine, 2))
    for one, other in zip(alone, spread, strict=True):
        assert np.array_equal(one.active, other.active)
        assert np.array_equal(one.values, other.values)
        assert one.values.any()


WITH_POLICY = "responses: [{rules: [{kind: python, name: 'edited:respond'}]}]"
"""As a resolved scenario says it."""


def test_another_source_is_another_run(folder):
    before = with_policy(folder, "edited", "def respond(offer):\n    return True\n")
    first = run_hash(WITH_POLICY, before, 5)
    assert first == run_hash(WITH_POLICY, before, 5)
    after = with_policy(folder, "edited", "def respond(offer):\n    return False\n")
    assert run_hash(WITH_POLICY, after, 5) == first, "a process runs what it has read first"
    python._content.cache_clear()  # as in another process
    assert run_hash(WITH_POLICY, after, 5) != first
    assert run_hash(WITH_POLICY, small_world(), 5) != first


@pytest.mark.parametrize(
    ("name", "says"),
    [("nowhere:respond", "there is no module `nowhere`"), ("beside:other", "defines no function `other`"),
     ("broken:respond", "is no Python: line 1"), ("../beside:respond", "name"), ("beside", "name")],
)  # fmt: skip
def test_what_is_missing_is_refused_with_what_was_looked_for(folder, name, says):
    (folder / "beside.py").write_text("def respond(offer):\n    return True\n")
    (folder / "broken.py").write_text("def respond(offer:\n")
    with pytest.raises(ScenarioErrors, match=says):
        load(folder / "small-world.yaml", overrides=[f"{RESPOND}=[{{kind: python, name: '{name}'}}]"])


def test_a_module_that_leads_out_of_the_folder_is_refused(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "elsewhere.py"
    outside.write_text("def respond(offer):\n    return True\n")
    (folder / "elsewhere.py").symlink_to(outside)
    with pytest.raises(ScenarioErrors, match="leads out of the scenario's folder"):
        load(folder / "small-world.yaml", overrides=[f"{RESPOND}=[{{kind: python, name: 'elsewhere:respond'}}]"])


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(("body", "says"), [
    ("return 0.5", r"policy broken_\w+:respond \(.*broken_\w+\.py\) said 0\.5: a whole number is meant"),
    ("return 'yes'", r"said 'yes': a whole number is meant"),
    ("return 1 + 'a'", r"policy broken_\w+:respond \(.*broken_\w+\.py:2\): TypeError: unsupported operand"),
    ("raise ValueError('not today')", r"broken_\w+\.py:2\): ValueError: not today"),
    ("raise SystemExit(9)", r"broken_\w+\.py:2\): SystemExit: 9"),
    ("return offer.nothing", r"broken_\w+\.py:2\): AttributeError: "),
])  # fmt: skip
def test_a_policy_that_breaks_is_told_with_its_line(folder, engine, body, says):
    module = f"broken_{hashlib.sha256(body.encode()).hexdigest()[:8]}"
    said = with_policy(folder, module, f"def respond(offer):\n    {body}\n")
    with pytest.raises(PolicyFailedError, match=says):
        simulate(build(said), 0, engine)


ANSWERS = {
    "respond": (RESPOND, "[{{kind: python, name: '{0}:f'}}]"),
    "place": ("agreement.placement", "{{kind: python, name: '{0}:f'}}"),
    "review": ("review.rules", "[{{kind: python, name: '{0}:f'}}, {{kind: python, name: '{0}:f'}}]"),
    "fund": ("capex.funding", "{{kind: python, name: '{0}:f'}}"),
}
"""What each kind of policy is named in."""
YEARS = [f"{{id: y{y}, fiscal_year: FY{y}, amount: $300M, kind: hard, scope: [servers]}}" for y in range(2024, 2029)]
SCARCE = f"capex.envelopes=[{', '.join(YEARS)}]"
"""Money that starts wait for, so that somebody has to say which goes first."""


def said_by(folder, kind, body):
    """The small world in which a policy of a kind is a function of this body, looking at `view`."""
    module = f"{kind}_{hashlib.sha256(body.encode()).hexdigest()[:8]}"
    (folder / f"{module}.py").write_text(f"def f(view):\n    {body}\n")
    key, rule = ANSWERS[kind]
    (folder / "own-policy.yaml").write_text((FOLDER / "own-policy.yaml").read_text())
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "cautious.py").write_text((FOLDER / "policies" / "cautious.py").read_text())
    return load(folder / "own-policy.yaml", overrides=[SCARCE, f"{key}={rule.format(module)}"]).scenario


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("body", ["return 10**12", "return -10**12", "return 10**12 - sum(view[:2]) % 7"])
def test_what_a_policy_may_say_at_most_gives_both_engines_one_log(folder, kind, body):
    model = build(said_by(folder, kind, body))
    compiled, interpreted = simulate(model, 0), simulate(model, 0, "simpy")
    assert first_difference(compiled, interpreted) is None
    if kind == "review":
        held = compiled[compiled["event"] == kinds.REVIEW_HELD]
        assert set(held["value"] // 10**11) <= {-20, 19, 20}, "both of its rules are counted"
        assert len(held) > 0
    if kind == "fund":
        assert (compiled["event"] == kinds.SPENDING_STARTED).any(), "no start is overlooked for its priority"


BEYOND = {
    "10**12 + 1": "1000000000001", "-10**12 - 1": "-1000000000001", "2**63": "9223372036854775808",
    "2**64": "18446744073709551616", "view[1] * 2**61 + 2**64": r"\d+", "2**64 - 1000": "18446744073709550616",
    "10**5000": "something of type int that cannot be written out", "9 * 10**1000": r"9(0){59}…",
    "None": "None", "float('nan')": "nan", "1.0": r"1\.0", "'" + 80 * "y" + "'": "'" + 59 * "y" + "…",
    "[]": r"\[\]", "1j": "1j",
}  # fmt: skip
"""Answers that are none, with what is told of them."""


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("answer", BEYOND)
def test_an_answer_beyond_what_a_policy_may_say_ends_the_run_in_words(folder, engine, kind, answer):
    model = build(said_by(folder, kind, f"return {answer}"))
    told = (rf"^policy {kind}_\w+:f \(.*{kind}_\w+\.py\) said {BEYOND[answer]}: a whole number is meant, "
            "from -1,000,000,000,000 to 1,000,000,000,000, or True and False$")  # fmt: skip
    with pytest.raises(PolicyFailedError, match=told):
        simulate(model, 0, engine)


def test_what_broke_first_is_told_by_both_engines(folder):
    """A placement is asked for each region in turn: machine code goes through the event to its end."""
    model = build(said_by(folder, "place", "raise ValueError(view)"))
    told = []
    for engine in ("compiled", "simpy"):
        with pytest.raises(PolicyFailedError, match="position=0") as raised:
            simulate(model, 0, engine)
        told.append(str(raised.value))
    assert told[0] == told[1]


def test_a_module_that_breaks_when_it_is_run_is_told_with_its_line(folder):
    said = with_policy(folder, "no_module", "import nothing_of_this_name\ndef respond(offer):\n    return True\n")
    with pytest.raises(PolicyFailedError, match=r"no_module\.py:1\): ModuleNotFoundError: "):
        build(said)


@pytest.mark.parametrize(("command", "options"), [
    ("run", ("-n", "1", "--no-figures", "--out", "out")), ("compare", ("small-world.yaml", "--first-difference")),
])  # fmt: skip
def test_a_command_tells_a_broken_policy_in_words(folder, monkeypatch, command, options):
    (folder / "worded.py").write_text("def respond(offer):\n    return 'yes'\n")
    rule = f"{RESPOND}=[{{kind: python, name: 'worded:respond'}}]"
    monkeypatch.chdir(folder)
    ran = CliRunner().invoke(group, [command, "small-world.yaml", *options, "--set", rule])
    assert ran.exit_code == 4
    assert "worded:respond" in ran.output
    assert "Traceback" not in ran.output


def test_threads_that_begin_together_have_one_address_for_a_policy(folder, monkeypatch):
    """A second C function would take the first one's place, which is freed then."""
    rules = build(with_policy(folder, "shared_by_all", "def respond(offer):\n    return True\n")).tables["rules"]
    made, make = [], asking.CALLED

    def slowly(function):
        made.append(make(function))
        time.sleep(0.05)
        return made[-1]

    monkeypatch.setattr(asking, "CALLED", slowly)
    copies = [rules.copy() for _ in range(4)]
    threads = [threading.Thread(target=asking.stand_in, args=(each,)) for each in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len({each.tobytes() for each in copies}) == 1
    assert copies[0].tobytes() != rules.tobytes()
