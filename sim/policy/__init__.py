"""Rules: a frozen record of numbers, which is also its YAML, and the pure decision that goes with it."""
