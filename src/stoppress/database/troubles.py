"""What a database's errors mean to a caller.

Knows which of the driver's errors say "full" and that all others say "not available now".
Does not know what was being done.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from stoppress.errors import StorageFull, StorageUnavailable

# disk_full, from appendix A of PostgreSQL's manual.
_DISK_FULL: Final = "53100"


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what a driver raises into StorageFull or StorageUnavailable.

    IntegrityError passes: it says that somebody else was first, which whoever expects it can act upon.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as problem:
        raise (StorageFull if _is_full(problem) else StorageUnavailable) from problem


def _is_full(problem: BaseException) -> bool:
    driver = getattr(problem, "orig", None) or problem
    return (
        getattr(driver, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(driver, "sqlstate", None) == _DISK_FULL
        or getattr(driver, "errno", None) == errno.ENOSPC
    )
