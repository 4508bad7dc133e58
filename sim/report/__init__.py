"""Pages and screens to read: scenarios across, their differences on the same draws beneath.

`table` computes every row as plain data (one file per group of rows), `brief` those that one screen holds.
`screen` prints these, `full_table` writes all as text, `index` as a page with the figures. Nothing here simulates.
"""
