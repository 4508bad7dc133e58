"""The screen fits its width, is plain where it is piped, and shows every scenario."""

import io

import pytest
from rich.console import Console

from sim.report.screen import print_screen, screen_text
from tests.plots.synthetic import SyntheticResults, three_scenarios


@pytest.mark.parametrize("width", [100, 120, 160])
@pytest.mark.parametrize("count", [1, 3, 9])
def test_screen_keeps_its_width_and_shows_all(width, count):
    runs = three_scenarios(n=5)[:count] + [
        SyntheticResults(f"more-{i}", 0.2 * i, n=5) for i in range(count - 3)
    ]
    text = screen_text(runs, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert all(run.hash10 in text for run in runs)
    assert all(f"({number})" in text for number in range(1, 10 if count > 1 else 9))
    assert "\x1b" not in text


def test_a_pipe_gets_no_colour_and_a_terminal_does():
    runs = three_scenarios(n=5)
    piped, terminal = io.StringIO(), io.StringIO()
    print_screen(runs, Console(file=piped, width=80))
    print_screen(runs, Console(file=terminal, width=120, force_terminal=True, color_system="standard"))
    assert "\x1b" not in piped.getvalue()
    assert "\x1b[" in terminal.getvalue()
    assert piped.getvalue() == screen_text(runs, 160)


def test_a_stream_without_unicode_gets_ascii():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_screen(three_scenarios(n=5), Console(file=stream))
    stream.flush()
    assert b"(9) What would tell it apart" in raw.getvalue()


def test_one_replication_says_so_and_claims_no_interval():
    text = screen_text(three_scenarios(n=1))
    assert "n = 1 replication," in text
    body = text.split("hash")[0].split("(1) Live")[1].split("(5) Call")[0]
    means = [line for line in body.splitlines() if not line.strip().startswith("P(")]
    assert not any("±" in line for line in means)  # a probability has Wilson's interval even then


def test_names_with_markup_stay_words():
    runs = [SyntheticResults("[bold]first[/bold]", n=3), SyntheticResults("run", 1.0, n=3)]
    assert "[bold]first[/bold]" in screen_text(runs).splitlines()[0]


def test_differences_stand_beneath_their_value():
    lines = screen_text(three_scenarios(n=40)).splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("FY28 end"))
    assert lines[at].count("[") == 3
    assert lines[at + 1].count("±") == 2
    assert lines[at + 1].strip().startswith("−")
