"""Arrow without pandas, where that is installed: Arrow imports it to tell its arrays from others, for half a second.

No command needs it for that. Whoever asks for a data frame later, or imports pandas, has it as ever.
"""

import sys
from importlib.abc import MetaPathFinder


class _Refusing(MetaPathFinder):
    """Says of pandas that it is not there."""

    def find_spec(self, name, *_):
        """Nothing is found here."""
        if name == "pandas":
            raise ModuleNotFoundError("nobody is to import it now", name=name)


def use_arrow_without_pandas() -> None:
    """Have Arrow look for pandas in vain, which it does once."""
    import pyarrow as pa

    refusing = _Refusing()
    sys.meta_path.insert(0, refusing)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(refusing)
