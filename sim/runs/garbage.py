"""How often Python looks through all there is for what nobody names any more."""

import gc


def look_less_often() -> None:
    """Look seldom: a command, or a worker, makes thousands of modules' parts first, which stay to its end."""
    gc.set_threshold(50_000, 20)
