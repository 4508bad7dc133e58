"""The model held against theory: validation scenarios run the ordinary way, and numbers that formulas give exactly.

A case names a scenario file of scenarios/validation/, and what is read of its replications: a figure, or a number read
off the log. `formulas` has what it is exactly, with its source; a family of cases is a file; `measure` runs a case.
"""
