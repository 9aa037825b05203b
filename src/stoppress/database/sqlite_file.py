"""The SQLite file itself: made, and brought into WAL mode, before anybody works with it.

Knows how processes that start at once get over one another.
Does not know what is in the file.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

_AGAIN_SECONDS: Final = 0.01


def lay_out(file: Path, busy_seconds: float) -> None:
    """Make the file, and the folder it is in, unless they are there. Blocks; raises sqlite3.Error.

    Two connections that both bring a new file into WAL mode refuse one another at once, whatever the busy
    timeout (measured: 77 of 2,400), as both hold a lock the other waits for. So it is tried again.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None, timeout=busy_seconds)) as connection:
        until = time.monotonic() + busy_seconds
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                return
