"""Forms: whether a blog takes questions now, and what readers are called upon to ask.

Knows opening hours by the blog's own clock, over midnight too.
Does not know what a form looks like.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from stoppress.audience.wording import cleaned
from stoppress.database.schema_questions import question_forms
from stoppress.domain.checks import is_timezone
from stoppress.domain.identifiers import Slug
from stoppress.errors import InputInvalid, TooLong

CALL_LIMIT: Final = 300
"""Longest call for questions in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRules:
    """How a blog's form stands. `hours` are the minutes of the day between which it is open, None for all day."""

    is_open: bool = True
    hours: tuple[int, int] | None = None
    call: str = ""

    def takes(self, now: datetime, timezone: str) -> bool:
        """Whether questions are taken now."""
        if not self.is_open or self.hours is None:
            return self.is_open
        zone = ZoneInfo(timezone) if is_timezone(timezone) else ZoneInfo("UTC")
        local = now.astimezone(zone)
        minute, (start, end) = local.hour * 60 + local.minute, self.hours
        return start <= minute < end if start < end else minute >= start or minute < end

    @property
    def clock_hours(self) -> tuple[str, str] | None:
        """The hours as a clock says them."""
        return None if self.hours is None else (_clock(self.hours[0]), _clock(self.hours[1]))


USUAL: Final = FormRules()
"""Those of a blog for which nothing was said."""


def form_rules(*, is_open: bool, start: str, end: str, call: str) -> FormRules:
    """What a form at the desk says; hours like 09:00, or none at all. Raises InputInvalid, TooLong."""
    hours = None
    if start or end:
        hours = _minute("from", start), _minute("to", end)
        if hours[0] == hours[1]:
            raise InputInvalid(field="to", problem="choose another time than the one it opens at.")
    said = cleaned(call, lines=False)
    if len(said) > CALL_LIMIT:
        raise TooLong(field="The call", length=len(said), limit=CALL_LIMIT)
    return FormRules(is_open=is_open, hours=hours, call=said)


def find_form(connection: Connection, blog: Slug) -> FormRules:
    """How a blog's form stands."""
    query = select(question_forms).where(question_forms.c.blog == blog)
    row = connection.execute(query).mappings().first()
    if row is None:
        return USUAL
    hours = (row["from_minute"], row["to_minute"]) if row["from_minute"] is not None else None
    return FormRules(is_open=row["is_open"], hours=hours, call=row["call"])


def set_form(connection: Connection, blog: Slug, rules: FormRules) -> None:
    """Set it. Only within grouped writes."""
    start, end = rules.hours if rules.hours is not None else (None, None)
    row: dict[str, Any] = {
        "blog": blog,
        "is_open": rules.is_open,
        "from_minute": start,
        "to_minute": end,
        "call": rules.call,
    }
    connection.execute(delete(question_forms).where(question_forms.c.blog == blog))
    connection.execute(insert(question_forms), [row])


def _minute(field: str, text: str) -> int:
    try:
        found = time.fromisoformat(text)
    except ValueError as problem:
        raise InputInvalid(field=field, problem="write a time like 09:00, in both fields or in neither.") from problem
    return found.hour * 60 + found.minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
