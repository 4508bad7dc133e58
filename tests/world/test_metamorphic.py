"""What must not change a log, or only from a date on."""

import itertools
import random
import re
from datetime import date, timedelta

import numpy as np
import pytest
import yaml

from sim.events import kinds
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.world import engines
from sim.world.engines import simulate
from sim.world.model import build
from tests.world.decoded import parted, rows_of
from tests.world.redrawing import simulate_anew
from tests.world.small import RIGHT, START, day, live, regimes, run, scenario, site, tranche, workload
from tests.world.studies import FOLDER, model_of, studies

DAY = 86_400
CYCLE = timedelta(days=1461)
"""Four years with their leap day: every month is as long as its counterpart."""


def dated() -> dict[str, date]:
    """The date from which scenarios/README.md says that a study differs from the baseline."""
    found: dict[str, date] = {}
    study = ""
    for line in (FOLDER / "README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 4:
            continue
        names = re.findall(r"`([\w./-]+)`", cells[0])
        if names and names[0].endswith(".yaml"):
            study = names[0].removesuffix(".yaml")
        listed = [f"{study}+{name}" for name in names] if cells[0].startswith("—") else [study]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", cells[3]):
            found |= dict.fromkeys(listed, date.fromisoformat(cells[3]))
    return {name: day for name, day in found.items() if "/" not in name}


DATED = dated()


def test_every_study_but_the_baseline_has_its_date():
    undated = {"baseline", "ordinary-churn"}
    assert set(DATED) == set(studies()) - undated


@pytest.mark.parametrize("replication", [0, 1])
@pytest.mark.parametrize("study", sorted(DATED))
def test_a_study_is_the_baseline_up_to_its_date(study, replication):
    base, other = model_of("baseline"), model_of(study)
    before = (DATED[study] - base.scenario.horizon.start).days * DAY
    logs = [(m.layout, simulate(m, replication)) for m in (base, other)]
    left, right = ([r for r in rows_of(*log) if r[2] < before] for log in logs)
    assert parted(left, right) == ""
    if before > 0:
        assert len(left) > 1_000
    whole = [rows_of(*log) for log in logs]
    assert parted(*whole) != ""


def test_ordinary_churn_is_the_baseline_to_the_end():
    logs = [simulate(model_of(study), 0) for study in ("baseline", "ordinary-churn")]
    assert parted(*(rows_of(model_of("baseline").layout, log) for log in logs)) == ""


NOW = date(2026, 3, 14)


@pytest.mark.parametrize(
    "setting",
    [
        "timeline=[{id: x, action: scale_demand, at: 2026-03-14, target: general, factor: 0.5}]",
        "timeline=[{id: x, action: scale_demand, at: 2026-03-14, target: partner-training, factor: 0.5, of: rates}]",
        "timeline=[{id: x, action: scale_demand, at: 2026-03-14, target: partner-training, factor: 3, of: rates}]",
        "timeline=[{id: x, action: set_envelope, at: 2026-03-14, fiscal_year: FY2026, amount: $1bn}]",
        "timeline=[{id: x, action: release, at: 2026-03-14, capacity: 3 GW, split: true, select: {stages: [loi]}}]",
    ],
)
def test_an_action_changes_nothing_before_its_date(setting, monkeypatch):
    monkeypatch.setattr(engines, "MOST_ROOM", 4.0)
    base = model_of("baseline")
    other = build(load(FOLDER / "baseline.yaml", overrides=[setting]).scenario)
    before = (NOW - base.scenario.horizon.start).days * DAY
    left, right = (rows_of(m.layout, simulate(m, 4)) for m in (base, other))
    assert parted([r for r in left if r[2] < before], [r for r in right if r[2] < before]) == ""
    assert parted(left, right) != ""


MONEY = (kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID, kinds.ENVELOPE_EXCEEDED)


def assert_only_what_follows_differs(model, replication, at):
    """Drawing anew what is not over at a date changes the log, and nothing before it."""
    now = (at - model.scenario.horizon.start).days * DAY
    log, other = simulate(model, replication), simulate_anew(model, replication, now)
    assert parted(rows_of(model.layout, log), rows_of(model.layout, other)) != ""
    left, right = log[log["instant"] < now], other[other["instant"] < now]
    assert parted(rows_of(model.layout, left), rows_of(model.layout, right)) == ""


@pytest.mark.parametrize(
    ("study", "replication", "at"),
    [
        ("baseline", 1, date(2024, 2, 2)),
        ("analyst-reading", 1, date(2026, 11, 11)),
        ("own-for-leased", 2, date(2025, 3, 20)),
        ("stargate", 3, date(2028, 8, 8)),
        ("what-if/late-power", 4, date(2025, 8, 20)),
    ],
)
def test_no_draw_that_is_not_over_changes_what_is_done_before(study, replication, at):
    assert_only_what_follows_differs(model_of(study), replication, at)


@pytest.mark.parametrize("at", [day(150), day(300), day(500)])
def test_no_slip_of_the_grid_that_is_not_over_changes_what_is_done_before(at):
    """A step of 20 MW every 60 days, each late by 20 to 200 days; requests ask for what comes with them."""
    steps = [{"id": f"step-{i}", "at": day(60 * i), "capacity": "20 MW"} for i in range(1, 12)]
    slip = {"distribution": "uniform", "low": "20 days", "high": "200 days"}
    asking = workload(
        arrivals=[{"first_day": START, "rate": "1/day"}], notice="90 days", patience="120 days", duration="150 days"
    )
    world = scenario(
        regions=[{"id": "east", "area": "us", "power_price": "$80/MWh", "power": {"steps": steps, "slip": slip}},
                 {"id": "north", "area": "europe", "power_price": "$100/MWh"}],
        sites=[site(f"hall-{i}", "building", tranche(20, day(60 * i))) for i in range(1, 12)],
        agreement=regimes(RIGHT), demand={"classes": [asking]},
    )  # fmt: skip
    assert_only_what_follows_differs(build(world), 0, at)


# --- lists in another order

ORDERED = {"stages", "providers", "tranches", "rules", "ready", "options"}
"""Lists whose order says something, and those of which a place is the only name; `providers` of a class only."""


def shuffled(said, luck: random.Random, key: str = "", inside: bool = False):
    """A scenario's plain tree with every list in another order, unless its order says something."""
    if isinstance(said, dict):
        return {k: shuffled(v, luck, k, True) for k, v in said.items()}
    if not isinstance(said, list):
        return said
    items = [shuffled(v, luck, "", True) for v in said]
    named = all(isinstance(v, dict) and "id" in v for v in items)
    if named or key not in ORDERED:
        luck.shuffle(items)
    return items


def plain(study: str) -> dict:
    """The resolved tree of a study as plain YAML values."""
    name, _, variant = study.partition("+")
    return yaml.load(resolved_yaml(load(FOLDER / f"{name}.yaml", variant=variant or None).tree), yaml.BaseLoader)


def log_of(tree: dict, folder, replication: int):
    """Layout and log of a plain tree."""
    path = folder / "scenario.yaml"
    path.write_text(yaml.dump(tree, sort_keys=False, Dumper=Plain))
    model = build(load(path).scenario)
    return model.layout, simulate(model, replication)


class Plain(yaml.SafeDumper):
    """Writes texts as they were: what looks like a number or a date had no quotes."""


Plain.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style="'" if re.search(r"[:#{}\[\],&*]|^$", text) else None))  # fmt: skip
Plain.yaml_implicit_resolvers = {}


