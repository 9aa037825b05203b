"""The API's routes for uploads that can be gone on with: tus 1.0, with creation, termination and expiration.

Knows tus's headers (tus.io/protocols/resumable-upload). An upload's id is the medium's, so that whoever missed the last
answer knows where to look.
Does not know where bytes are kept meanwhile (`media.uploads`), nor what becomes of a file (`actions`).
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.media import Media
from stoppress.errors import InputInvalid
from stoppress.media.library import Arrived, MediumWords
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.uploads import Uploaded, Uploads
from stoppress.staff.permissions import Person, Verb, require
from stoppress.web.api.asking import Asker
from stoppress.web.api.blogs import CREATED

PATH: Final = "/api/v1/media/uploads"

_VERSION: Final = "1.0.0"
_PIECE: Final = "application/offset+octet-stream"
_NUMBER: Final = re.compile(r"[0-9]{1,15}", re.ASCII)
_DONE: Final = 204


def upload_routes(uploads: Uploads, media: Media, limits: ShelfLimits) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix=PATH, tags=["media"])

    @router.options("")
    async def offered() -> Response:
        more = {"Tus-Version": _VERSION, "Tus-Extension": "creation,termination,expiration"}
        return _answer(_DONE, {**more, "Tus-Max-Size": str(limits.file)})

    @router.post("", status_code=CREATED)
    async def begin(request: Request, person: Asker) -> Response:
        require(person, Verb.UPLOAD_MEDIUM)
        told = _metadata(request.headers.get("upload-metadata", ""))
        upload = await uploads.begin(
            owner=person.id, size=_number(request, "upload-length"), name=told.get("filename", ""), kind=""
        )
        return _answer(CREATED, {"Location": f"{PATH}/{upload.id}"})

    @router.head("/{upload}")
    async def where(person: Asker, upload: str) -> Response:
        require(person, Verb.UPLOAD_MEDIUM)
        found = await uploads.find(upload, person.id)
        offset = await uploads.offset(upload, person.id)
        return _answer(200, {"Upload-Offset": str(offset), "Upload-Length": str(found.size)})

    @router.patch("/{upload}", status_code=_DONE)
    async def go_on(request: Request, person: Asker, upload: str) -> Response:
        require(person, Verb.UPLOAD_MEDIUM)
        if request.headers.get("content-type") != _PIECE:
            raise InputInvalid(field="Content-Type", problem=f"send {_PIECE}.")
        begun = await uploads.find(upload, person.id)
        offset = await uploads.go_on(upload, person.id, _number(request, "upload-offset"), request.stream())
        if offset < begun.size:
            return _answer(_DONE, {"Upload-Offset": str(offset)})
        words = _words(request.headers.get("upload-metadata", ""))
        await _take(await uploads.finish(upload, person.id), person, words, uploads, media)
        return _answer(_DONE, {"Upload-Offset": str(offset), "Location": f"/api/v1/media/{upload}"})

    @router.delete("/{upload}", status_code=_DONE)
    async def give_up(person: Asker, upload: str) -> Response:
        require(person, Verb.UPLOAD_MEDIUM)
        await uploads.give_up(upload, person.id)
        return _answer(_DONE, {})

    return router


async def _take(done: Uploaded, person: Person, words: MediumWords, uploads: Uploads, media: Media) -> None:
    begun = done.upload
    arrived = Arrived(
        path=done.path, owner=person.id, label=begun.label, size=begun.size, sha256=done.sha256, name=begun.id
    )
    try:
        await media.upload(person, arrived, words)
    finally:
        # Taken or refused, it will not be sent again; should this be killed first, it is swept.
        await uploads.give_up(begun.id, person.id)


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(None, status, {"Tus-Resumable": _VERSION, "Cache-Control": "no-store", **headers})


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise InputInvalid(field=name.title(), problem="send a whole number of bytes.")
    return int(text)


def _words(text: str) -> MediumWords:
    told = _metadata(text)
    return MediumWords(
        alt=told.get("alt"), caption=told.get("caption"), credit=told.get("credit"), licence=told.get("licence")
    )


def _metadata(text: str) -> dict[str, str]:
    """`filename cXVheS5qcGc=,alt QSBxdWF5`: names, each with its text in Base64."""
    found = {}
    for pair in filter(None, map(str.strip, text.split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = b64decode(value, validate=True).decode()
        except (Error, ValueError) as problem:
            raise InputInvalid(field="Upload-Metadata", problem=f"{name}: send UTF-8 in Base64.") from problem
    return found
