"""Pages and screens to read: scenarios across, their differences on the same draws beneath.

`table` computes everything as plain data (one file per group of rows); `screen` shows it in a terminal,
`index` in a page with the figures. Nothing here simulates.
"""
