"""docs/limits.md gives the errors that docs/calibration.md gives."""

from tests.docs.pages import ROOT


def rows(page: str) -> list[list[str]]:
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_its_errors_are_those_of_the_calibration():
    calibrated = {(name, reported): (now, error) for name, reported, _, now, error, *_ in
                  (row for row in rows("calibration.md") if len(row) == 6)}  # fmt: skip
    told = [row for row in rows("limits.md") if len(row) == 4 and row[3].endswith("%")]
    assert len(told) == 10
    for name, reported, simulated, error in told:
        assert calibrated[name, reported] == (simulated, error)
