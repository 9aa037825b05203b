"""Readers at the desk: numbers and words, for whoever may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.audience.reader_counts import Minute, ReaderCounts
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.render.clock import Clock, ClockStyle
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk.readers import Crowd, counted
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY, STORM = Slug("ferry"), Slug("storm")
CLOCK = Clock("Europe/London", "en", ClockStyle.COLON)
NOON = datetime(2031, 7, 5, 11, 0, tzinfo=UTC)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        for slug in (FERRY, STORM):
            description = Description(headline=Headline(text=f"The {slug}"))
            await room.newsroom.blogs.open(Wish(person=OPERATOR), slug, description)
        await room.newsroom.reader_counts.count("a", {FERRY: 1_200})
        await room.newsroom.reader_counts.count("b", {FERRY: 4, STORM: 1})
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


def crowd(now: int, *readers: int) -> Crowd:
    """So many now, and in each minute from noon in London on."""
    minutes = [Minute(NOON + timedelta(minutes=index), count) for index, count in enumerate(readers)]
    return Crowd(now, minutes, CLOCK)


async def test_the_list_of_blogs_draws_who_read_lately(room: DeskRoom, editor: Browser) -> None:
    for ago, readers in ((40, 12), (20, 1_900), (5, 30)):
        then = datetime.now(UTC) - timedelta(minutes=ago)
        await ReaderCounts(room.newsroom.desk, partial(max, then, then)).count("a", {FERRY: readers})
    found = LexborHTMLParser((await editor.see("")).text)
    drawn = {each.css_first("h3").text(): each.css(".spark title") for each in found.css(".blogs li")}  # type: ignore[union-attr]
    assert {blog: [each.text() for each in titles] for blog, titles in drawn.items()} == {
        "The ferry": ["At most 1,900 in three hours"],
        "The storm": [],
    }


@pytest.mark.parametrize(
    ("count", "words"), [(0, "No readers"), (1, "1 reader"), (2, "2 readers"), (1_204, "1,204 readers")]
)
def test_readers_are_counted_in_words(count: int, words: str) -> None:
    assert counted(count) == words


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (crowd(1_204, 7, 1_900, 3), "1,204 readers now; most 1,900 at 12:01."),
        (crowd(0, 7, 7), "No readers now; most 7 at 12:00."),
        (crowd(7, 7, 7), "7 readers now, the most in three hours."),
        (crowd(1), "1 reader now, the most in three hours."),
        (crowd(0, 0, 0), "No readers now."),
    ],
    ids=["more before", "gone", "as many", "first", "none"],
)
def test_a_sentence_says_what_the_chart_shows(shown: Crowd, sentence: str) -> None:
    assert shown.sentence == sentence


def test_the_table_has_the_most_of_every_ten_minutes_newest_first() -> None:
    assert crowd(0, *range(9), 1_000, *range(10, 13)).table == [("12:10", "12"), ("12:00", "1,000")]
    assert crowd(5).table == []


def test_the_chart_marks_the_hours_of_the_blogs_own_zone() -> None:
    tree = crowd(5, *[1] * 61).tree
    assert tree["marks"] == [(int(NOON.timestamp()), "12:00"), (int(NOON.timestamp()) + 3600, "13:00")]
    assert len(tree["times"]) == len(tree["counts"]) == 61
    half = Crowd(0, [Minute(NOON + timedelta(minutes=each), 0) for each in range(60)], Clock("Asia/Kolkata", "en"))
    assert [label for _, label in half.tree["marks"]] == ["17:00"]


async def test_the_first_page_says_how_many_read_on_all_processes(room: DeskRoom, editor: Browser) -> None:
    found = LexborHTMLParser((await editor.see("")).text)
    assert found.css_first("#readers-ferry").text() == "1,204 readers now"  # type: ignore[union-attr]
    assert found.css_first("#readers-storm").text() == "1 reader now"  # type: ignore[union-attr]


async def test_the_fragment_has_the_blogs_one_may_see_and_no_others(room: DeskRoom, editor: Browser) -> None:
    everything = await editor.see("/readers")
    assert everything.headers["cache-control"] == "no-store, private"
    spans = LexborHTMLParser(everything.text).css("span.readers")
    assert {each.id: each.text() for each in spans} == {
        "readers-ferry": "1,204 readers now",
        "readers-storm": "1 reader now",
    }
    one = await (await room.browser(storm=Role.MODERATOR)).see("/readers")
    assert "ferry" not in one.text
    assert "readers-storm" in one.text


async def test_the_chart_has_three_hours_and_ends_now(room: DeskRoom, editor: Browser) -> None:
    tree = (await editor.see("/blogs/ferry/readers")).json()
    assert tree["now"] == 1_204
    assert tree["sentence"].startswith("1,204 readers now")
    assert len(tree["times"]) == len(tree["counts"]) == 180
    assert {later - earlier for earlier, later in zip(tree["times"], tree["times"][1:], strict=False)} == {60}
    assert len(tree["marks"]) == 3
    assert len(tree["table"]) == 18


async def test_the_page_says_in_words_what_the_chart_shows(room: DeskRoom, editor: Browser) -> None:
    section = LexborHTMLParser((await editor.see("/blogs/ferry")).text).css_first(".crowd")
    assert section is not None
    assert section.css_first(".sentence").text().startswith("1,204 readers now")  # type: ignore[union-attr]
    assert len(section.css("tbody tr")) == 18


async def test_a_chart_of_a_blog_one_may_not_see_cannot_be_told_from_none(room: DeskRoom) -> None:
    moderator = await room.browser(storm=Role.MODERATOR)
    assert (await moderator.see("/blogs/storm/readers")).status_code == 200
    hidden, missing = await moderator.see("/blogs/ferry/readers"), await moderator.see("/blogs/none/readers")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("ferry", "none") == missing.text
