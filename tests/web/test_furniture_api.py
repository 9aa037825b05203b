"""Furniture and coverage through the API: each does what its name says, once, and says what to do where it cannot."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Headline
from stoppress.domain.furnishing import Continuation
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import CoverageContinued, CoverageEnded, PostPublished
from stoppress.errors import BlogExists, StorageUnavailable
from tests.laws.surfaces import EDITOR, Newsroom

FERRY = "/api/v1/blogs/ferry"
ANY = {"If-Match": "*"}
NEXT = {"slug": "ferry-two", "headline": "Day two"}


async def blog(client: httpx.AsyncClient, path: str = FERRY) -> dict[str, Any]:
    tree: dict[str, Any] = (await client.get(path)).json()
    return tree


async def posted(client: httpx.AsyncClient, **fields: Any) -> str:
    answer = await client.post(f"{FERRY}/posts", json={"body": "The ferry is late.", **fields})
    assert answer.status_code == 201
    name: str = answer.json()["id"]
    return name


async def test_a_description_changes_field_by_field(client: httpx.AsyncClient) -> None:
    change = {"kicker": "Live", "standfirst": "All of them.", "planned_end": "2031-04-05T18:00:00+02:00"}
    assert (await client.patch(FERRY, json=change)).status_code == 428
    assert (await client.patch(FERRY, json=change, headers={"If-Match": '"9"'})).status_code == 412
    done = await client.patch(FERRY, json=change, headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    told = await blog(client)
    assert (told["headline"], told["kicker"], told["standfirst"]) == ("Ferries stop", "Live", "All of them.")
    assert told["planned_end"] == "2031-04-05T16:00:00Z"
    assert (await client.patch(FERRY, json={"planned_end": None}, headers=ANY)).status_code == 200
    told = await blog(client)
    assert (told["planned_end"], told["kicker"], told["seq"]) == (None, "Live", 3)


async def test_related_links_are_replaced_as_a_whole(client: httpx.AsyncClient) -> None:
    links = [{"title": "Tides", "url": "https://gazette.example/tides"}]
    assert (await client.put(f"{FERRY}/related", json=links)).status_code == 428
    assert (await client.put(f"{FERRY}/related", json=links, headers=ANY)).status_code == 200
    assert (await blog(client))["related"] == links
    bad = await client.put(f"{FERRY}/related", json=[{"title": "x", "url": "javascript:x"}], headers=ANY)
    assert (bad.status_code, bad.json()["code"]) == (422, "input-invalid")


async def test_coverage_pauses_with_a_note_resumes_ends_and_is_reopened(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{FERRY}/pause", json={"note": "Back at six."})).status_code == 200
    told = await blog(client)
    assert (told["coverage"], told["pause_note"]) == ("paused", "Back at six.")
    assert "Back at six." in (await client.get("/live/ferry")).text
    assert (await client.post(f"{FERRY}/reopen")).json()["code"] == "coverage-unsuitable"
    assert (await client.post(f"{FERRY}/resume")).status_code == 200
    assert (await blog(client))["coverage"] == "live"
    assert (await client.post(f"{FERRY}/end")).status_code == 200
    assert (await client.post(f"{FERRY}/resume")).json()["code"] == "coverage-unsuitable"
    assert (await client.post(f"{FERRY}/pause")).json()["code"] == "coverage-unsuitable"
    assert (await client.post(f"{FERRY}/reopen")).status_code == 200
    told = await blog(client)
    assert (told["coverage"], told["seq"]) == ("live", 5)
    assert (await client.post(f"{FERRY}/resume")).json()["seq"] == 5


async def test_a_blog_ends_with_its_summary_in_one_append(room: Newsroom, client: httpx.AsyncClient) -> None:
    summary = {"headline": "What we know", "body": "Ferries sail again."}
    headers = {"Idempotency-Key": "end"}
    first = await client.post(f"{FERRY}/end", json={"summary": summary}, headers=headers)
    again = await client.post(f"{FERRY}/end", json={"summary": summary}, headers=headers)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    log = [each.revision for each in await room.journal.read(Slug("ferry"))]
    assert [type(each) for each in log[1:]] == [PostPublished, CoverageEnded]
    (post,) = (await blog(client))["posts"]
    assert (post["label"], post["headline"]) == ("summary", "What we know")
    late = await client.post(f"{FERRY}/end", json={"summary": summary})
    assert (late.status_code, late.json()["seq"]) == (200, 3)


async def test_an_empty_summary_ends_nothing(client: httpx.AsyncClient) -> None:
    refused = await client.post(f"{FERRY}/end", json={"summary": {"body": ""}})
    assert (refused.status_code, refused.json()["code"]) == (422, "empty")
    assert (await blog(client))["coverage"] == "live"


async def test_a_post_becomes_a_key_point_and_is_none_again(client: httpx.AsyncClient) -> None:
    name = await posted(client, headline="Late")
    path = f"{FERRY}/posts/{name}/key-point"
    assert (await client.put(path)).status_code == 200
    assert (await client.put(path)).json()["seq"] == 3
    assert (await blog(client))["key_points"] == [{"text": "Late", "post": name, "url": ""}]
    assert (await client.delete(path)).status_code == 200
    assert (await blog(client))["key_points"] == []
    assert (await client.put(f"{FERRY}/posts/nobody/key-point")).json()["code"] == "post-unknown"


async def furnished(client: httpx.AsyncClient) -> str:
    """The blog with a post that is a key point, people and links; the post."""
    name = await posted(client, headline="Late")
    await client.put(f"{FERRY}/posts/{name}/key-point")
    await client.put(f"{FERRY}/live-reporting", json=[{"name": "Imke Draycott"}])
    await client.put(f"{FERRY}/related", json=[{"title": "T", "url": "https://gazette.example/t"}], headers=ANY)
    await client.put(f"{FERRY}/podcast", json={"text": "Listen", "feed": "https://gazette.example/feed"})
    return name


async def test_a_blog_continues_in_another_and_open_pages_are_told(room: Newsroom, client: httpx.AsyncClient) -> None:
    name = await furnished(client)
    stayed = await room.listen(Slug("ferry"), Seq(0))
    answer = await client.post(f"{FERRY}/continuation", json=NEXT)
    assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/blogs/ferry-two")
    old, new = await blog(client), await blog(client, "/api/v1/blogs/ferry-two")
    assert (old["coverage"], old["continues_in"]) == ("ended", "ferry-two")
    assert (new["coverage"], new["continued_from"], new["headline"]) == ("live", "ferry", "Day two")
    address = f"http://127.0.0.1:8000/live/ferry/p/{name}"
    assert new["key_points"] == [{"text": "Late", "post": None, "url": address}]
    assert (new["live_reporting"], new["related"]) == (old["live_reporting"], old["related"])
    assert room.watch.feeds == dict.fromkeys([Slug("ferry"), Slug("ferry-two")], "https://gazette.example/feed")
    assert b"/live/ferry-two" in stayed.frames[-1]
    assert b"Day two" in stayed.frames[-1]
    assert '/live/ferry"' in (await client.get("/live/ferry-two")).text


async def test_a_continuation_that_was_cut_off_is_finished_by_asking_again(
    room: Newsroom, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnished(client)
    append = room.journal.append

    async def cut_off(blog: Slug, revisions: Any, **more: Any) -> Any:
        if isinstance(revisions[0], CoverageContinued):
            raise StorageUnavailable
        return await append(blog, revisions, **more)

    headers = {"Idempotency-Key": "k"}
    for key in ({}, headers):
        monkeypatch.setattr(room.journal, "append", cut_off)
        path, body = (FERRY, NEXT) if key else ("/api/v1/blogs/storm", {**NEXT, "slug": "storm-two"})
        await client.post("/api/v1/blogs", json={"slug": "storm", "headline": "Storm"})
        assert (await client.post(f"{path}/continuation", json=body, headers=key)).status_code == 503
        assert (await blog(client, path))["continues_in"] is None
        monkeypatch.setattr(room.journal, "append", append)
        # Whatever was published in between, the blog goes on.
        await client.post(f"{path}/posts", json={"body": "Meanwhile."})
        answers = [await client.post(f"{path}/continuation", json=body, headers=key) for _ in range(3)]
        assert {(each.status_code, each.text) for each in answers} == {(201, answers[0].text)}
        assert (await blog(client, path))["continues_in"] == body["slug"]
        log = [each.revision for each in await room.journal.read(Slug(path.rpartition("/")[2]))]
        assert sum(isinstance(each, CoverageContinued) for each in log) == 1


async def test_a_blog_continues_in_no_blog_that_was_there_nor_in_two(client: httpx.AsyncClient) -> None:
    await client.post("/api/v1/blogs", json={"slug": "storm", "headline": "Storm"})
    taken = await client.post(f"{FERRY}/continuation", json={"slug": "storm", "headline": "x"})
    assert (taken.status_code, taken.json()["code"]) == (409, "blog-exists")
    itself = await client.post(f"{FERRY}/continuation", json={"slug": "ferry", "headline": "x"})
    assert (itself.status_code, itself.json()["code"]) == (409, "blog-exists")
    stale = await client.post(f"{FERRY}/continuation", json=NEXT, headers={"If-Match": '"7"'})
    assert (stale.status_code, (await client.get("/api/v1/blogs/ferry-two")).status_code) == (412, 404)
    assert (await client.post(f"{FERRY}/continuation", json=NEXT)).status_code == 201
    second = await client.post(f"{FERRY}/continuation", json={"slug": "ferry-three", "headline": "x"})
    assert (second.status_code, second.json()["code"]) == (409, "coverage-unsuitable")


async def test_the_same_key_for_another_continuation_is_refused(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k"}
    assert (await client.post(f"{FERRY}/continuation", json=NEXT, headers=headers)).status_code == 201
    other = await client.post(f"{FERRY}/continuation", json={**NEXT, "headline": "y"}, headers=headers)
    assert other.json()["code"] == "idempotency-key-reused"


class Told:
    """Somebody who takes people along."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    async def take_along(self, old: Slug, new: Slug) -> None:
        self.told.append((old, new))


