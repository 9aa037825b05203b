"""Cross-references: "(see 9.41am post)" and its kin, and the post each of them means.

Knows how newsrooms write the time of a post, and which post is meant when two share a minute.
Does not know how the link is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from stoppress.domain.identifiers import PostId

_NOON: Final = 12
_HOURS: Final = 24
_MINUTES: Final = 60

# The words before and after the time are what tells a reference from a film's starting time.
_REFERENCE: Final = re.compile(
    r"(?<!\w)see[ \xa0\n](?:(?:our|the|my)[ \xa0\n])?"
    r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?(?!\d)[ \xa0]?(?P<half>[ap]m|[ap]\.m\.)?"
    r"(?:[ \xa0\n](?:post|update|entry)\b|(?=\)))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a text, at `start` to `end`; `minute` is the time it names, None if there is no such time."""

    text: str
    start: int
    end: int
    minute: time | None


@dataclass(frozen=True, slots=True)
class Place:
    """A post on the page: its time in the blog's zone, and its id."""

    at: datetime
    post: PostId


class Timeline:
    """The posts of a page, oldest first, looked up by the minute their stamp shows."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._by_minute: dict[datetime, list[int]] = {}
        for index, place in enumerate(places):
            self._by_minute.setdefault(_shown_minute(place.at), []).append(index)

    def meant(self, reference: Reference, index: int) -> Place | str:
        """The post that `reference`, standing in the post at `index`, means; or the reason why there is none.

        A time later than the referring post's means the day before. Of several posts in one minute the latest
        that is not after the referring post is meant, and never the referring post itself.
        """
        if reference.minute is None:
            return "that is no time of day"
        own = _shown_minute(self._places[index].at)
        wanted = datetime.combine(own.date(), reference.minute)
        if wanted > own:
            wanted -= timedelta(days=1)
        there = self._by_minute.get(wanted, [])
        earlier = [each for each in there if each < index]
        if earlier:
            return self._places[earlier[-1]]
        if there:
            return "a post cannot refer to itself" if there == [index] else "only later posts share that minute"
        return f"no post at {wanted:%H:%M} on {wanted:%Y-%m-%d}"


def references_in(text: str) -> Iterator[Reference]:
    """Every cross-reference in `text`, in order."""
    for found in _REFERENCE.finditer(text):
        if found["minute"] or found["half"]:
            yield Reference(found[0], found.start(), found.end(), _minute(found))


def _minute(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "")[:1].lower()
    if half == "a" and hour > _NOON:
        return None
    if half == "a" and hour == _NOON:
        hour = 0
    elif half == "p" and 0 < hour < _NOON:
        hour += _NOON
    return time(hour, minute) if hour < _HOURS and minute < _MINUTES else None


def _shown_minute(moment: datetime) -> datetime:
    """What a stamp shows of a moment: the wall clock, to the minute, whatever its offset."""
    return moment.replace(second=0, microsecond=0, tzinfo=None, fold=0)
