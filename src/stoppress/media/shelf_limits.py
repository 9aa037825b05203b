"""Limits of the shelves: how much may come in, and how long what nobody needs is kept.

Knows the defaults of RELIABILITY (d).
Does not know how they are held to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfLimits:
    """Bytes, counts and times.

    `file`: largest file; `body`: largest form, its files included; `part_headers`: headers of one part; `field_name`
    and `field`: bytes of a field's name and of its text; `fields` and `files`: how many a form may have.
    `daily_quota`: bytes a person may upload in 24 hours. `incoming`: how long an unfinished upload is kept that is not
    gone on with, and a file that has no row; `unreferenced`: how long a medium that nothing refers to.
    """

    file: int = 200 * _MIB
    body: int = 201 * _MIB
    part_headers: int = 1024
    field_name: int = 100
    field: int = 65_536
    fields: int = 100
    files: int = 10
    daily_quota: int = 5 * 1024 * _MIB
    incoming: timedelta = timedelta(hours=24)
    unreferenced: timedelta = timedelta(days=7)
