"""Alarms: what is stale, when, and when nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline, KeyPoint
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import (
    BlogOpened,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyPointsSet,
    PostCorrected,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    Revision,
)
from stoppress.domain.snapshot import restored, snapshot
from stoppress.drafts.alarms import SILENT, AlarmRules, Watched, stale, touched

FERRY = Slug("ferry")
OPENED = datetime(2031, 4, 5, 9, 0, tzinfo=UTC)
FIRST, SECOND = PostId("first"), PostId("second")
ALL = AlarmRules(minutes={Watched.BLOG: 20, Watched.KEY_POINTS: 60, Watched.PIN: 45})


def at(minutes: float) -> datetime:
    return OPENED + timedelta(minutes=minutes)


def opened(zone: str = "Europe/London") -> BlogOpened:
    return BlogOpened(at=OPENED, slug=FERRY, description=Description(headline=Headline(text="Ferry"), timezone=zone))


def published(minutes: float, post: PostId = FIRST) -> PostPublished:
    return PostPublished(at=at(minutes), post=post, published_at=at(minutes), headline="A", body="B.")


def after(*revisions: Revision, zone: str = "Europe/London") -> Blog:
    return fold([opened(zone), *revisions])


def whats(blog: Blog, minutes: float, rules: AlarmRules = ALL) -> set[Watched]:
    return {each.what for each in stale(blog, rules, at(minutes))}


def test_a_blog_is_stale_when_nobody_has_touched_it_for_as_long_as_was_agreed() -> None:
    blog = after(published(5))
    assert whats(blog, 24.99) == set()
    assert whats(blog, 25) == {Watched.BLOG}
    (alarm,) = stale(blog, ALL, at(25))
    assert (alarm.since, alarm.due_at, alarm.minutes) == (at(5), at(25), 20)


@pytest.mark.parametrize(
    "touching",
    [
        PostRevised(at=at(30), post=FIRST, headline="C", body="D."),
        PostCorrected(at=at(30), post=FIRST, wrong="A", right="C"),
        PostWithdrawn(at=at(30), post=FIRST, reason="So.", reason_shown=True),
        PostPinned(at=at(30), post=FIRST),
        KeyPointsSet(at=at(30), points=(KeyPoint(text="One"),)),
        published(30, SECOND),
    ],
    ids=lambda each: type(each).__name__,
)
def test_whatever_somebody_does_to_it_touches_it(touching: Revision) -> None:
    blog = after(published(5), touching)
    assert touched(blog)[Watched.BLOG] == at(30)
    assert Watched.BLOG not in whats(blog, 49)
    assert Watched.BLOG in whats(blog, 50)


def test_key_points_are_watched_from_the_beginning() -> None:
    blog = after(published(59))
    assert whats(blog, 60) == {Watched.KEY_POINTS}
    blog = after(published(59), KeyPointsSet(at=at(60), points=()))
    assert whats(blog, 79) == set()
    assert whats(blog, 120) == {Watched.BLOG, Watched.KEY_POINTS}


def test_a_pin_is_watched_from_when_it_was_pinned_or_changed() -> None:
    blog = after(published(1), PostPinned(at=at(50), post=FIRST), published(94, SECOND))
    assert Watched.PIN not in whats(blog, 94)
    assert Watched.PIN in whats(blog, 95)
    revised = fold([PostRevised(at=at(90), post=FIRST, headline="C", body="D.")], blog)
    assert Watched.PIN not in whats(revised, 134)
    assert Watched.PIN in whats(revised, 135)


def test_where_there_is_no_pin_there_is_nothing_to_watch() -> None:
    pinned = after(published(1), PostPinned(at=at(2), post=FIRST))
    assert Watched.PIN in touched(pinned)
    assert Watched.PIN not in touched(after(published(1)))
    assert Watched.PIN not in touched(fold([PostUnpinned(at=at(3), post=FIRST)], pinned))
    assert Watched.PIN not in touched(
        fold([PostWithdrawn(at=at(3), post=FIRST, reason="", reason_shown=False)], pinned)
    )


def test_the_moment_of_pinning_outlives_a_snapshot() -> None:
    blog = after(published(1), PostPinned(at=at(2), post=FIRST))
    assert blog.pinned_at == at(2)
    assert restored(snapshot(blog)) == blog


def test_a_blog_that_is_paused_or_has_ended_has_no_alarms() -> None:
    paused = after(published(5), CoveragePaused(at=at(10), note="Back at noon."))
    assert whats(paused, 600) == set()
    assert whats(after(published(5), CoverageEnded(at=at(10))), 600) == set()


def test_what_was_paused_is_counted_from_when_it_goes_on() -> None:
    blog = after(published(5), CoveragePaused(at=at(10), note="Back."), CoverageResumed(at=at(300)))
    assert whats(blog, 319) == set()
    assert whats(blog, 320) == {Watched.BLOG}
    again = after(published(5), CoverageEnded(at=at(10)), CoverageReopened(at=at(300)))
    assert whats(again, 359) == {Watched.BLOG}
    assert whats(again, 360) == {Watched.BLOG, Watched.KEY_POINTS}


def test_zero_minutes_are_no_alarm() -> None:
    blog = after(published(5), PostPinned(at=at(6), post=FIRST))
    assert whats(blog, 10_000, SILENT) == set()
    only = AlarmRules(minutes={**SILENT.minutes, Watched.PIN: 1})
    assert whats(blog, 10_000, only) == {Watched.PIN}
    assert (SILENT.is_on, only.is_on) == (False, True)


def test_outside_of_planned_hours_there_are_no_alarms() -> None:
    """The day is London's, an hour ahead of UTC in April: 06:00 to 23:00 there."""
    rules = replace(ALL, from_minute=6 * 60, to_minute=23 * 60)
    blog = after(published(5))

    def stands(hour: int, minute: int, day: int = 5) -> bool:
        moment = datetime(2031, 4, day, hour, minute, tzinfo=UTC)
        return Watched.BLOG in {each.what for each in stale(blog, rules, moment)}

    assert stands(21, 59)
    assert not stands(22, 0)
    assert not stands(4, 59, day=6)
    # In the morning the night does not count.
    assert not stands(5, 19, day=6)
    assert stands(5, 20, day=6)


