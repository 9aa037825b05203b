"""The API's routes for media.

Knows forms, addresses and statuses.
Does not know what becomes of a file; it asks `actions`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.media import Media
from stoppress.domain.identifiers import MediaId, is_media_id
from stoppress.errors import InputInvalid
from stoppress.errors.media import MediaUnknown
from stoppress.media.forms import Form, receive_form
from stoppress.media.library import Arrived, MediumWords
from stoppress.media.parts import ReceivedFile
from stoppress.media.rows import MediumRow, State
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.render.blog_json import medium_tree
from stoppress.render.publication import Publication
from stoppress.staff.permissions import Verb, require
from stoppress.web.api.asking import Asker
from stoppress.web.api.blogs import CREATED
from stoppress.web.api.shapes import MediumWordsShape

PATH: Final = "/api/v1/media"

_TEXTS: Final = ("alt", "caption", "credit", "licence", "transcript")
_NUMBERS: Final = ("focus_x", "focus_y")
_HEADERS: Final = {"Cache-Control": "no-store"}

# A form is described by hand: it is read as it comes, and not by the framework.
_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **{name: {"type": "string"} for name in _TEXTS},
                        **{name: {"type": "integer", "minimum": 0, "maximum": 100} for name in _NUMBERS},
                    },
                }
            }
        },
    }
}


# In whatever type it is sent: what counts is what it says.
_CAPTIONS: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"text/vtt": {"schema": {"type": "string"}}}}
}


def media_routes(media: Media, incoming: Path, limits: ShelfLimits, publication: Publication) -> APIRouter:
    """The routes. `incoming` is where a file is while it comes."""
    router = APIRouter(prefix=PATH, tags=["media"])

    def answer(row: MediumRow, status: int = 200) -> Response:
        headers = {**_HEADERS, "Location": f"{PATH}/{row.id}"} if status == CREATED else _HEADERS
        tree = {**medium_tree(row.medium, publication), "state": row.state.value, "label": row.label}
        if row.state is State.FAILED:
            tree["problem"] = row.problem
        return JSONResponse(tree, status, headers)

    @router.post("", status_code=CREATED, openapi_extra=_FORM)
    async def upload(request: Request, person: Asker) -> Response:
        # Before anything is read: a stranger's file is not even received.
        require(person, Verb.UPLOAD_MEDIUM)
        content_type = request.headers.get("content-type", "")
        form = await receive_form(request.stream(), content_type, incoming, limits, random=secrets.token_bytes)
        try:
            file = _only_file(form)
            arrived = Arrived(path=file.path, owner=person.id, label=file.label, size=file.size, sha256=file.sha256)
            return answer(await media.upload(person, arrived, _words(form.fields)), CREATED)
        finally:
            for each in form.files:
                each.path.unlink(missing_ok=True)

    @router.get("/{medium}")
    async def read(person: Asker, medium: str) -> Response:
        return answer(await media.find(person, _name(medium)))

    @router.patch("/{medium}")
    async def describe(person: Asker, medium: str, shape: MediumWordsShape) -> Response:
        return answer(await media.describe(person, _name(medium), shape.words()))

    @router.put("/{medium}/captions", openapi_extra=_CAPTIONS)
    async def caption(request: Request, person: Asker, medium: str) -> Response:
        require(person, Verb.UPLOAD_MEDIUM)
        return answer(await media.caption(person, _name(medium), await request.body()))

    return router


def _name(text: str) -> MediaId:
    if not is_media_id(text):
        raise MediaUnknown(media=text)
    return MediaId(text)


def _only_file(form: Form) -> ReceivedFile:
    if len(form.files) != 1 or form.files[0].field != "file":
        raise InputInvalid(field="file", problem="send one file, in a field of this name.")
    return form.files[0]


def _words(fields: Mapping[str, str]) -> MediumWords:
    for name in fields:
        if name not in (*_TEXTS, *_NUMBERS):
            raise InputInvalid(field=name, problem="there is no such field. Check it for typing errors.")
    shape: dict[str, Any] = {name: fields[name] for name in _TEXTS if name in fields}
    for name in _NUMBERS:
        if name in fields:
            shape[name] = _percent(name, fields[name])
    return MediumWords(**shape)


def _percent(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= 100):
        raise InputInvalid(field=name, problem="send a whole number from 0 to 100.")
    return int(text)
