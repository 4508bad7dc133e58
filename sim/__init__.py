"""A hyperscaler's data-center capacity, simulated event by event, under contracts and chance.

The parts, in the order data flows: `quantities`, `policy` and `scenario` say what may be asked; `events`,
`streams` and `world` simulate it; `metrics` and `runs` turn logs into stored numbers; `statistics`, `plots`
and `report` read them; `cli` is the command line. Nothing is imported here, so that `--help` answers at once.
"""
