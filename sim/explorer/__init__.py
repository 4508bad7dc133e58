"""A page on this machine to play with: a scenario's levers as sliders, simulated anew at every move.

`levers` finds what can be moved in sweep files, `trial` lays it over a scenario, `points` simulates, `picture` says
what is shown, `desk` hands out the work, `saving` writes a scenario file; `security`, `app`, `serving` are the server.
"""
