"""A page on this machine to play with: a scenario's levers as sliders, simulated anew at every move.

`trial` lays moved levers over a scenario, `levers` finds them in sweep files, `points` simulates, `picture` says what is
shown, `desk` hands out the work, `saving` writes a scenario file; `security`, `app` and `serving` are the page's server.
"""