@pytest.mark.parametrize("study", ["baseline", "analyst-reading", "operator-reading", "own-for-leased"])
def test_the_order_of_lists_says_nothing(study, tmp_path):
    tree = plain(study)
    other = shuffled(tree, random.Random(5))
    assert tree != other
    left, right = log_of(tree, tmp_path, 2), log_of(other, tmp_path, 2)
    assert parted(rows_of(*left), rows_of(*right)) == ""
    assert np.array_equal(left[1], simulate(model_of(study), 2))


def test_the_order_of_ready_spans_says_nothing(tmp_path):
    tree = plain("baseline")
    portfolios = [p | {"ready": p["ready"][::-1]} if "ready" in p else p for p in tree["portfolios"]]
    layout, log = log_of(tree | {"portfolios": portfolios}, tmp_path, 0)
    assert parted(rows_of(layout, log), rows_of(layout, simulate(model_of("baseline"), 0))) == ""


# --- dates moved

YEARED = {kinds.ENVELOPE_OPENED: "entity", kinds.ENVELOPE_EXCEEDED: "entity", kinds.SHORTFALL_BILLED: "entity",
          kinds.MONEY_FREED: "value"}  # fmt: skip
"""Where rows hold the number of a fiscal year."""


def moved(said, key: str = ""):
    """A plain tree with every date four years on."""
    if isinstance(said, dict):
        return {k: moved(v, k) for k, v in said.items()}
    if isinstance(said, list):
        return [moved(v, key) for v in said]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return (date.fromisoformat(said) + CYCLE).isoformat()
    return re.sub(r"FY(\d{4})", lambda m: f"FY{int(m[1]) + 4}", said) if key == "fiscal_year" else said


@pytest.mark.parametrize("study", studies())
def test_dates_moved_by_four_years_move_nothing_else(study, tmp_path):
    tree = plain(study)
    tree.pop("vintage")
    layout, log = log_of(moved(tree), tmp_path, 1)
    assert layout.month_dates[0] == model_of(study).layout.month_dates[0] + CYCLE
    back = log.copy()
    for event, column in YEARED.items():
        back[column][log["event"] == event] -= 4
    base = simulate(model_of(study), 1)
    assert np.array_equal(base, back)
    assert not np.array_equal(base, log)


# --- one thing less


