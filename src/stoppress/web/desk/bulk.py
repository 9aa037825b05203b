"""Several posts at once: which were chosen, what can be done to them, and what became of each.

Knows the form of the list and the page it leads to, both without a script.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Owners
from stoppress.actions.bulk import BULK_LIMIT, VERBS, Act, Bulk, Order, Outcome
from stoppress.actions.undoing import Span, Undo, appended
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog, Post
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors import InputInvalid, StoppressError
from stoppress.press.press import Press
from stoppress.render.titles import post_heading
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Asked, Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.coverage import NewKey
from stoppress.web.desk.offers import of_span
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.posts import post_named

_NO_LABEL: Final = "none"

Names = Annotated[list[str], Query(max_length=BULK_LIMIT)]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one thing, as the page says it. `span` can be undone."""

    heading: str
    words: str
    refused: bool = False
    span: str = ""


class BulkPage:
    """The pages."""

    def __init__(self, press: Press, pages: Pages, owners: Owners, bulk: Bulk, new_key: NewKey) -> None:
        self._press = press
        self._pages = pages
        self._owners = owners
        self._bulk = bulk
        self._new_key = new_key

    async def choose(self, request: Request, visitor: Here, slug: str, post: Names = []) -> Response:  # noqa: B006
        """What can be done to the chosen posts."""
        blog = await self._press.current(blog_of(visitor.person, slug))
        names = [post_named(each) for each in post]
        return await self._chosen(request, visitor, blog, names, key=self._new_key())

    async def do(self, request: Request, visitor: Changing, wish: Asked, slug: str) -> Response:
        """Do what the pressed button says, and tell what became of each."""
        blog = await self._press.current(blog_of(visitor.person, slug))
        sent = await form_of(request)
        names = [post_named(str(each)) for each in sent.getlist("post")]
        try:
            outcomes = await self._bulk.do(wish, blog.slug, names, _order(sent))
        except InputInvalid as problem:
            return await self._chosen(request, visitor, blog, names, problem, key=wish.key or self._new_key())
        view = View(blog, self._pages.publication)
        undoable = _order(sent).act is not Act.TAKE_DOWN
        return self._told(request, visitor, blog, [_line(each, view, undoable=undoable) for each in outcomes])

    async def undone(
        self, request: Request, visitor: Visitor, slug: Slug, spans: Sequence[Span], undo: Undo, wish: Wish
    ) -> Response:
        """Undo each of these, and tell what became of it."""
        lines = []
        for span in spans:
            heading = f"Revision {span.first}" if span.first == span.last else f"Revisions {span.first} to {span.last}"
            try:
                done = await undo.undo(Wish(person=wish.person), slug, span)
            except StoppressError as problem:
                lines.append(Line(heading, str(problem), refused=True))
            else:
                lines.append(Line(heading, "Undone." if appended(done) else "It was so already."))
        return self._told(request, visitor, await self._press.current(slug), lines)

    def _told(self, request: Request, visitor: Visitor, blog: Blog, lines: Sequence[Line]) -> Response:
        view = View(blog, self._pages.publication)
        refused = sum(each.refused for each in lines)
        return self._pages.page(
            request, "bulk_told.html.j2", visitor, blog=blog, view=view, lines=lines, refused=refused
        )

    async def _chosen(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        names: Sequence[PostId],
        problem: StoppressError | None = None,
        **more: Any,
    ) -> Response:
        posts = [post for each in dict.fromkeys(names) if (post := blog.posts.get(each)) and post.is_readable]
        view = View(blog, self._pages.publication)
        return self._pages.page(
            request,
            "bulk.html.j2",
            visitor,
            blog=blog,
            view=view,
            posts=[(each, post_heading(each, view)) for each in posts],
            acts=await self._acts(visitor.person, blog, posts),
            labels=LABEL_WORDS,
            no_label=_NO_LABEL,
            problem=problem,
            **more,
        )

    async def _acts(self, person: Person, blog: Blog, posts: Sequence[Post]) -> frozenset[Act]:
        """What this person may do to one of these posts at least."""
        owned = await self._owners.owned(person, blog.slug, tuple(each.id for each in posts))

        def allowed(verb: Verb) -> bool:
            return any(may(person, verb, blog.slug, own=each.id in owned) for each in posts)

        return frozenset(act for act, verb in VERBS.items() if allowed(verb))


def bulk_routes(page: BulkPage) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/several", include_in_schema=False)
    router.add_api_route("", page.choose, methods=["GET"], response_model=None)
    router.add_api_route("", page.do, methods=["POST"], response_model=None)
    return router


def _order(sent: FormData) -> Order:
    """What the form says. Raises InputInvalid."""
    act, label = text(sent, "act"), text(sent, "label")
    if act not in set(Act):
        raise InputInvalid(field="act", problem="press one of the buttons.")
    if act == Act.LABEL and label not in {*Label, _NO_LABEL}:
        raise InputInvalid(field="label", problem="choose one from the list.")
    return Order(
        act=Act(act),
        label=Label(label) if act == Act.LABEL and label != _NO_LABEL else None,
        reason=text(sent, "reason"),
        reason_shown=bool(text(sent, "reason_shown")),
    )


def _line(outcome: Outcome, view: View, *, undoable: bool) -> Line:
    post = view.blog.posts.get(outcome.post)
    heading = f"{view.clock.time(post.published_at)} {post_heading(post, view)}" if post else outcome.post
    if outcome.problem:
        return Line(heading, outcome.problem, refused=True)
    if outcome.span is None:
        return Line(heading, "It was so already.")
    return Line(heading, "Done.", span=of_span(outcome.span).removeprefix("seq.") if undoable else "")
