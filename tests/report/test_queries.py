"""Questions in SQL read the tables of stored runs, and nothing else."""

import pyarrow.csv as pa_csv
import pytest

from sim.report.queries import QueryRefusedError, ask
from tests.report.exported_runs import stored_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    place = tmp_path_factory.mktemp("what's \"asked\"")
    return [stored_run(place, n) for n in (3, 4)]


def test_a_table_has_the_rows_of_all_runs_with_their_folders(runs):
    [told] = ask(runs, "SELECT count(DISTINCT folder) AS runs, count(*) AS n FROM summary").to_pylist()
    rows = [len(pa_csv.read_csv(run / "summary.csv")) for run in runs]
    assert told == {"runs": 2, "n": sum(rows)}
    found = ask(runs, "FROM scalars SELECT folder, count(*) AS n GROUP BY folder ORDER BY n").to_pylist()
    assert found == [{"folder": run.name, "n": n} for run, n in zip(runs, (3, 4), strict=True)]
    assert "tranches" in ask(runs, "SHOW TABLES")["name"].to_pylist()


@pytest.mark.parametrize("question", [
    "FROM read_csv('/etc/passwd')", "FROM '/etc/passwd'", "FROM '/etc/x.csv'",
    "SELECT content FROM read_text('/etc/passwd')",
])  # fmt: skip
def test_no_other_file_is_read(runs, question):
    with pytest.raises(QueryRefusedError, match=r"Permission|Table with name"):
        ask(runs, question)


@pytest.mark.parametrize("question", [
    "COPY (SELECT 1) TO '{}/x.csv'", "ATTACH 'x.db'", "CREATE TABLE a AS SELECT 1", "SET memory_limit = '1GB'",
    "INSTALL httpfs", "", "SELECT 1; SELECT 2", "DROP VIEW summary",
])  # fmt: skip
def test_nothing_is_written_or_set(runs, question):
    before = sorted(runs[0].iterdir())
    with pytest.raises(QueryRefusedError, match="one statement that reads"):
        ask(runs, question.format(str(runs[0]).replace("'", "''")))
    assert sorted(runs[0].iterdir()) == before


def test_what_is_wrong_with_a_question_is_told(runs):
    with pytest.raises(QueryRefusedError, match="nowhere does not exist"):
        ask(runs, "SELECT * FROM nowhere")
    with pytest.raises(QueryRefusedError, match="syntax error"):
        ask(runs, "SELEKT 1")
