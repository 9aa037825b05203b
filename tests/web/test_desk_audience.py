"""The audience at the desk: views and votes in numbers and words, for whoever may see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.audience.views import Hour
from stoppress.audience.votes import Vote
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.opinion import Opinion
from stoppress.render.clock import Clock, ClockStyle
from stoppress.render.publication import Asks, Publication
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk.audience import Sight, opinion_words, viewed
from tests.web.desk_room import DeskRoom, desk_room

FERRY, STORM = Slug("ferry"), Slug("storm")
CLOCK = Clock("Europe/London", "en", ClockStyle.COLON)
NOON = datetime(2031, 7, 5, 11, 0, tzinfo=UTC)
WISH = Wish(person=OPERATOR)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, ratings=True, helpful=True, votes_least=3, votes_per_minute=100) as room:
        for slug in (FERRY, STORM):
            await room.newsroom.blogs.open(WISH, slug, Description(headline=Headline(text=f"The {slug}")))
        yield room


def sight(total: int, *views: int) -> Sight:
    """So many in all, and in each hour from noon in London on."""
    return Sight(total, [Hour(NOON + timedelta(hours=index), count) for index, count in enumerate(views)], CLOCK)


def test_views_are_counted_in_words() -> None:
    assert [viewed(each) for each in (0, 1, 2_000)] == ["No views", "1 view in all", "2,000 views in all"]


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (sight(0, 0, 0), "No views; none in the last two days."),
        (sight(9, 0, 0), "9 views in all; none in the last two days."),
        (
            sight(2_000, 7, 1_900, 3),
            "2,000 views in all; 3 in this hour, most 1,900 in the hour from 13:00, 5 July 2031.",
        ),
    ],
    ids=["none", "long ago", "some"],
)
def test_a_sentence_says_what_the_chart_shows(shown: Sight, sentence: str) -> None:
    assert shown.sentence == sentence


def test_the_chart_marks_every_sixth_hour_of_the_blogs_own_zone() -> None:
    tree = sight(5, *[1] * 13).tree
    assert [label for _, label in tree["marks"]] == ["12:00", "18:00", "00:00"]
    assert len(tree["times"]) == len(tree["counts"]) == 13


@pytest.mark.parametrize(
    ("opinion", "words"),
    [
        (Opinion(), []),
        (
            Opinion((0, 0, 0, 0, 1), yes=1),
            [
                "5.0 of 5 (1 vote); readers are told from 3 on.",
                "100 % found it helpful (1 answer); readers are told from 3 on.",
            ],
        ),
        (Opinion((0, 0, 0, 6, 53), yes=82, no=18), ["4.9 of 5 (59 votes).", "82 % found it helpful (100 answers)."]),
    ],
    ids=["none", "few", "many"],
)
def test_what_readers_say_is_said_from_the_first_vote_on(opinion: Opinion, words: list[str]) -> None:
    assert opinion_words(opinion, Publication(asks=Asks(least=3))) == words


async def test_the_page_says_how_often_what_was_looked_at_and_what_readers_say(room: DeskRoom) -> None:
    for name, headline in (("one", "The quay is closed"), ("two", "The quay is open")):
        await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=PostId(name), headline=headline, body="Since nine."))
    await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=PostId("gone"), headline="Nothing", body="Wrong."))
    audience, gone = room.newsroom.audience, [PostId("gone")]
    looked = [[PostId("one")], [PostId("one"), PostId("two")], gone, gone, gone]
    await asyncio.gather(*(audience.views.add(FERRY, page=True, posts=posts) for posts in looked))
    await room.newsroom.posts.withdraw(WISH, FERRY, PostId("gone"), "It was wrong.")
    await audience.votes.cast(FERRY, "k" * 32, Vote(stars=4, helpful=True), "192.0.2.7")
    editor = await room.browser(Role.EDITOR)
    page = LexborHTMLParser((await editor.see("/blogs/ferry/audience")).text)
    assert page.css_first("[data-readers$=views] .sentence").text().startswith("5 views in all; 5 in this hour")  # type: ignore[union-attr]
    rows = [each.text(separator=" ", strip=True) for each in page.css("section[aria-labelledby=posts-h] tbody tr")]
    assert rows == ["The quay is closed 2", "The quay is open 1"]
    said = page.css_first("section[aria-labelledby=said-h]")
    assert said is not None
    assert "4.0 of 5 (1 vote); readers are told from 3 on." in said.text()
    assert "1 said yes, 0 said no." in said.text()
    tree = (await editor.see("/blogs/ferry/views")).json()
    assert (tree["now"], tree["counts"][-1], len(tree["counts"])) == (5, 5, 49)


async def test_where_nothing_is_counted_or_asked_the_page_says_so(tmp_path: Path) -> None:
    async with desk_room(tmp_path, views=False) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferries stop")))
        text = (await (await room.browser(Role.EDITOR)).see("/blogs/ferry/audience")).text
        assert "Views are not counted" in text
        assert "Readers are not asked" in text


async def test_whose_page_one_may_not_see_cannot_be_told_from_none(room: DeskRoom) -> None:
    moderator = await room.browser(storm=Role.MODERATOR)
    for page in ("audience", "views"):
        assert (await moderator.see(f"/blogs/storm/{page}")).status_code == 200
        hidden, missing = await moderator.see(f"/blogs/ferry/{page}"), await moderator.see(f"/blogs/none/{page}")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace("ferry", "none") == missing.text