def drawn_sizes(log, layout):
    """What each entity drew: kW, wanted start of requests; kW of sites as they are declared."""
    rows = rows_of(layout, log)
    requests = {r[4]: (r[2], r[11], r[16]) for r in rows if r[3] == kinds.REQUEST_MADE}
    tranches = {r[4]: (r[11], r[6], r[7]) for r in rows if r[3] == kinds.TRANCHE_DECLARED}
    return requests, tranches


def lateness(log, layout):
    """How late each tranche was against its plan."""
    return {r[4]: (r[2], r[16]) for r in rows_of(layout, log) if r[3] == kinds.TRANCHE_READY}


def without(tree: dict, block: str, name: str) -> dict:
    """The tree without one item of a list."""
    return tree | {block: [item for item in tree[block] if item["id"] != name]}


def test_a_class_less_moves_no_other_draw(tmp_path):
    tree = plain("baseline")
    classes = [c for c in tree["demand"]["classes"] if c["id"] != "large-customers"]
    fewer = tree | {"demand": tree["demand"] | {"classes": classes}}
    layout, log = log_of(fewer, tmp_path, 0)
    base = model_of("baseline")
    (requests, tranches), (asked, held) = drawn_sizes(simulate(base, 0), base.layout), drawn_sizes(log, layout)
    kept = {name: draws for name, draws in requests.items() if not name.startswith("large-customers")}
    assert len(kept) < len(requests)
    assert asked == kept
    assert held == tranches
    assert lateness(log, layout) == lateness(simulate(base, 0), base.layout)


@pytest.mark.parametrize("name", ["finance-signed", "loi-stock", "owned-started", "loi-stream"])
def test_a_portfolio_less_moves_no_other_draw(name, tmp_path):
    layout, log = log_of(without(plain("baseline"), "portfolios", name), tmp_path, 0)
    base = model_of("baseline")
    log0 = simulate(base, 0)
    (requests, tranches), (asked, held) = drawn_sizes(log0, base.layout), drawn_sizes(log, layout)
    assert asked == requests
    assert held == {t: draws for t, draws in tranches.items() if not t.startswith(f"{name}-0")}
    late = lateness(log0, base.layout)
    assert len(held) < len(tranches)
    assert lateness(log, layout) == {t: draws for t, draws in late.items() if not t.startswith(f"{name}-0")}


def test_a_lease_less_moves_no_other_draw():
    slip = {"distribution": "lognormal", "median": "60 days", "p90": "150 days"}
    letter = {"distribution": "gamma", "mean": "100 days", "cv": 0.5}
    pipelines = [{"id": "plain", "build": "200 days", "slip": slip, "loi": letter, "lead": "300 days"}]
    sites = [
        site(f"lease-{i}", stage, tranche(10)) for i, stage in enumerate(("loi", "soq", "signed", "building", "loi"))
    ]
    whole = run(pipelines=pipelines, sites=sites)
    less = run(pipelines=pipelines, sites=[s for s in sites if s["id"] != "lease-1"])
    told = [{(r.name["entity"], r.name["event"]): r.instant for r in log.of(*range(2, 7))} for log in (whole, less)]
    assert told[1] == {k: v for k, v in told[0].items() if not k[0].startswith("lease-1/")}
    assert len(told[1]) < len(told[0])


def test_supply_elsewhere_moves_no_response_time():
    right = {"regime": "right_of_first_refusal", "first_day": date(2024, 9, 1), "window": "30 days",
             "response_time": {"distribution": "uniform", "low": "1 day", "high": "30 days"}}  # fmt: skip
    exclusive = {"regime": "exclusive", "waiting_time": "700 days"}

    def answers(sites):
        log = run(sites=sites, demand={"classes": [workload(size="5 MW", patience="600 days")]},
                  agreement=regimes(exclusive, right))  # fmt: skip
        made = {r.name["entity"]: r.instant for r in log.of(kinds.OFFER_MADE)}
        return {r.name["entity"]: r.instant - made[r.name["entity"]] for r in log.of(kinds.OFFER_DECLINED)}

    too_small = [site(f"small-{i}", "building", tranche(1, date(2024, 8, 5 + i))) for i in range(3)]
    base = answers([])
    assert len(base) > 10
    assert answers(too_small) == base


# --- more of the same


def exercised(share, **fields):
    """Requests exercised, by name, at a share; there is room for all."""
    rules = [{"kind": "share", "share": share} | fields]
    log = run(sites=[live("hall", 500)], demand={"classes": [workload(), workload("inference")]},
              agreement={"responses": [{"id": "r", "first_day": date(2024, 7, 1), "rules": rules}]})  # fmt: skip
    return {r.name["entity"] for r in log.of(kinds.OFFER_EXERCISED)}


def test_a_larger_share_exercises_a_superset():
    chosen = [exercised(s) for s in ("0 %", "20 %", "50 %", "80 %", "100 %")]
    assert chosen[0] == set()
    for fewer, more in itertools.pairwise(chosen):
        assert fewer < more


def test_a_share_of_one_class_leaves_the_others_whole():
    whole, none = exercised("100 %"), exercised("0 %", workload="training")
    assert none == {name for name in whole if name.startswith("inference")}
    assert none < whole