def test_hours_may_go_over_midnight() -> None:
    rules = replace(ALL, from_minute=22 * 60, to_minute=2 * 60)
    blog = after(published(5), zone="UTC")

    def stands(day: int, hour: int, minute: int) -> bool:
        return bool(stale(blog, rules, datetime(2031, 4, day, hour, minute, tzinfo=UTC)))

    assert not stands(5, 21, 59)
    assert not stands(5, 22, 19)
    assert stands(5, 22, 20)
    assert stands(6, 1, 59)
    assert not stands(6, 2, 0)


def test_each_time_that_a_thing_is_left_alone_is_an_alarm_of_its_own() -> None:
    first = stale(after(published(5)), ALL, at(30))
    later = stale(after(published(5)), ALL, at(35))
    again = stale(after(published(5), published(40, SECOND)), ALL, at(61))
    assert first == later
    assert first[0].key == later[0].key
    assert first[0].key not in {each.key for each in again}


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5), st.integers(1, 200), st.integers(0, 600))
def test_an_alarm_stands_exactly_when_it_is_due(moments: list[int], minutes: int, now: int) -> None:
    """Whatever was published when: from the last of it, and not a minute sooner."""
    posts = [published(each, PostId(f"p{number}")) for number, each in enumerate(sorted(moments))]
    rules = AlarmRules(minutes={**SILENT.minutes, Watched.BLOG: minutes})
    assert (whats(after(*posts), now, rules) == {Watched.BLOG}) == (now >= max(moments) + minutes)
