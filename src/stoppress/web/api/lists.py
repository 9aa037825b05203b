"""The API's routes for lists of blogs and for authors.

Knows addresses.
Does not know what stands in a list (`press`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from stoppress.press.press import Press
from stoppress.render.author_page import authors_tree
from stoppress.staff.permissions import Verb, require
from stoppress.web.api.asking import Asker

_LIFE = {"Cache-Control": "private, no-cache"}


def list_api_routes(press: Press) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1", tags=["lists"])

    @router.get("/lists/{list}")
    async def read_list(person: Asker, list: str) -> Response:  # noqa: A002  # what it is called in the path
        """Blogs that are `live`, most read (`top`) or `latest`, at most a hundred, as readers find them."""
        require(person, Verb.READ_BLOG)
        return JSONResponse({"blogs": await press.lists.tree(list)}, headers=_LIFE)

    @router.get("/sections/{section}")
    async def read_section(person: Asker, section: str) -> Response:
        """The blogs of a section, by the name it has in its address."""
        require(person, Verb.READ_BLOG)
        return JSONResponse({"blogs": await press.lists.section_tree(section)}, headers=_LIFE)

    @router.get("/authors")
    async def read_authors(person: Asker) -> Response:
        """The authors whose page is public."""
        require(person, Verb.READ_BLOG)
        publication = press.publication
        return JSONResponse({"authors": authors_tree(publication.authors.everybody(), publication)}, headers=_LIFE)

    @router.get("/authors/{author}")
    async def read_author(person: Asker, author: str) -> Response:
        """An author whose page is public, with their newest posts."""
        require(person, Verb.READ_BLOG)
        return JSONResponse(await press.bylines.tree(author), headers=_LIFE)

    return router
