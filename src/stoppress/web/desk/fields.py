"""Fields: what forms send beyond single texts: rows, moments in a blog's zone, and what a list looked like.

Knows that rows are fields of the same name in order, and that an empty row is none.
Does not know what a row is for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from stoppress.domain.checks import is_timezone
from stoppress.domain.merging import merge_lines
from stoppress.errors import InputInvalid

_DIGEST: Final = 24
_MOVE: Final = re.compile(r"(up|down):([0-9]{1,4})", re.ASCII)

T = TypeVar("T")


def all_rows(form: FormData, *names: str) -> list[dict[str, str]]:
    """What was sent under these names, row by row."""
    columns = [[str(each).strip() for each in form.getlist(name)] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]


def rows(form: FormData, *names: str, beside: str = "") -> list[dict[str, str]]:
    """As `all_rows`, without those in which nothing was written; what is chosen `beside` from a list is no writing."""
    found = all_rows(form, *names)
    return [row for row in found if any(said for name, said in row.items() if name != beside)]


def moment(form: FormData, name: str, timezone: str) -> datetime | None:
    """The moment a field says in a zone, None for nothing. Raises InputInvalid."""
    said = str(form.get(name, "")).strip()
    if not said:
        return None
    zone = ZoneInfo(timezone) if is_timezone(timezone) else UTC
    try:
        found = datetime.fromisoformat(said)
    except ValueError as problem:
        raise InputInvalid(field=name.replace("_", " "), problem="write it like 2031-04-05T13:45.") from problem
    return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)


def local(moment: datetime | None, timezone: str) -> str:
    """A moment as such a field shows it."""
    if moment is None:
        return ""
    zone = ZoneInfo(timezone) if is_timezone(timezone) else UTC
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def moved(act: str, things: list[T]) -> list[T]:
    """The things after a button was pressed: `up:2` moves the third before the second, `down:0` the first behind it."""
    found = _MOVE.fullmatch(act)
    at = int(found[2]) if found is not None else len(things)
    if found is None or at >= len(things):
        return things
    rest = [*things[:at], *things[at + 1 :]]
    rest.insert(max(0, at - 1) if found[1] == "up" else at + 1, things[at])
    return rest


def put_together(was: str, now: Any, typed: Any) -> Any:
    """What two made of the same fields, or rows of them: `was` is JSON of what somebody looked at before typing.

    Of a field that both changed what was typed stands; of rows both.
    """
    try:
        before = json.loads(was)
    except ValueError:
        before = None
    if isinstance(now, dict):
        known = before if isinstance(before, dict) else {}
        return {name: now[name] if _is_same(said, known.get(name)) else said for name, said in typed.items()}
    rows = before if isinstance(before, list) else []
    merged = merge_lines(*(tuple(map(_row, each)) for each in (rows, now, typed)))
    return [json.loads(each) for stretch in merged for each in stretch.taken()]


def _is_same(said: str, known: object) -> bool:
    # Forms send the end of a line as two characters.
    return isinstance(known, str) and said.replace("\r\n", "\n") == known.replace("\r\n", "\n")


def _row(row: object) -> str:
    return json.dumps(row, sort_keys=True)


def digest(things: Sequence[object]) -> str:
    """What tells a list from another: a form says by it which one somebody looked at."""
    return sha256(repr(tuple(things)).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
