"""What was changed, through the door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors import PastBusy
from stoppress.journal.journal import Recorded
from stoppress.press import history
from stoppress.press.history import Histories
from stoppress.press.turns import Turns
from stoppress.render.publication import History
from tests.laws.surfaces import PUBLICATION, Newsroom, newsroom

BLOG = "/api/v1/blogs/ferry"
PAGE = "/live/ferry/history"
FIRST = "/live/ferry/p/first/history"
FERRY = Slug("ferry")


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with newsroom() as room:
        assert (await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferries"})).is_success
        await ask(room, "POST", "posts", {"id": "first", "headline": "Boats", "body": "Twelve boats sail."})
        yield room


async def ask(room: Newsroom, method: str, path: str, body: Any) -> None:
    room.clock += timedelta(minutes=1)
    answer = await room.client.request(method, f"{BLOG}/{path}".rstrip("/"), json=body, headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    await room.press.current(FERRY)


async def correct(room: Newsroom, wrong: str, right: str) -> None:
    await ask(room, "POST", "posts/first/correction", {"wrong": wrong, "right": right})


async def page(room: Newsroom, path: str) -> LexborHTMLParser:
    answer = await room.client.get(path)
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.content.decode())


def told(page: LexborHTMLParser) -> list[str]:
    return [" ".join(each.text(separator=" ").split()) for each in page.css(".changes > li")]


async def test_corrections_are_told_newest_first_and_other_edits_are_not(room: Newsroom) -> None:
    assert told(await page(room, PAGE)) == []
    await ask(room, "PATCH", "posts/first", {"body": "Ten boats sail."})
    await correct(room, "Twelve boats", "Ten boats")
    await correct(room, "Ten boats", "Nine boats")
    found = await page(room, PAGE)
    assert told(found) == [
        "Correction 09:04, 5 April 2031 09:01 Boats We said: Ten boats In fact: Nine boats",
        "Correction 09:03, 5 April 2031 09:01 Boats We said: Twelve boats In fact: Ten boats",
    ]
    assert [each.attributes["href"] for each in found.css(".which a")] == ["/live/ferry/p/first"] * 2
    assert "Smaller edits are kept, but not shown." in (found.text() or "")
    own = await page(room, FIRST)
    assert [each.partition(" 09:")[0] for each in told(own)] == ["Correction", "Correction", "Published"]
    assert "last edited at 5 April 2031, 09:02" in (own.text() or "")


async def test_a_mark_leads_there_in_one_press(room: Newsroom) -> None:
    await ask(room, "PATCH", "posts/first", {"body": "Ten boats sail."})
    await correct(room, "Twelve boats", "Ten boats")
    live, own = await page(room, "/live/ferry"), await page(room, "/live/ferry/p/first")
    for where in (live, own):
        assert [each.attributes["href"] for each in where.css(".revised a, .correction a")] == [FIRST, FIRST]
    assert [each.attributes["href"] for each in own.css(".to-changes a")] == [FIRST]
    assert [each.attributes["href"] for each in live.css(".corrections .all a")] == [PAGE]
    facts = await page(room, "/live/ferry/information")
    assert PAGE in [each.attributes["href"] for each in facts.css(".facts a")]


async def test_search_engines_are_led_to_the_page_itself(room: Newsroom) -> None:
    for path, whose in ((PAGE, "/live/ferry"), (FIRST, "/live/ferry/p/first")):
        found = await page(room, path)
        assert [each.attributes["content"] for each in found.css("meta[name=robots]")] == ["noindex"]
        assert [each.attributes["href"] for each in found.css("link[rel=canonical]")] == [PUBLICATION.origin + whose]
        assert found.css("script[src]") == []


async def test_what_was_taken_down_is_told_with_its_reason_and_without_its_words(room: Newsroom) -> None:
    await correct(room, "Twelve boats", "Ten boats")
    kept = await room.client.get(FIRST)
    assert "Twelve" in kept.text
    await ask(room, "POST", "posts/first/withdrawal", {"reason": "It was not so."})
    for path in (PAGE, FIRST):
        answer = await room.client.get(path, headers={"If-None-Match": kept.headers["etag"]})
        assert answer.status_code == 200
        assert told(LexborHTMLParser(answer.text))[0].startswith("Taken down 09:03")
        assert "It was not so." in answer.text
        assert "Twelve" not in answer.text
        assert "Boats" not in answer.text


async def test_older_changes_have_a_page_of_their_own(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 2)
    for each in range(5):
        await correct(room, f"{each} boats", f"{each + 1} boats")
    path, seen = PAGE, []
    for _ in range(3):
        found = await page(room, path)
        seen.append([each.text(strip=True) for each in found.css(".changes del")])
        path = str(next(iter([each.attributes["href"] for each in found.css(".pager a[rel=next]")]), ""))
    assert seen == [["4 boats", "3 boats"], ["2 boats", "1 boats"], ["0 boats"]]
    assert path == ""
    assert [each.attributes["href"] for each in found.css(".pager a")] == [PAGE]
    own = await page(room, FIRST)
    assert [each.attributes["href"] for each in own.css(".pager a")] == [PAGE, f"{FIRST}/before/6"]


@pytest.mark.parametrize(
    "path",
    [
        "/live/nobody/history",
        "/live/ferry/p/nobody/history",
        "/live/ferry/p/n!/history",
        f"{PAGE}/before/0",
        f"{PAGE}/before/01",
        f"{PAGE}/before/99",
        f"{PAGE}/before/9{'9' * 5000}",
        f"{PAGE}/before/-1",
        f"{PAGE}/before/²",
        f"{FIRST}/before/x",
    ],
)
async def test_what_is_not_there_is_not_found(room: Newsroom, path: str) -> None:
    assert (await room.client.get(path)).status_code == 404


async def test_it_is_kept_until_something_happens(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = 0
    read = room.journal.read

    async def counted(blog: Slug, **wanted: Any) -> Sequence[Recorded]:
        nonlocal reads
        reads += 1
        return await read(blog, **wanted)

    monkeypatch.setattr(room.journal, "read", counted)
    first = await room.client.get(PAGE)
    again = await room.client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, reads) == (304, 1)
    assert first.headers["cache-control"] == "public, max-age=0, s-maxage=5"
    head = await room.client.head(PAGE)
    assert (head.status_code, head.headers["etag"]) == (200, first.headers["etag"])
    monkeypatch.undo()
    await correct(room, "Twelve boats", "Ten boats")
    assert (await room.client.get(PAGE)).headers["etag"] != first.headers["etag"]


async def test_few_are_made_at_a_time_and_further_ones_are_refused(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog: Blog = await room.press.current(FERRY)
    read, asked, may_go_on = room.journal.read, asyncio.Event(), asyncio.Event()

    async def slow(blog: Slug, **wanted: Any) -> Sequence[Recorded]:
        asked.set()
        await may_go_on.wait()
        return await read(blog, **wanted)

    monkeypatch.setattr(room.journal, "read", slow)
    histories = Histories(room.journal, PUBLICATION, Turns(1, 3), 9)
    pages = [asyncio.ensure_future(histories.page(lambda: blog, None, None)) for _ in range(5)]
    await asked.wait()
    may_go_on.set()
    answers = await asyncio.gather(*pages, return_exceptions=True)
    assert [isinstance(each, PastBusy) for each in answers] == [False, False, False, True, True]


async def test_the_full_history_tells_every_edit_word_by_word(room: Newsroom) -> None:
    await ask(room, "PATCH", "posts/first", {"body": "Ten boats sail."})
    await ask(room, "PATCH", "", {"headline": "Ferries stop"})
    await ask(room, "PUT", "posts/first/pin", None)
    await ask(room, "PUT", "key-points", [{"text": "No boat before noon"}])
    blog = await room.press.current(FERRY)
    histories = Histories(room.journal, replace(PUBLICATION, history=History.FULL), Turns(1, 3), 9)
    found = LexborHTMLParser((await histories.page(lambda: blog, None, None)).body.decode())
    happened = [each.text().partition(" 09:")[0] for each in found.css(".changes h2")]
    assert happened == [
        "Key points changed",
        "Pinned to the top",
        "Headline or description of the page changed",
        "Edited",
    ]
    assert told(found)[3].endswith("Text taken out: Twelve put in: Ten boats sail.")
    assert told(found)[2].endswith("Headline Ferries put in: stop")
    own = LexborHTMLParser((await histories.page(lambda: blog, PostId("first"), None)).body.decode())
    assert told(own)[-1].endswith("Headline Boats Text Twelve boats sail.")
