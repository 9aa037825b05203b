"""What is done to a published post by the desk's script, and by a press of one button.

Knows the composer's JSON, pins, and how a post is found that somebody may do something to.
Does not know rules; it asks `actions`. Forms have a module of their own (`post_forms`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Owners
from stoppress.actions.merging import Merging, Outcome, Stale
from stoppress.actions.posts import Posts
from stoppress.domain.admission_posts import readable_post
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId, Slug, is_post_id
from stoppress.errors import PostUnknown
from stoppress.press.press import Press
from stoppress.staff.permissions import Person, Verb, require
from stoppress.web.desk.asking import Asked, Changing, Here, Matched, blog_of
from stoppress.web.desk.conflicts import Conflicts
from stoppress.web.desk.pages import PRIVATE
from stoppress.web.desk.sayings import sent_back
from stoppress.web.desk.shapes import ContentShape, Shape

POST_PATH = "/desk/blogs/{slug}/posts/{post}"


class CorrectionShape(Shape):
    """What was wrong, what is right, and the wording from now on."""

    wrong: str
    right: str
    content: ContentShape


class Finding:
    """Finds posts for whoever wants to do something to them."""

    def __init__(self, press: Press, owners: Owners) -> None:
        self._press = press
        self._owners = owners

    async def blog(self, person: Person, slug: str) -> Blog:
        """A blog this person may know of. Raises BlogUnknown."""
        return await self._press.current(blog_of(person, slug))

    async def readable(self, person: Person, slug: str, name: str, verb: Verb) -> tuple[Blog, Post]:
        """A readable post to which this person may do that. Raises BlogUnknown, PostUnknown, NotAllowed."""
        blog = await self._press.current(blog_of(person, slug))
        post = readable_post(blog, post_named(name))
        require(person, verb, blog.slug, own=await self._owners.owns(person, blog.slug, post.id))
        return blog, post


def post_routes(finding: Finding, merging: Merging, conflicts: Conflicts) -> APIRouter:
    """What the composer asks."""
    router = APIRouter(prefix=POST_PATH, include_in_schema=False)

    async def told(post: str, outcome: Outcome) -> Response:
        if isinstance(outcome, Stale):
            return await conflicts.refusal(outcome)
        return JSONResponse({"id": post, "seq": outcome.seq}, headers=PRIVATE)

    @router.get("")
    async def read(visitor: Here, slug: str, post: str) -> Response:
        blog, known = await finding.readable(visitor.person, slug, post, Verb.REVISE_POST)
        content = ContentShape.of_post(known, blog).model_dump(mode="json")
        return JSONResponse({"id": known.id, "version": known.touched, "content": content}, headers=PRIVATE)

    @router.patch("")
    async def revise(wish: Matched, slug: str, post: str, shape: ContentShape) -> Response:
        return await told(post, await merging.revise(wish, Slug(slug), post_named(post), shape.content()))

    @router.post("/correction")
    async def correct(wish: Matched, slug: str, post: str, shape: CorrectionShape) -> Response:
        mine = shape.content.content()
        return await told(
            post, await merging.correct(wish, Slug(slug), post_named(post), shape.wrong, shape.right, mine)
        )

    return router


def pin_routes(posts: Posts) -> APIRouter:
    """The buttons that pin a post, and take the pin away."""
    router = APIRouter(prefix=POST_PATH, include_in_schema=False)

    @router.post("/pin")
    async def pin(visitor: Changing, wish: Asked, slug: str, post: str) -> Response:
        return sent_back(visitor, await posts.pin(wish, Slug(slug), post_named(post)), "pinned")

    @router.post("/unpin")
    async def unpin(visitor: Changing, wish: Asked, slug: str, post: str) -> Response:
        return sent_back(visitor, await posts.unpin(wish, Slug(slug), post_named(post)), "unpinned")

    return router


def post_named(text: str) -> PostId:
    """The id that an address names. Raises PostUnknown for what cannot be one."""
    if not is_post_id(text):
        raise PostUnknown(post=text)
    return PostId(text)
