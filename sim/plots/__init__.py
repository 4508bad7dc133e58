"""Figures from stored results, one per file: capacity, headroom, capex, requests, a sweep's map.

A figure's file says in `TAKES` what it is drawn from (`run`, `runs`, `sweep`, …: the registry lists them), in
`ABOUT` what it shows, and draws it in `draw`; `registry` finds the files by themselves. Nothing here reads a live
simulation.
"""
