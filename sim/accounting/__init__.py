"""Lease and asset accounting as plain functions of numbers: schedules, values, remeasurement, classes, depreciation.

Nothing here knows of scenarios, tables or logs. Amounts are floats until `rounding` posts them as whole dollars.
"""
