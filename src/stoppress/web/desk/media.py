"""Media at the desk: upload, describe, and look at files that nobody else may see yet.

Knows that whoever writes may upload and see what was uploaded; ids cannot be guessed.
Does not know what becomes of a file; it asks `actions`.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.media import Media
from stoppress.domain.identifiers import MediaId, is_media_id
from stoppress.errors import InputInvalid
from stoppress.errors.media import MediaUnknown
from stoppress.media.forms import receive_form
from stoppress.media.library import Arrived, Library, MediumWords
from stoppress.media.rows import MediumRow, State
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.render.blog_json import medium_tree
from stoppress.staff.permissions import Verb, require
from stoppress.web.desk.asking import Changing, Here
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.shapes import Shape
from stoppress.web.files import file_answer, file_named

PATH: Final = "/desk/media"


class WordsShape(Shape):
    """What is said about a medium; what is missing stays."""

    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


def media_routes(media: Media, library: Library, incoming: Path, limits: ShelfLimits, pages: Pages) -> APIRouter:
    """The routes. `incoming` is where a file is while it comes."""
    router = APIRouter(prefix=PATH, include_in_schema=False)

    def answer(row: MediumRow, status: int = 200) -> Response:
        tree: dict[str, Any] = {**medium_tree(row.medium, pages.publication), "state": row.state.value}
        if row.state is State.FAILED:
            tree["problem"] = row.problem
        return JSONResponse(tree, status, PRIVATE)

    @router.post("")
    async def upload(request: Request, visitor: Changing) -> Response:
        # Before anything is read: a stranger's file is not even received.
        require(visitor.person, Verb.UPLOAD_MEDIUM)
        kind = request.headers.get("content-type", "")
        form = await receive_form(request.stream(), kind, incoming, limits, random=secrets.token_bytes)
        try:
            if len(form.files) != 1:
                raise InputInvalid(field="file", problem="send one file at a time.")
            file = form.files[0]
            arrived = Arrived(
                path=file.path, owner=visitor.person.id, label=file.label, size=file.size, sha256=file.sha256
            )
            alt, caption, credit = (form.fields.get(name) for name in ("alt", "caption", "credit"))
            words = MediumWords(alt=alt, caption=caption, credit=credit)
            return answer(await media.upload(visitor.person, arrived, words), 201)
        finally:
            for each in form.files:
                each.path.unlink(missing_ok=True)

    @router.get("/{medium}")
    async def read(visitor: Here, medium: str) -> Response:
        return answer(await media.find(visitor.person, _name(medium)))

    @router.patch("/{medium}")
    async def describe(visitor: Changing, medium: str, shape: WordsShape) -> Response:
        words = MediumWords(alt=shape.alt, caption=shape.caption, credit=shape.credit)
        return answer(await media.describe(visitor.person, _name(medium), words))

    @router.get("/{medium}/{name}")
    async def file(request: Request, visitor: Here, medium: str, name: str) -> Response:
        require(visitor.person, Verb.UPLOAD_MEDIUM)
        return await file_answer(request, library, file_named(medium, name), name, PRIVATE)

    return router


def _name(text: str) -> MediaId:
    if not is_media_id(text):
        raise MediaUnknown(media=text)
    return MediaId(text)
