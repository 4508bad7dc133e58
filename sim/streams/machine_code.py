"""Where machine code is kept between processes: a folder named by a hash of every source it may come from.

Numba looks only at the file a function is written in, so a changed callee elsewhere would go unseen.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

import numba


def keep_by_sources(*parts: str) -> Path:
    """Name numba's cache folder, for what is declared from now on, by a hash of the sources of these parts of `sim`.

    NUMBA_CACHE_DIR names another. Returns the folder.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named:
        return Path(named)
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for part in parts for path in (package / part).rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    root = package.parent if os.access(package.parent, os.W_OK) else Path.home() / ".cache"
    folder = root / ".numba" / digest.hexdigest()[:16]
    settings: Any = numba.config  # its names are made when numba is imported
    settings.CACHE_DIR = str(folder)
    return folder
