"""Uploads that can be gone on with, as a tus client makes them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.app.building import now
from stoppress.staff.permissions import Scope
from tests.web.media_room import MEDIA, Room, opened, picture

UPLOADS = f"{MEDIA}/uploads"
WORDS = {"filename": "quay.jpg", "alt": "A quay"}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


def told(words: dict[str, str]) -> dict[str, str]:
    return {"Upload-Metadata": ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in words.items())}


async def begun(room: Room, size: int) -> str:
    made = await room.client.post(UPLOADS, headers={"Upload-Length": str(size), **told(WORDS)})
    assert made.status_code == 201
    return made.headers["location"]


def piece(offset: int) -> dict[str, str]:
    return {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset), **told(WORDS)}


async def test_a_file_that_comes_in_pieces_is_a_medium_in_the_end(room: Room, tmp_path: Path) -> None:
    content = picture()
    place = await begun(room, len(content))
    first = await room.client.patch(place, content=content[:10_000], headers=piece(0))
    assert (first.status_code, first.headers["upload-offset"]) == (204, "10000")
    where = await room.client.head(place)
    assert (where.headers["upload-offset"], where.headers["upload-length"]) == ("10000", str(len(content)))
    last = await room.client.patch(place, content=content[10_000:], headers=piece(10_000))
    assert last.status_code == 204
    medium = (await room.client.get(last.headers["location"])).json()
    assert (medium["state"], medium["alt"], medium["label"]) == ("received", "A quay", "quay.jpg")
    # Whoever missed the last answer asks for the upload, and then for the medium of the same name.
    assert (await room.client.head(place)).status_code == 404
    assert last.headers["location"].rsplit("/")[-1] == place.rsplit("/")[-1]
    assert [each for each in (tmp_path / "media" / "incoming").iterdir() if each.is_file()] == []


async def test_a_piece_at_another_offset_is_told_the_right_one(room: Room) -> None:
    place = await begun(room, 100)
    await room.client.patch(place, content=b"x" * 40, headers=piece(0))
    refused = await room.client.patch(place, content=b"x" * 40, headers=piece(0))
    assert (refused.status_code, refused.json()["code"], refused.json()["expected"]) == (409, "upload-offset", 40)


async def test_what_is_no_picture_is_refused_in_the_end_and_forgotten(room: Room) -> None:
    content = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    place = await begun(room, len(content))
    refused = await room.client.patch(place, content=content, headers=piece(0))
    assert (refused.status_code, refused.json()["code"]) == (415, "media-refused")
    assert (await room.client.head(place)).status_code == 404


async def test_an_upload_that_was_taken_is_there_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture()
    place = await begun(room, len(content))
    uploads = room.newsroom.media.uploads
    give_up = uploads.give_up

    async def killed(_medium: str, _owner: str) -> None:
        """As if the process had ended just before."""

    monkeypatch.setattr(uploads, "give_up", killed)
    await room.client.patch(place, content=content, headers=piece(0))
    monkeypatch.setattr(uploads, "give_up", give_up)
    again = await room.client.patch(place, content=b"", headers=piece(len(content)))
    assert again.status_code == 204
    assert (await room.client.get(again.headers["location"])).json()["state"] == "received"


async def test_an_upload_is_its_owners_alone(room: Room) -> None:
    place = await begun(room, 100)
    other = await room.newsroom.tokens.create("ada", frozenset({Scope.WRITE}), now=now(), random=lambda n: b"a" * n)
    reader = await room.newsroom.tokens.create("ben", frozenset({Scope.READ}), now=now(), random=lambda n: b"b" * n)
    for secret, status in ((other, 404), (reader, 403), ("nobody", 401)):
        headers = {"Authorization": f"Bearer {secret}"}
        assert (await room.client.head(place, headers=headers)).status_code == status
        assert (await room.client.patch(place, content=b"x", headers={**piece(0), **headers})).status_code == status
        assert (await room.client.delete(place, headers=headers)).status_code == status
    assert (await room.client.head(place)).headers["upload-offset"] == "0"
    assert (await room.client.delete(place)).status_code == 204
    assert (await room.client.head(place)).status_code == 404


async def test_what_is_offered_and_what_is_not_understood(room: Room) -> None:
    offered = await room.client.options(UPLOADS)
    assert (offered.headers["tus-version"], offered.headers["tus-max-size"]) == ("1.0.0", "209715200")
    place = await begun(room, 100)
    bad = [
        await room.client.post(UPLOADS),
        await room.client.post(UPLOADS, headers={"Upload-Length": "0"}),
        await room.client.post(UPLOADS, headers={"Upload-Length": "many"}),
        await room.client.post(UPLOADS, headers={"Upload-Length": "9", "Upload-Metadata": "filename ???"}),
        await room.client.patch(place, content=b"x", headers={"Upload-Offset": "0"}),
        await room.client.patch(place, content=b"x", headers={"Content-Type": "application/offset+octet-stream"}),
    ]
    assert [each.status_code for each in bad] == [422] * len(bad)
    assert (await room.client.post(UPLOADS, headers={"Upload-Length": "209715201"})).status_code == 413
    assert (await room.client.patch(place, content=b"x" * 101, headers=piece(0))).status_code == 413


async def test_only_files_may_be_larger_than_other_requests(room: Room) -> None:
    medium = (await room.upload(picture())).json()["id"]
    refused = await room.client.patch(f"{MEDIA}/{medium}", json={"alt": "x" * 1_100_000})
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")
