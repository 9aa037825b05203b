"""Search over all blogs: the newest first, only what readers can see, only where one may look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk import search
from tests.web.desk_room import Browser, DeskRoom, desk_room

WISH = Wish(person=OPERATOR)
FERRY, STORM = Slug("ferry"), Slug("storm")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        for slug in (FERRY, STORM):
            await room.newsroom.blogs.open(WISH, slug, Description(headline=Headline(text=f"The {slug}")))
        for slug, name, words in (
            (FERRY, "f1", "Grey herons at the weir"),
            (STORM, "s1", "Herons shelter"),
            (FERRY, "f2", "No boats"),
            (FERRY, "f3", "Herons leave"),
        ):
            await room.newsroom.posts.publish(WISH, slug, NewPost(id=PostId(name), headline=words, body="Soon more."))
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


async def found(browser: Browser, query: str) -> dict[str, list[str]]:
    """The headings of what was found, by blog, as the page has them."""
    page = LexborHTMLParser((await browser.see("/search", params={"q": query})).text)
    return {
        section.css_first("h2 a").text(): [each.text() for each in section.css("h3")]  # type: ignore[union-attr]
        for section in page.css("main section")
    }


async def test_posts_of_all_blogs_are_found_the_newest_first(editor: Browser) -> None:
    assert list((await found(editor, "HERONS")).items()) == [
        ("The ferry", ["Herons leave", "Grey herons at the weir"]),
        ("The storm", ["Herons shelter"]),
    ]
    assert await found(editor, "whales") == {}


async def test_nothing_is_searched_for_nothing(editor: Browser) -> None:
    assert await found(editor, " ") == {}
    assert "found." not in (await editor.see("/search")).text


async def test_only_blogs_one_may_see_are_searched(room: DeskRoom) -> None:
    assert await found(await room.browser(storm=Role.MODERATOR), "herons") == {"The storm": ["Herons shelter"]}


async def test_withdrawn_words_are_not_found(room: DeskRoom, editor: Browser) -> None:
    await room.newsroom.posts.withdraw(WISH, FERRY, PostId("f3"), "It was wrong.", reason_shown=True)
    assert await found(editor, "leave") == {}
    assert "What was taken down" in (await editor.see("/search?q=leave")).text


async def test_a_search_ends_at_so_many_posts_and_blogs(
    room: DeskRoom, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FOUND", 2)
    assert await found(editor, "herons") == {"The ferry": ["Herons leave"], "The storm": ["Herons shelter"]}
    assert "2 posts found: the newest, there may be more." in (await editor.see("/search?q=herons")).text
    monkeypatch.setattr(search, "SEARCHED", 1)
    assert list(await found(editor, "herons")) == ["The ferry"]


async def test_a_query_that_is_too_long_is_refused(editor: Browser) -> None:
    assert (await editor.see("/search", params={"q": "x" * 200})).status_code == 200
    assert (await editor.see("/search", params={"q": "x" * 201})).status_code == 422


async def test_what_is_searched_for_is_no_markup(editor: Browser) -> None:
    answer = await editor.see("/search", params={"q": '"><script>herons'})
    assert "<script>herons" not in answer.text
