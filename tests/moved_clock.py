"""The program with a clock that tests move: alarms go by it, and everything else by the world's.

Run as `python tests/moved_clock.py …` with the arguments of `stoppress`; the file that STOPPRESS_TEST_MINUTES names says by
how many minutes the clock is ahead. A file that is not there is none.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Connection

from stoppress.app import telling
from stoppress.cli.program import program
from stoppress.database.database import Database
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.moments import database_clock

_FILE = Path(os.environ.pop("STOPPRESS_TEST_MINUTES"))


def moved(connection: Connection) -> datetime:
    """The database's time, put forward."""
    ahead = float(_FILE.read_text()) if _FILE.exists() else 0.0
    return database_clock(connection) + timedelta(minutes=ahead)


class MovedAlarms(Alarms):
    """Alarms by that clock."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, moved)


if __name__ == "__main__":
    setattr(telling, "Alarms", MovedAlarms)  # noqa: B010 - to mypy a class is no variable
    program()
