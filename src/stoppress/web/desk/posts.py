"""What is done to a published post at the desk: edit, correct, take down, pin.

Knows forms, which work without script, and the composer's JSON; a refusal keeps what was typed.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Owners
from stoppress.actions.posts import Posts
from stoppress.domain.admission_posts import readable_post
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId, Slug, is_post_id
from stoppress.errors import PostUnknown, StoppressError
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Person, Verb, require
from stoppress.web.desk.asking import Asked, Changing, Here, Matched, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.sayings import sent_on
from stoppress.web.desk.shapes import ContentShape, Shape
from stoppress.web.problems import status_of


class CorrectionShape(Shape):
    """What was wrong, what is right, and the wording from now on."""

    wrong: str
    right: str
    content: ContentShape


def post_routes(press: Press, posts: Posts, pages: Pages, owners: Owners) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/posts/{post}", include_in_schema=False)

    async def found(person: Person, slug: str, name: str, verb: Verb) -> tuple[Blog, Post]:
        """A readable post to which this person may do that. Raises BlogUnknown, PostUnknown, NotAllowed."""
        blog = await press.current(blog_of(person, slug))
        post = readable_post(blog, _name(name))
        require(person, verb, blog.slug, own=post.id in await owners.owned(person, blog.slug, (post.id,)))
        return blog, post

    def form(request: Request, template: str, visitor: Visitor, blog: Blog, post: Post, **more: Any) -> Response:
        given: dict[str, Any] = {
            "blog": blog,
            "view": View(blog, pages.publication),
            "post": post,
            "version": post.touched,
            "content": ContentShape.of_post(post, blog),
            "labels": LABEL_WORDS,
            "byline": None,
            "problem": "",
            "typed": {},
        }
        return pages.page(request, template, visitor, **(given | more))

    @router.get("")
    async def read(visitor: Here, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.REVISE_POST)
        content = ContentShape.of_post(known, blog).model_dump(mode="json")
        return JSONResponse({"id": known.id, "version": known.touched, "content": content}, headers=PRIVATE)

    @router.patch("")
    async def revise(wish: Matched, slug: str, post: str, shape: ContentShape) -> Response:
        done = await posts.revise(wish, Slug(slug), _name(post), shape.wording())
        return JSONResponse({"id": post, "seq": done.seq}, headers=PRIVATE)

    @router.post("/correction")
    async def correct_by_script(wish: Asked, slug: str, post: str, shape: CorrectionShape) -> Response:
        wording = shape.content.wording()
        done = await posts.correct(wish, Slug(slug), _name(post), shape.wrong, shape.right, wording)
        return JSONResponse({"id": post, "seq": done.seq}, headers=PRIVATE)

    @router.get("/edit")
    async def edit_form(request: Request, visitor: Here, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.REVISE_POST)
        return form(request, "edit.html.j2", visitor, blog, known)

    @router.post("/edit")
    async def edit(request: Request, visitor: Changing, wish: Matched, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.REVISE_POST)
        sent = await form_of(request)
        content = ContentShape.of_form(sent)
        try:
            await posts.revise(wish, blog.slug, known.id, content.wording())
        except StoppressError as problem:
            kept = {"content": content, "version": text(sent, "version"), "problem": str(problem)}
            return form(request, "edit.html.j2", visitor, blog, known, status=status_of(problem), **kept)
        return sent_on(f"/desk/blogs/{blog.slug}", "edited")

    @router.get("/correct")
    async def correct_form(request: Request, visitor: Here, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.CORRECT_POST)
        return form(request, "correct.html.j2", visitor, blog, known)

    @router.post("/correct")
    async def correct(request: Request, visitor: Changing, wish: Asked, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.CORRECT_POST)
        sent = await form_of(request)
        content = ContentShape.of_form(sent) if "body" in sent else ContentShape.of_post(known, blog)
        wrong, right = text(sent, "wrong"), text(sent, "right")
        try:
            await posts.correct(wish, blog.slug, known.id, wrong, right, content.wording())
        except StoppressError as problem:
            kept = {"content": content, "typed": {"wrong": wrong, "right": right}, "problem": str(problem)}
            return form(request, "correct.html.j2", visitor, blog, known, status=status_of(problem), **kept)
        return sent_on(f"/desk/blogs/{blog.slug}", "corrected")

    @router.get("/take-down")
    async def take_down_form(request: Request, visitor: Here, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.WITHDRAW_POST)
        return form(request, "take_down.html.j2", visitor, blog, known)

    @router.post("/take-down")
    async def take_down(request: Request, visitor: Changing, wish: Asked, slug: str, post: str) -> Response:
        blog, known = await found(visitor.person, slug, post, Verb.WITHDRAW_POST)
        sent = await form_of(request)
        reason = text(sent, "reason")
        try:
            shown = bool(text(sent, "reason_shown"))
            await posts.withdraw(wish, blog.slug, known.id, reason, reason_shown=shown)
        except StoppressError as problem:
            kept = {"typed": {"reason": reason}, "problem": str(problem)}
            return form(request, "take_down.html.j2", visitor, blog, known, status=status_of(problem), **kept)
        return sent_on(f"/desk/blogs/{blog.slug}", "taken-down")

    @router.post("/pin")
    async def pin(wish: Asked, slug: str, post: str) -> Response:
        await posts.pin(wish, Slug(slug), _name(post))
        return sent_on(f"/desk/blogs/{slug}", "pinned")

    @router.post("/unpin")
    async def unpin(wish: Asked, slug: str, post: str) -> Response:
        await posts.unpin(wish, Slug(slug), _name(post))
        return sent_on(f"/desk/blogs/{slug}", "unpinned")

    return router


def _name(text: str) -> PostId:
    if not is_post_id(text):
        raise PostUnknown(post=text)
    return PostId(text)
