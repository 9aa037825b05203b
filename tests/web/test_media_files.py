"""From a file that is uploaded to a picture readers have, over the whole program on SQLite and a folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from stoppress.app.building import now
from stoppress.clockwork.renditions import Renditions
from stoppress.clockwork.sweeps import SWEEP_SECONDS, sweep_again_and_again
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Format
from stoppress.errors import StorageUnavailable
from stoppress.media.sweeping import Swept
from stoppress.render.figures import TYPES
from stoppress.staff.permissions import Scope
from tests.noted import Noted
from tests.web.media_room import MEDIA, PLACE, POSTS, Room, opened, picture


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


async def test_a_picture_can_be_shown_at_once_and_gets_its_other_files_later(room: Room) -> None:
    sent = await room.upload(picture(), alt="A  quay", credit="Rosa Quill", focus_x="75")
    assert sent.status_code == 201
    told = sent.json()
    assert (told["state"], told["ready"], told["alt"], told["label"]) == ("received", False, "A quay", "quay.jpg")
    assert (told["width"], told["height"]) == (1280, 823)
    assert sent.headers["location"] == f"{MEDIA}/{told['id']}"
    assert [each["type"] for each in told["files"]] == ["image/jpeg"]
    await room.show(told["id"])
    await room.finish(told["id"])
    files = await room.files(told["id"])
    assert {each["type"] for each in files} == {"image/jpeg", "image/webp", "image/avif"}
    await room.press.current("ferry")
    page = (await room.client.get("/live/ferry")).text
    assert 'alt="A quay"' in page
    for each in files:
        answer = await room.client.get(each["url"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == each["type"]
        assert len(answer.content) == each["bytes"]
        assert each["url"] in page
        shown = Image.open(BytesIO(answer.content))
        assert shown.width == each["width"]
        assert not shown.getexif()
        assert PLACE not in answer.content
        assert b"Rosa" not in answer.content


async def test_a_file_is_public_while_a_post_shows_it_and_no_longer(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    (file,) = await room.files(medium)
    stranger = httpx.AsyncClient(transport=room.client._transport, base_url="http://gazette.example")
    assert (await stranger.get(file["url"])).status_code == 404
    await room.show(medium)
    assert (await stranger.get(file["url"])).status_code == 200
    await room.show(medium, "p2")
    await room.client.post(f"{POSTS}/p1/withdrawal", json={"reason": "It was another quay."})
    assert (await stranger.get(file["url"])).status_code == 200
    await room.client.patch(f"{POSTS}/p2", json={"body": "Words."}, headers={"If-Match": "*"})
    gone = await stranger.get(file["url"])
    assert gone.status_code == 404
    assert (await stranger.get(f"/media/{medium}/{'a' * 26}.jpg")).status_code == 404


async def test_a_file_can_do_nothing_but_be_shown(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    await room.show(medium)
    (file,) = await room.files(medium)
    answer = await room.client.get(file["url"])
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=3600, s-maxage=60"
    assert answer.headers["xkey"] == "ferry"
    again = await room.client.get(file["url"], headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await room.client.head(file["url"])
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(file["bytes"])


async def test_what_is_said_later_is_said_in_the_posts_as_well(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    await room.show(medium)
    changed = await room.client.patch(f"{MEDIA}/{medium}", json={"alt": "A quay at dawn", "focus_y": 0})
    assert changed.json()["alt"] == "A quay at dawn"
    await room.press.current("ferry")
    page = (await room.client.get("/live/ferry")).text
    assert 'alt="A quay at dawn"' in page
    assert "focus-20" in page


async def test_two_who_know_different_things_at_once_lose_neither(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    await room.show(medium)
    await asyncio.gather(
        room.finish(medium), room.client.patch(f"{MEDIA}/{medium}", json={"caption": "The quay, this morning"})
    )
    shown = (await room.client.get(f"{POSTS}/p1")).json()["media"][0]
    assert (shown["ready"], shown["caption"]) == (True, "The quay, this morning")


async def test_a_hero_stands_above_the_key_points_and_goes_again(room: Room) -> None:
    medium = (await room.upload(picture(), alt="A quay", credit="Rosa Quill")).json()["id"]
    hero = {"kind": "picture", "media": medium, "caption": "The quay, this morning", "credit": "Ada Marsh"}
    set_ = await room.client.put("/api/v1/blogs/ferry/hero", json=hero)
    assert set_.status_code == 200
    again = await room.client.put("/api/v1/blogs/ferry/hero", json=hero)
    assert again.json()["seq"] == set_.json()["seq"]
    await room.finish(medium)
    await room.press.current("ferry")
    page = (await room.client.get("/live/ferry")).text
    for each in ('alt="A quay"', "The quay, this morning", "Ada Marsh", 'fetchpriority="high"', "image/avif"):
        assert each in page
    (file, *_) = await room.files(medium)
    assert (await room.client.get(file["url"])).status_code == 200
    await room.client.delete("/api/v1/blogs/ferry/hero")
    await room.press.current("ferry")
    assert medium not in (await room.client.get("/live/ferry")).text
    assert (await room.client.get(file["url"])).status_code == 404


@pytest.mark.parametrize(
    ("hero", "status"),
    [
        ({"kind": "picture", "media": "a" * 26}, 404),
        ({"kind": "picture", "media": "../x"}, 404),
        ({"kind": "live stream", "media": "rtmp://live.example/a"}, 422),
        ({"kind": "live stream", "media": "https://live.example/a.m3u8", "alt": "The harbour"}, 200),
    ],
)
async def test_a_hero_is_something_that_is_there(room: Room, hero: dict[str, str], status: int) -> None:
    assert (await room.client.put("/api/v1/blogs/ferry/hero", json=hero)).status_code == status
    await room.press.current("ferry")
    assert (hero["media"] in (await room.client.get("/live/ferry")).text) == (status == 200)


async def test_a_picture_is_no_film(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    refused = await room.client.put("/api/v1/blogs/ferry/hero", json={"kind": "film", "media": medium})
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "quay.png", 415, "media-refused"),
        (b"%PDF-1.7 ...", "quay.jpg", 415, "media-refused"),
        (b"", "quay.jpg", 415, "media-refused"),
        (b"<!doctype html><script>alert(1)</script>", "../../quay.jpg\0.html", 415, "media-refused"),
        (picture()[:20_000], "quay.jpg", 422, "media-broken"),
    ],
)
async def test_what_is_no_picture_is_refused_with_a_sentence(
    room: Room, tmp_path: Path, content: bytes, name: str, status: int, code: str
) -> None:
    refused = await room.upload(content, name)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert len(refused.json()["detail"]) > 30
    assert [each for each in (tmp_path / "media").rglob("*") if each.is_file()] == []


async def test_a_file_over_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    async with opened(tmp_path, media_limit=50_000) as room:
        refused = await room.upload(bytes(60_000))
        assert (refused.status_code, refused.json()["code"]) == (413, "media-too-large")
        announced = await room.upload(bytes(2_000_000))
        assert announced.status_code == 413
        assert [each for each in (tmp_path / "media").rglob("*") if each.is_file()] == []


async def test_what_a_picture_may_be_is_a_setting(tmp_path: Path) -> None:
    async with opened(tmp_path, picture_limit=40_000, picture_pixels=1_000_000) as room:
        for large in (picture(size=(1_001, 1_000)), picture("PNG", (900, 900), compress_level=0)):
            refused = await room.upload(large)
            assert (refused.status_code, refused.json()["code"]) == (413, "media-too-large")
        assert (await room.upload(picture(size=(1_000, 1_000), quality=30))).status_code == 201


async def test_a_day_has_a_quota(tmp_path: Path) -> None:
    content = picture()
    async with opened(tmp_path, media_quota=len(content) + 1) as room:
        assert (await room.upload(content)).status_code == 201
        refused = await room.upload(content)
        assert (refused.status_code, refused.json()["code"]) == (429, "quota-used")


@pytest.mark.parametrize(
    ("files", "fields", "field"),
    [
        ({}, {"alt": "x"}, "file"),
        ({"picture": b"x"}, {}, "file"),
        ({"file": picture()}, {"atl": "x"}, "atl"),
        ({"file": picture()}, {"focus_x": "101"}, "focus_x"),
        ({"file": picture()}, {"focus_y": "-1"}, "focus_y"),
    ],
)
async def test_a_form_that_is_not_understood_is_told_why(
    room: Room, files: dict[str, bytes], fields: dict[str, str], field: str
) -> None:
    sent = {name: ("x.jpg", content) for name, content in files.items()} or {"file": ("", b"")}
    refused = await room.client.post(MEDIA, files=sent, data=fields)
    assert refused.status_code == 422
    assert field in refused.json()["detail"]


async def test_an_alt_text_has_a_limit_and_nothing_is_kept_then(room: Room) -> None:
    refused = await room.upload(picture(), alt="x" * 1_001)
    assert (refused.status_code, refused.json()["code"]) == (422, "too-long")


async def test_strangers_and_readers_may_not_upload(room: Room) -> None:
    reader = await room.newsroom.tokens.create("reader", frozenset({Scope.READ}), now=now(), random=lambda n: b"r" * n)
    for secret, status in (("nobody", 401), (reader, 403)):
        headers = {"Authorization": f"Bearer {secret}"}
        refused = await room.client.post(MEDIA, files={"file": ("a.jpg", picture())}, headers=headers)
        assert refused.status_code == status
        assert (await room.client.get(f"{MEDIA}/{'a' * 26}", headers=headers)).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        f"/media/{'a' * 26}",
        f"/media/{'a' * 26}/",
        f"/media/{'a' * 26}/original",
        f"/media/{'a' * 26}/..%2f..%2fdesk.db",
        f"/media/../originals/{'a' * 26}",
        f"/media/{'A' * 26}/{'a' * 26}.jpg",
        f"/media/{'a' * 26}/{'a' * 26}.svg",
        f"/media/{'a' * 26}/{'a' * 26}.jpg%00",
    ],
)
async def test_there_is_nothing_else_below_media(room: Room, path: str) -> None:
    assert (await room.client.get(path)).status_code == 404


async def test_files_can_have_an_origin_of_their_own_where_nothing_else_is(tmp_path: Path) -> None:
    async with opened(tmp_path, media_origin="https://media.example") as room:
        medium = (await room.upload(picture(), alt="The quay")).json()["id"]
        await room.show(medium)
        (file,) = await room.files(medium)
        assert file["url"].startswith(f"https://media.example/media/{medium}/")
        page = await room.client.get("/live/ferry")
        assert file["url"] in page.text
        policy = page.headers["content-security-policy"]
        assert "img-src 'self' data: https://media.example;" in policy
        assert "media-src 'self' https://media.example;" in policy
        assert (await room.client.get(file["url"])).status_code == 200
        elsewhere = ("/", "/live/ferry", "/live/ferry/stream", "/api/v1/blogs/ferry", "/healthz", "/static/x", "/media")
        for path in elsewhere:
            answer = await room.client.get(f"https://media.example{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "page-unknown")


async def test_nothing_is_served_that_is_no_medium() -> None:
    """So that no file has to be sent as an attachment: what could be anything else has no address."""
    assert {each.split("/")[0] for each in TYPES.values()} == {"image", "video", "audio", "text"}
    assert TYPES[Format.VTT].startswith("text/vtt")


async def test_what_was_begun_is_finished_after_a_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        medium = (await room.upload(picture())).json()["id"]
        await room.show(medium)
    async with opened(tmp_path) as room:
        async with room.newsroom.journal.rings() as rings, working(room.newsroom.media.renditions):
            async for _ in rings:
                if await is_ready(room):
                    break
        assert (await room.client.get(f"{MEDIA}/{medium}")).json()["state"] == "ready"


async def test_what_no_post_ever_showed_is_deleted_after_a_week_and_nothing_else(room: Room, tmp_path: Path) -> None:
    unused, shown, taken_back = [(await room.upload(picture())).json()["id"] for _ in range(3)]
    await room.show(shown)
    await room.show(taken_back, "p2")
    await room.client.post(f"{POSTS}/p2/withdrawal", json={"reason": "It was another quay."})
    (tmp_path / "media" / "making" / "cut-off").mkdir(parents=True)
    swept = room.newsroom.media.sweep
    before = await swept(now() + timedelta(days=6))
    assert (before.media, before.leftovers) == (0, 0)
    assert (await swept(now() + timedelta(days=8))).media == 1
    assert (await room.client.get(f"{MEDIA}/{unused}")).status_code == 404
    for each in (shown, taken_back):
        assert (await room.client.get(f"{MEDIA}/{each}")).status_code == 200
    names = {each.name for each in (tmp_path / "media" / "files").iterdir() if any(each.iterdir())}
    assert names == {shown, taken_back}
    assert list((tmp_path / "media" / "making").iterdir()) == []


async def test_what_a_post_was_refused_with_is_deleted_too_at_the_second_look(room: Room) -> None:
    refused_with, shown, head = [(await room.upload(picture())).json()["id"] for _ in range(3)]
    await room.show(shown)
    await room.client.put("/api/v1/blogs/ferry/hero", json={"kind": "picture", "media": head})
    body = {"id": "p9", "headline": "x" * 301, "body": f"![](media:{refused_with})"}
    assert (await room.client.post(POSTS, json=body)).status_code == 422
    nowhere = "/api/v1/blogs/nowhere/posts"
    assert (await room.client.post(nowhere, json={"body": f"![](media:{refused_with})"})).status_code == 404
    swept = room.newsroom.media.sweep
    later = now() + timedelta(days=8)
    assert (await swept(later)).media == 0
    assert (await swept(later)).media == 1
    assert (await room.client.get(f"{MEDIA}/{refused_with}")).status_code == 404
    for each in (shown, head):
        assert (await room.client.get(f"{MEDIA}/{each}")).status_code == 200


async def test_a_publication_under_way_is_not_taken_for_one_that_came_to_nothing(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    swept, later = room.newsroom.media.sweep, now() + timedelta(days=8)
    await room.newsroom.media.library.use([medium], Slug("ferry"), PostId("p1"))
    await swept(later)
    await room.show(medium)
    assert [(await swept(later)).media for _ in range(3)] == [0, 0, 0]
    assert (await room.client.get((await room.files(medium))[0]["url"])).status_code == 200


async def test_a_sweep_that_fails_is_tried_again() -> None:
    moments: list[datetime] = []
    over = asyncio.Event()

    async def sweep(moment: datetime) -> Swept:
        moments.append(moment)
        if len(moments) == 1:
            raise StorageUnavailable
        over.set()
        return Swept(1, 0, 0)

    async def sleep(seconds: float) -> None:
        assert seconds == SWEEP_SECONDS
        if over.is_set():
            await asyncio.Event().wait()

    work = asyncio.ensure_future(sweep_again_and_again(sweep, now, sleep))
    async with asyncio.timeout(30):
        await over.wait()
    work.cancel()
    assert len(moments) == 2


async def test_a_database_that_is_away_does_not_end_the_work(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    medium = (await room.upload(picture())).json()["id"]
    await room.show(medium)
    library, failed = room.newsroom.media.library, asyncio.Event()
    finish = library.finish

    async def fail_once(name: MediaId) -> Any:
        monkeypatch.setattr(library, "finish", finish)
        failed.set()
        raise StorageUnavailable

    async def sleep(_seconds: float) -> None:
        await failed.wait()
        failed.clear()

    monkeypatch.setattr(library, "finish", fail_once)
    noted = Noted()
    renditions = Renditions(library, room.newsroom.media.showing, sleep, failures=noted)
    async with room.newsroom.journal.rings() as rings, working(renditions):
        async for _ in rings:
            if await is_ready(room):
                break
    assert [cause for cause, _ in noted.told] == ["renditions"]


@asynccontextmanager
async def working(renditions: Renditions) -> AsyncIterator[None]:
    """While renditions are finished by themselves."""
    work = asyncio.ensure_future(renditions.run())
    try:
        async with asyncio.timeout(30):
            yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def is_ready(room: Room) -> bool:
    return all(each["ready"] for each in (await room.client.get(f"{POSTS}/p1")).json()["media"])
