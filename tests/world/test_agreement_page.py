"""The page about the agreement says every clause, and its example runs."""

import pathlib
import re

import pytest
import yaml

from sim.events import kinds
from sim.quantities.record import Record
from sim.scenario.agreement import Regime
from tests.world.asking import CLOUD
from tests.world.fates import Fates
from tests.world.replayer import Replayer
from tests.world.small import day, live, run, site, tranche

PAGE = (pathlib.Path(__file__).parents[2] / "docs" / "agreement.md").read_text()
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_names_every_key_of_a_regime():
    keys = set(Regime.model_fields) - set(Record.model_fields) - {"id", "regime"}
    assert {key for key in keys if f"`{key}`" not in PAGE and f"`{key}:" not in PAGE} == set()


@pytest.fixture(scope="module")
def log():
    late = [{"id": "plain", "build": "365 days", "slip": "200 days"}]
    sites = [live("hall", 20), live("annex", 5, region="north"), site("next", "building", tranche(20, day(300)))]
    return run(sites=sites, providers=[CLOUD], pipelines=late, **yaml.safe_load(EXAMPLE))


def test_the_example_of_the_page_shows_its_clauses_at_work(log):
    for event in (kinds.TERMS_NAMED, kinds.OFFER_MATCHED, kinds.REQUEST_PARTED, kinds.OFFER_DECLINED):
        assert log.of(event)
    holders = {(r.name["workload"], r.name["holder"]) for r in log.of(kinds.REQUEST_RESERVED)}
    assert holders >= {("training", "operator"), ("training", "cloud"), ("research", "cloud")}
    offered = {r.name["workload"] for r in log.of(kinds.OFFER_MADE)}
    assert offered == {"training"}
    Fates(log.array).hold()
    Replayer(log.layout).replay(log.array)
