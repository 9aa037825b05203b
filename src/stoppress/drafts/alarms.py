"""Alarms: what of a blog nobody has touched for too long.

Knows what counts as touching, that only a blog on the air is watched, within the hours that were planned, and that what
was left over night is counted from the morning. Pure.
Does not know when anybody looks (`clockwork`), nor who is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.identifiers import Slug

MOST_MINUTES: Final = 1_440
"""An alarm after more than a day is none."""

MINUTES_OF_DAY: Final = 1_440

# An edit of an older post is seldom what keeps a blog alive.
_LOOKED_AT: Final = 30


class Watched(StrEnum):
    """What of a blog is watched."""

    BLOG = "blog"
    KEY_POINTS = "key-points"
    PIN = "pin"


WORDS: Final[Mapping[Watched, str]] = MappingProxyType(
    {
        Watched.BLOG: "the blog",
        Watched.KEY_POINTS: "the key points",
        Watched.PIN: "the pinned post",
    }
)
"""How it is called in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRules:
    """After how many minutes what is an alarm, 0 for never; and the minutes of the day, by the blog's own clock, between which

    there are alarms. Equal ones stand for the whole day, and the later first for a night.
    """

    minutes: Mapping[Watched, int]
    from_minute: int = 0
    to_minute: int = 0

    @property
    def is_on(self) -> bool:
        """Whether anything is watched."""
        return any(self.minutes.values())


SILENT: Final = AlarmRules(minutes=MappingProxyType(dict.fromkeys(Watched, 0)))
"""Those of a blog that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Nobody has touched `what` since `since`; since `due_at` that is too long."""

    blog: Slug
    what: Watched
    since: datetime
    due_at: datetime
    minutes: int

    @property
    def how_long(self) -> str:
        """The minutes in words."""
        return "a minute" if self.minutes == 1 else f"{self.minutes} minutes"

    @property
    def key(self) -> str:
        """One for each time that it is left alone."""
        return f"alarm {self.blog} {self.what} {self.since.astimezone(UTC).isoformat()}"


def touched(blog: Blog) -> Mapping[Watched, datetime]:
    """When each thing that can be touched was touched last. What is not there is not watched: a blog without a pin."""
    moments = [blog.opened_at, blog.coverage_since, blog.key_points_at, blog.pinned_at, blog.reporting_since]
    newest = [_touched(each) for each in blog.newest(_LOOKED_AT)]
    found = {
        Watched.BLOG: max(each for each in (*moments, *newest) if each is not None),
        Watched.KEY_POINTS: max(each for each in (moments[0], moments[1], blog.key_points_at) if each is not None),
    }
    pin = blog.posts.get(blog.pinned) if blog.pinned is not None else None
    if pin is not None:
        since = blog.pinned_at or blog.opened_at
        found[Watched.PIN] = max(since, _touched(pin), blog.coverage_since)
    return found


def stale(blog: Blog, rules: AlarmRules, now: datetime) -> tuple[Alarm, ...]:
    """The alarms that stand now."""
    if blog.coverage is not Coverage.LIVE:
        return ()
    began = _hours_began(rules, ZoneInfo(blog.description.timezone), now)
    if began is None:
        return ()
    alarms = (_alarm(blog.slug, what, max(since, began), rules) for what, since in touched(blog).items())
    return tuple(each for each in alarms if each is not None and each.due_at <= now)


def _alarm(slug: Slug, what: Watched, since: datetime, rules: AlarmRules) -> Alarm | None:
    minutes = rules.minutes[what]
    if not minutes:
        return None
    return Alarm(blog=slug, what=what, since=since, due_at=since + timedelta(minutes=minutes), minutes=minutes)


def _touched(post: Post) -> datetime:
    moments = [post.published_at, post.revised_at, *(each.at for each in post.corrections)]
    if post.withdrawal is not None:
        moments.append(post.withdrawal.at)
    return max(each for each in moments if each is not None)


def _hours_began(rules: AlarmRules, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the planned hours began that last now; None outside of them."""
    if rules.from_minute == rules.to_minute:
        return datetime.min.replace(tzinfo=UTC)
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    day = local.date()
    if rules.from_minute < rules.to_minute:
        if not rules.from_minute <= minute < rules.to_minute:
            return None
    elif minute < rules.to_minute:
        # It began last night.
        day -= timedelta(days=1)
    elif minute < rules.from_minute:
        return None
    return datetime.combine(day, time(*divmod(rules.from_minute, 60)), zone).astimezone(UTC)
