"""Posts that show media, over HTTP: facts beside the body, and what is known later, whenever it becomes known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import httpx
import pytest

from stoppress.actions.posts import Posts
from stoppress.actions.showing import Showing
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition
from tests.laws.library import MemoryLibrary
from tests.laws.surfaces import Newsroom

FERRY = Slug("ferry")
POSTS = "/api/v1/blogs/ferry/posts"
QUAY = MediaId("q" * 26)
FIRST = Rendition(format=Format.JPEG, name=f"{'f' * 26}.jpg", size=9, width=960, height=640)
BEGUN = Medium(id=QUAY, kind=MediumKind.PICTURE, width=960, height=640, renditions=(FIRST,))
READY = replace(BEGUN, is_ready=True, renditions=(FIRST, replace(FIRST, format=Format.AVIF, name=f"{'a' * 26}.avif")))
BODY = f"![The quay](media:{QUAY})"


class Meanwhile(MemoryLibrary):
    """A library whose renditions are finished at the n-th time that facts are asked for."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.add(BEGUN)
        self.showing: Showing | None = None
        self._at = at

    async def known(self, names: Iterable[MediaId]) -> Sequence[Medium]:
        found = await super().known(names)
        self._at -= 1
        if self._at == 0 and self.showing is not None:
            # As the workshop does it: the facts first, then the uses there are.
            self.add(READY)
            await self.showing.prepared(READY)
        return found


async def test_a_post_bears_the_facts_of_what_it_shows(client: httpx.AsyncClient, room: Newsroom) -> None:
    room.library.add(READY)
    made = await client.post(POSTS, json={"id": "p1", "body": BODY})
    assert made.status_code == 201
    shown = (await client.get(f"{POSTS}/p1")).json()
    (medium,) = shown["media"]
    assert medium["ready"]
    assert [each["type"] for each in medium["files"]] == ["image/jpeg", "image/avif"]
    page = (await client.get("/live/ferry")).text
    assert f"/media/{QUAY}/{FIRST.name}" in page
    assert room.library.noted == [(QUAY, FERRY, PostId("p1"))]


async def test_what_was_not_uploaded_cannot_be_shown(client: httpx.AsyncClient, room: Newsroom) -> None:
    refused = await client.post(POSTS, json={"id": "p1", "body": BODY})
    assert (refused.status_code, refused.json()["code"]) == (404, "media-unknown")
    assert QUAY in refused.json()["detail"]
    assert room.library.noted == []


@pytest.mark.parametrize("at", [1, 2, 3])
async def test_renditions_that_are_finished_meanwhile_are_shown(
    client: httpx.AsyncClient, room: Newsroom, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Meanwhile(at)
    library.showing = Showing(room.actions, library)
    monkeypatch.setattr(room.posts, "_showing", library.showing)
    assert isinstance(room.posts, Posts)
    await client.post(POSTS, json={"id": "p1", "body": BODY})
    blog = await room.press.current(FERRY)
    assert blog.posts[PostId("p1")].media == (READY,)


async def test_renditions_that_are_finished_later_leave_the_version_alone(
    client: httpx.AsyncClient, room: Newsroom
) -> None:
    room.library.add(BEGUN)
    made = await client.post(POSTS, json={"id": "p1", "body": BODY})
    # A use that was noted and came to nothing is in nobody's way.
    await room.library.use([QUAY], Slug("never-opened"), None)
    room.library.add(READY)
    await room.showing.prepared(READY)
    assert (await client.get(f"{POSTS}/p1")).json()["media"][0]["ready"]
    etag = made.headers["etag"]
    revised = await client.patch(f"{POSTS}/p1", json={"headline": "Late"}, headers={"If-Match": etag})
    assert revised.status_code == 200
    assert (await client.get(f"{POSTS}/p1")).json()["media"][0]["ready"]


async def test_a_new_body_shows_what_it_names(client: httpx.AsyncClient, room: Newsroom) -> None:
    boat = replace(READY, id=MediaId("b" * 26))
    room.library.add(READY, boat)
    await client.post(POSTS, json={"id": "p1", "body": BODY})
    body = f"![](media:{boat.id})"
    await client.patch(f"{POSTS}/p1", json={"body": body}, headers={"If-Match": "*"})
    assert [each["id"] for each in (await client.get(f"{POSTS}/p1")).json()["media"]] == [boat.id]
    wrong = {"wrong": "A boat", "right": "A quay", "body": BODY}
    await client.post(f"{POSTS}/p1/correction", json=wrong)
    assert [each["id"] for each in (await client.get(f"{POSTS}/p1")).json()["media"]] == [QUAY]


async def test_a_post_that_was_taken_back_shows_nothing_more(client: httpx.AsyncClient, room: Newsroom) -> None:
    room.library.add(BEGUN)
    await client.post(POSTS, json={"id": "p1", "body": BODY})
    await client.post(f"{POSTS}/p1/withdrawal", json={"reason": "It was wrong."})
    await room.showing.prepared(READY)
    for path in ("/live/ferry", "/live/ferry/p/p1", f"{POSTS}/p1", "/api/v1/blogs/ferry"):
        assert QUAY not in (await client.get(path)).text


async def test_an_embed_is_filled_in_as_a_revision(client: httpx.AsyncClient, room: Newsroom) -> None:
    address = "https://video.example/watch?v=1"
    made = await client.post(POSTS, json={"id": "p1", "body": address})
    embed = Embed(address=address, provider="video", key="1", title="The quay at dawn")
    done = await room.showing.filled(FERRY, PostId("p1"), embed)
    assert done.seq == made.json()["seq"] + 1
    await room.press.current(FERRY)
    assert "The quay at dawn" in (await client.get("/live/ferry")).text
    assert (await room.showing.filled(FERRY, PostId("p1"), embed)).seq == done.seq
