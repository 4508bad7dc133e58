"""The folders of a results folder."""

RUNS, SWEEPS, COMPARISONS = "runs", "sweeps", "comparisons"
CACHE = "cache"
"""Of the chunks that runs are made of."""
POINTS = "points"
"""Below the sweeps, of what is read off design points; shared by all of them."""
