"""How sure a number is: intervals, paired comparison on common random numbers, tables of both."""
