"""A list has each name once, and an item that nothing refers to is told where it is nearly named as another."""

import pytest

from sim.scenario.load import load
from sim.scenario.problems import ScenarioErrors
from tests.scenario.said import EXAMPLE, said

COMPLETE = {
    "pipelines": "build: 24 months",
    "lease_terms": "rent: $150/kW-month, term_years: 15",
    "regions": "area: us, power_price: $80/MWh",
}


def over(folder, *items):
    """What is wrong where a file lays complete items over the small world."""
    (folder / "base.yaml").write_text(EXAMPLE.read_text())
    lists = "".join(f"{name}: [{{id: {word}, {COMPLETE[name]}}}]\n" for name, word in items)
    (folder / "t.yaml").write_text(f"schema: 1\nextends: base.yaml\nname: t\ntitle: t\n{lists}")
    try:
        load(folder / "t.yaml")
    except ScenarioErrors as errors:
        return [(problem.file.rpartition("/")[2], problem.line, problem.text, problem.nearest)
                for problem in errors.problems]  # fmt: skip
    return []


@pytest.mark.parametrize(("name", "word", "what", "meant"), [
    ("pipelines", "plian", "pipeline", "plain"),
    ("pipelines", "plan", "pipeline", "plain"),
    ("lease_terms", "turnkeey", "lease terms", "turnkey"),
    ("regions", "eest", "region", "east"),
    ("regions", "nort", "region", "north"),
])  # fmt: skip
def test_a_misspelt_id_does_not_become_an_item_that_nothing_uses(tmp_path, name, word, what, meant):
    [(file, line, text, nearest)] = over(tmp_path, (name, word))
    assert (file, line, nearest) == ("t.yaml", 5, meant)
    assert f"nothing refers to the {what} '{word}'" in text


@pytest.mark.parametrize(("name", "word"), [
    ("pipelines", "plain-2"), ("pipelines", "plain"), ("lease_terms", "powered-shell"), ("regions", "west"),
    ("lease_terms", "turnkey-b"),
])  # fmt: skip
def test_an_item_of_another_name_may_wait_for_its_use(tmp_path, name, word):
    assert over(tmp_path, (name, word)) == []


@pytest.mark.parametrize("pair", [("hall-1", "hall-2"), ("hall-a", "hall-b"), ("h1", "h2"), ("us-east", "eu-east")])
def test_a_number_or_a_short_part_tells_items_apart(pair):
    steps = ", ".join(f"{{id: {name}, build: 1 year}}" for name in (*pair, "plain"))
    assert said(f"pipelines=[{steps}]") == ""


def test_what_something_refers_to_may_be_named_nearly_as_another():
    steps = "pipelines=[{id: plain, build: 1 year}, {id: plains, build: 2 years}]"
    hall = ("{{id: {}, region: east, grade: ai, tenure: owned, stage: live, pipeline: {}, "
            "tranches: [{{capacity: 1 MW}}]}}")  # fmt: skip
    assert "nothing refers to the pipeline 'plains'" in said(steps)
    assert said(steps, f"sites=[{hall.format('a', 'plain')}, {hall.format('b', 'plains')}]") == ""


@pytest.mark.parametrize(("override", "word"), [
    ("demand.classes[training].providers=[cloud, operator, cloud]", "cloud"),
    ("agreement.standing_approvals=[{id: a, first_day: 2024-07-01, provider: cloud, classes: [training, training]}]",
     "training"),
    ("agreement.regimes[exclusivity].carved_out=[training, training]", "training"),
    ("review.when_short=[take_back, take_back]", "take_back"),
    ("review.select={regions: [east, east]}", "east"),
    ("rivals=[{id: r, areas: [us, us]}]", "us"),
    ("capex.envelopes=[{id: y, fiscal_year: FY2025, amount: $1M, kind: soft, scope: [land, land]}]", "land"),
])  # fmt: skip
def test_a_list_has_each_name_once(override, word):
    assert f"'{word}' stands twice in this list: leave one of them out" in said(override)


@pytest.mark.parametrize(("word", "stands_for"), [("all", "every region"), ("none", "no region")])
def test_ids_of_sums_are_refused(tmp_path, word, stands_for):
    [(file, line, text, _)] = over(tmp_path, ("regions", word))
    assert (file, line) == ("t.yaml", 5)
    assert f"'{word}' stands for {stands_for} in results" in text
