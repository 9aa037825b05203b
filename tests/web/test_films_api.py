"""Films and sounds over HTTP: uploaded, shown, asked for in parts, captioned, and gone when the post is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoppress.domain.identifiers import Slug
from tests.recordings import CANARY, FFMPEG, PLACE, recording
from tests.web.media_room import MEDIA, POSTS, Room, opened

VTT = b"WEBVTT\n\n00:00.100 --> 00:00.900\n<v Rosa Quill>The gate is shut.\n"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A newsroom with ffmpeg."""
    async with opened(tmp_path, ffmpeg=Path(FFMPEG)) as room:
        yield room


async def uploaded(room: Room, name: str, **fields: str) -> dict[str, Any]:
    answer = await room.upload(recording(name), f"quay.{name.rpartition('.')[2]}", **fields)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def page(room: Room) -> str:
    await room.press.current(Slug("ferry"))
    return (await room.client.get("/live/ferry")).text


async def test_a_film_is_shown_with_its_still_and_says_nothing_of_where_it_was_taken(room: Room) -> None:
    film = await uploaded(
        room, "mp4", alt="The gate", credit="Rosa Quill", transcript="The gate is shut.\nIt stays so."
    )
    assert (film["kind"], film["width"], film["height"], film["state"]) == ("film", 320, 180, "received")
    assert 900 <= film["milliseconds"] <= 1100
    await room.show(film["id"])
    (file,) = film["files"]
    shown = await page(room)
    assert f'<source src="{file["url"]}" type="video/mp4">' in shown
    assert 'preload="none"' in shown
    assert "autoplay" not in shown
    assert "It stays so." in shown
    await room.finish(film["id"])
    ready = (await room.client.get(f"{MEDIA}/{film['id']}")).json()
    assert (ready["state"], len(ready["still"])) == ("ready", 3)
    assert f'poster="{ready["still"][0]["url"]}"' in await page(room)
    for each in (*ready["files"], *ready["still"]):
        served = await room.client.get(each["url"])
        assert (served.status_code, len(served.content)) == (200, each["bytes"])
        assert served.headers["content-type"] == each["type"]
        assert CANARY not in served.content
        assert PLACE not in served.content
    await room.client.post(f"{POSTS}/p1/withdrawal", json={"reason": "It was another gate."})
    assert "<video" not in await page(room)
    for each in (*ready["files"], *ready["still"]):
        assert (await room.client.get(each["url"])).status_code == 404


async def test_a_sound_is_ready_at_once_and_is_asked_for_in_parts(room: Room) -> None:
    sound = await uploaded(room, "mp3", alt="The horn")
    assert (sound["kind"], sound["state"], sound["width"]) == ("audio", "ready", 0)
    await room.show(sound["id"])
    (file,) = sound["files"]
    whole = await room.client.get(file["url"])
    assert whole.headers["accept-ranges"] == "bytes"
    size, etag = len(whole.content), whole.headers["etag"]

    async def asked(text: str, **more: str) -> tuple[int, bytes, str]:
        answer = await room.client.get(file["url"], headers={"Range": text, **more})
        return answer.status_code, answer.content, answer.headers.get("content-range", "")

    assert await asked("bytes=10-19") == (206, whole.content[10:20], f"bytes 10-19/{size}")
    assert await asked("bytes=10-") == (206, whole.content[10:], f"bytes 10-{size - 1}/{size}")
    assert await asked("bytes=-7") == (206, whole.content[-7:], f"bytes {size - 7}-{size - 1}/{size}")
    assert await asked(f"bytes={size}-") == (416, b"", f"bytes */{size}")
    assert await asked("bytes=0-1,4-5") == (200, whole.content, "")
    assert await asked("bytes=0-1", **{"If-Range": etag}) == (206, whole.content[:2], f"bytes 0-1/{size}")
    assert await asked("bytes=0-1", **{"If-Range": '"another"'}) == (200, whole.content, "")
    assert (await asked("bytes=0-1", **{"If-None-Match": etag}))[0] == 304
    head = await room.client.head(file["url"], headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(size))


async def test_captions_are_written_anew_and_become_the_transcript(room: Room) -> None:
    film = await uploaded(room, "opus.webm")
    await room.show(film["id"])
    answer = await room.client.put(f"{MEDIA}/{film['id']}/captions", content=VTT)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["transcript"] == "Rosa Quill: The gate is shut."
    assert f'<track kind="captions" src="{told["captions"]["url"]}"' in await page(room)
    served = await room.client.get(told["captions"]["url"])
    assert served.headers["content-type"] == "text/vtt; charset=utf-8"
    assert served.text.startswith("WEBVTT\n\n00:00:00.100 --> 00:00:00.900\n")
    # What somebody wrote stays when there are other captions.
    await room.client.patch(f"{MEDIA}/{film['id']}", json={"transcript": "Two  words.\r\n\r\n\r\nAnd two more."})
    again = await room.client.put(f"{MEDIA}/{film['id']}/captions", content=VTT.replace(b"shut", b"open"))
    assert again.json()["transcript"] == "Two words.\n\nAnd two more."
    assert again.json()["captions"]["url"] != told["captions"]["url"]
    assert again.json()["captions"]["url"] in await page(room)
    assert (await room.client.get(told["captions"]["url"])).status_code == 404
    await room.finish(film["id"])
    assert (await room.client.get(f"{MEDIA}/{film['id']}")).json()["captions"] == again.json()["captions"]


async def test_captions_that_are_none_are_refused_and_a_picture_has_none(room: Room) -> None:
    sound = await uploaded(room, "mp3")
    refused = await room.client.put(f"{MEDIA}/{sound['id']}/captions", content=b"words")
    assert (refused.status_code, refused.json()["code"]) == (422, "input-invalid")
    too_long = await room.client.put(f"{MEDIA}/{sound['id']}/captions", content=VTT + bytes(2_000_000))
    assert too_long.status_code == 413
    long = await room.client.patch(f"{MEDIA}/{sound['id']}", json={"transcript": "x" * 100_001})
    assert long.json()["code"] == "too-long"


async def test_a_hero_can_be_a_film(room: Room) -> None:
    film = await uploaded(room, "mp4")
    made = await room.client.put("/api/v1/blogs/ferry/hero", json={"kind": "film", "media": film["id"]})
    assert made.status_code == 200
    shown = await page(room)
    assert '<div class="hero"><figure class="film"><video controls preload="none"' in shown


async def test_a_codec_few_play_is_refused_with_its_name(room: Room) -> None:
    refused = await room.upload(b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "quay.mkv")
    assert (refused.status_code, refused.json()["code"]) == (415, "media-refused")
    assert "Matroska" in refused.json()["detail"]


async def test_without_ffmpeg_it_is_said_who_can_help(tmp_path: Path) -> None:
    async with opened(tmp_path, ffmpeg=tmp_path / "nowhere") as room:
        refused = await room.upload(recording("mp3"), "horn.mp3")
        assert refused.json()["code"] == "media-tool-missing"
        assert "administrator" in refused.json()["detail"]
