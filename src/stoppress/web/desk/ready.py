"""Templates and snippets at the desk: the list the composer asks for, and the pages on which a newsroom prepares them.

Knows the forms; each works without a script, and a refusal keeps what was typed.
Does not know what stands in the place of what; it asks `actions`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.preparing import Preparing, is_given
from stoppress.domain.content import Content
from stoppress.domain.identifiers import Slug
from stoppress.drafts.ready import NAME_LIMIT, Kind, Ready
from stoppress.errors import InputInvalid, StoppressError
from stoppress.errors.drafts import ReadyUnknown
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Verb, may
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.offers import Offer
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.sayings import said, sent_on
from stoppress.web.desk.shapes import ContentShape

_NEWSROOM: Final = "newsroom"


class ReadyPages:
    """The pages, their forms, and the list for the composer."""

    def __init__(self, press: Press, pages: Pages, preparing: Preparing) -> None:
        self._press = press
        self._pages = pages
        self._preparing = preparing

    async def offered(self, visitor: Here, slug: str) -> Response:
        """What the composer can use."""
        found = await self._preparing.usable(visitor.person, blog_of(visitor.person, slug))
        tree = {
            "templates": [_template(each) for each in found if each.kind is Kind.TEMPLATE],
            "snippets": [{"name": each.name, "body": each.content.body} for each in found if each.kind is Kind.SNIPPET],
        }
        return JSONResponse(tree, headers=PRIVATE)

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """What there is in this blog, and whose it is."""
        return await self._shown(request, visitor, blog_of(visitor.person, slug))

    async def _shown(
        self, request: Request, visitor: Visitor, name: Slug, saying: str = "", undo: Offer | None = None
    ) -> Response:
        found = await self._preparing.usable(visitor.person, name)
        blog = await self._press.current(name)
        return self._pages.page(
            request,
            "ready.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            templates=[each for each in found if each.kind is Kind.TEMPLATE],
            snippets=[each for each in found if each.kind is Kind.SNIPPET],
            off=await self._preparing.switched_off(visitor.person, name),
            said=saying or said(request),
            undo=undo,
        )

    async def form(self, request: Request, visitor: Here, slug: str, kind: str = "", name: str = "") -> Response:
        """The form of one, or of a new one."""
        blog = blog_of(visitor.person, slug, Verb.PREPARE_WORDS)
        which = _kind(kind)
        known = (
            await self._preparing.find(visitor.person, blog, which, name)
            if name
            else Ready(kind=which, name="", blog=blog)
        )
        return await self._form(request, visitor, blog, known)

    async def change(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Keep, switch off or drop one."""
        blog = blog_of(visitor.person, slug, Verb.PREPARE_WORDS)
        sent = await form_of(request)
        ready = _ready(sent, blog)
        act = text(sent, "act") or "save"
        try:
            if act == "drop":
                known = await self._known(visitor, blog, ready)
                await self._preparing.drop(visitor.person, blog, ready)
                if known is not None:
                    # Its words are too long for an address: the page that offers them back is the answer itself.
                    return await self._shown(request, visitor, blog, f"“{known.name}” is deleted.", _back(blog, known))
            else:
                await self._preparing.put(visitor.person, blog, replace(ready, off=act == "off"))
        except StoppressError as problem:
            return await self._form(request, visitor, blog, ready, problem)
        return sent_on(f"/desk/blogs/{blog}/ready", "saved")

    async def _known(self, visitor: Visitor, slug: Slug, ready: Ready) -> Ready | None:
        """What is about to be deleted, if it is in use here."""
        with suppress(ReadyUnknown):
            known = await self._preparing.find(visitor.person, slug, ready.kind, ready.name)
            return known if known.blog == ready.blog else None
        return None

    async def _form(
        self, request: Request, visitor: Visitor, slug: Slug, ready: Ready, problem: StoppressError | None = None
    ) -> Response:
        blog = await self._press.current(slug)
        return self._pages.page(
            request,
            "ready_form.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            ready=ready,
            everybody=may(visitor.person, Verb.PREPARE_WORDS),
            given=is_given(ready.kind, ready.name),
            name_limit=NAME_LIMIT,
            labels=LABEL_WORDS,
            problem=problem,
        )


def ready_routes(page: ReadyPages) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/ready", include_in_schema=False)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/list", page.offered, methods=["GET"], response_model=None)
    router.add_api_route("/form", page.form, methods=["GET"], response_model=None)
    router.add_api_route("/form", page.change, methods=["POST"], response_model=None)
    return router


def _template(ready: Ready) -> dict[str, Any]:
    content = ContentShape.of(ready.content).model_dump(mode="json")
    return {"name": ready.name, "fields": ready.fields, "content": content}


def _back(blog: Slug, ready: Ready) -> Offer:
    """A form that keeps it again, as it was."""
    content = ready.content
    fields = {
        "kind": ready.kind.value,
        "name": ready.name,
        "whose": _NEWSROOM if ready.blog is None else "blog",
        "was_whose": ready.blog or "",
        "headline": content.headline,
        "body": content.body,
        "label": content.label.value if content.label else "",
        "key_event": "yes" if content.key_event else "",
    }
    return Offer(f"/desk/blogs/{blog}/ready/form", list(fields.items()))


def _kind(said: str) -> Kind:
    if said not in set(Kind):
        raise InputInvalid(field="kind", problem="begin again from the list.")
    return Kind(said)


def _ready(sent: FormData, blog: Slug) -> Ready:
    """One as the form's fields say it. Raises InputInvalid."""
    kind, version = _kind(text(sent, "kind")), text(sent, "version") or "0"
    whose = None if text(sent, "whose") == _NEWSROOM else blog
    if not version.isdecimal() or len(version) > 9:
        raise InputInvalid(field="version", problem="reload the page, then try again.")
    shape = ContentShape.of_form(sent)
    content = Content(headline=shape.headline, body=shape.body, label=shape.label, key_event=shape.key_event)
    # What was opened as another's is a new one here, which stands in the place of that.
    same = text(sent, "was_whose") == ("" if whose is None else whose)
    return Ready(
        kind=kind,
        name=text(sent, "name").strip(),
        content=content if kind is Kind.TEMPLATE else Content(body=content.body),
        blog=whose,
        version=int(version) if same else 0,
    )
