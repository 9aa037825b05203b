"""The API's routes for posts.

Knows addresses and statuses.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Done
from stoppress.actions.posts import Posts
from stoppress.domain.identifiers import PostId, Slug, is_post_id
from stoppress.domain.rules import Wording
from stoppress.errors import PostUnknown
from stoppress.press.press import Press
from stoppress.render.blog_json import post_tree
from stoppress.render.body import post_path
from stoppress.render.publication import Publication
from stoppress.staff.permissions import Verb, require
from stoppress.web.api.asking import Asked, Asker, Matched, etag
from stoppress.web.api.blogs import CREATED
from stoppress.web.api.shapes import (
    CorrectionShape,
    DoneShape,
    NewPostShape,
    PostChangeShape,
    WithdrawalShape,
)


def post_routes(posts: Posts, press: Press, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/blogs/{slug}/posts", tags=["posts"])

    async def done(outcome: Done, status: int = 200) -> Response:
        return await _answer(outcome, status, press, publication)

    @router.post("", status_code=CREATED, response_model=DoneShape)
    async def publish(wish: Asked, slug: str, shape: NewPostShape) -> Response:
        return await done(await posts.publish(wish, Slug(slug), shape.new()), CREATED)

    @router.get("/{post}")
    async def read(person: Asker, slug: str, post: str) -> Response:
        require(person, Verb.READ_BLOG, Slug(slug))
        blog = await press.current(slug)
        found = blog.posts.get(_name(post))
        if found is None or found.is_gone:
            raise PostUnknown(post=post)
        headers = {"ETag": etag(found.touched), "Cache-Control": "private, no-cache"}
        return JSONResponse(post_tree(found, blog, publication), headers=headers)

    @router.patch("/{post}", response_model=DoneShape)
    async def revise(wish: Matched, slug: str, post: str, shape: PostChangeShape) -> Response:
        return await done(await posts.revise(wish, Slug(slug), _name(post), _wording(shape)))

    @router.post("/{post}/correction", response_model=DoneShape)
    async def correct(wish: Asked, slug: str, post: str, shape: CorrectionShape) -> Response:
        wording = Wording(headline=shape.headline, body=shape.body)
        outcome = await posts.correct(wish, Slug(slug), _name(post), shape.wrong, shape.right, wording)
        return await done(outcome)

    @router.post("/{post}/withdrawal", response_model=DoneShape)
    async def withdraw(wish: Asked, slug: str, post: str, shape: WithdrawalShape) -> Response:
        outcome = await posts.withdraw(wish, Slug(slug), _name(post), shape.reason, reason_shown=shape.reason_shown)
        return await done(outcome)

    @router.put("/{post}/pin", response_model=DoneShape)
    async def pin(wish: Asked, slug: str, post: str) -> Response:
        return await done(await posts.pin(wish, Slug(slug), _name(post)))

    @router.delete("/{post}/pin", response_model=DoneShape)
    async def unpin(wish: Asked, slug: str, post: str) -> Response:
        return await done(await posts.unpin(wish, Slug(slug), _name(post)))

    return router


async def _answer(outcome: Done, status: int, press: Press, publication: Publication) -> Response:
    blog = await press.current(outcome.slug)
    assert outcome.post is not None, "what happens to a post has one"
    post = blog.posts[outcome.post]
    path = post_path(outcome.slug, post.id)
    headers = {"ETag": etag(post.touched), "Cache-Control": "no-store"}
    if status == CREATED:
        headers["Location"] = f"/api/v1/blogs/{outcome.slug}/posts/{post.id}"
    tree = {"slug": outcome.slug, "id": post.id, "seq": outcome.seq, "url": publication.origin + path}
    return JSONResponse(tree, status, headers)


def _name(text: str) -> PostId:
    if not is_post_id(text):
        raise PostUnknown(post=text)
    return PostId(text)


def _wording(shape: PostChangeShape) -> Wording:
    sent = shape.model_fields_set
    return Wording(
        headline=shape.headline,
        body=shape.body,
        label=(shape.label,) if "label" in sent else None,
        bylines=None if shape.bylines is None else tuple(each.fact() for each in shape.bylines),
        claim=(shape.claim.fact() if shape.claim else None,) if "claim" in sent else None,
        key_event=shape.key_event,
    )