async def test_people_go_along_before_the_old_blog_says_so(room: Newsroom, client: httpx.AsyncClient) -> None:
    along = Told()
    room.coverages._along = (along,)
    into = Continuation(slug=Slug("ferry-two"), headline=Headline(text="Day two"))
    await room.coverages.continue_in(Wish(person=EDITOR), Slug("ferry"), into, lambda _s, _p: "https://x.example/")
    assert along.told == [("ferry", "ferry-two")]
    with pytest.raises(BlogExists):
        await room.coverages.continue_in(
            Wish(person=EDITOR), Slug("ferry-two"), Continuation(slug=Slug("ferry"), headline=into.headline), _nowhere
        )


def _nowhere(slug: Slug, post: PostId) -> str:
    return f"https://gazette.example/live/{slug}/p/{post}"


async def test_key_points_are_put_in_order_while_posts_come(room: Newsroom, client: httpx.AsyncClient) -> None:
    points = [{"text": each} for each in "abc"]
    await client.put(f"{FERRY}/key-points", json=points, headers=ANY)
    looked_at = (await room.press.current("ferry")).key_points
    await posted(client)
    turned = tuple(reversed(looked_at))
    done = await room.furniture.set_key_points(Wish(person=EDITOR), Slug("ferry"), turned, seen=looked_at)
    assert [each.text for each in (await room.press.current("ferry")).key_points] == ["c", "b", "a"]
    assert done.seq == 4
    refused = await client.put(f"{FERRY}/key-points", json=points, headers={"If-Match": '"2"'})
    assert refused.status_code == 412
