"""The API's routes for what stands around the posts: description, key points, live reporting, hero, podcast, links.

Knows addresses and statuses.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from stoppress.actions.furniture import Furniture
from stoppress.actions.promos import Promos
from stoppress.domain.identifiers import PostId, Slug
from stoppress.render.publication import Publication
from stoppress.web.api.asking import Asked, Matched
from stoppress.web.api.blogs import blog_answer
from stoppress.web.api.shapes import (
    BlogChangeShape,
    DoneShape,
    HeroShape,
    KeyPointsShape,
    PromoShape,
    RelatedShape,
    ReporterShape,
)


def furniture_routes(furniture: Furniture, promos: Promos, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/blogs", tags=["blogs"])
    done = partial(blog_answer, publication)

    @router.patch("/{slug}", response_model=DoneShape)
    async def describe(wish: Matched, slug: str, change: BlogChangeShape) -> Response:
        return done(await furniture.describe(wish, Slug(slug), change.describing()))

    @router.put("/{slug}/related", response_model=DoneShape)
    async def set_related(wish: Matched, slug: str, links: list[RelatedShape]) -> Response:
        return done(await furniture.set_related(wish, Slug(slug), tuple(each.fact() for each in links)))

    @router.put("/{slug}/posts/{post}/key-point", response_model=DoneShape)
    async def make_key_point(wish: Asked, slug: str, post: str) -> Response:
        return done(await furniture.make_key_point(wish, Slug(slug), PostId(post)))

    @router.delete("/{slug}/posts/{post}/key-point", response_model=DoneShape)
    async def drop_key_point(wish: Asked, slug: str, post: str) -> Response:
        return done(await furniture.drop_key_point(wish, Slug(slug), PostId(post)))

    @router.put("/{slug}/key-points", response_model=DoneShape)
    async def set_key_points(wish: Matched, slug: str, points: KeyPointsShape) -> Response:
        return done(await furniture.set_key_points(wish, Slug(slug), tuple(each.fact() for each in points)))

    @router.put("/{slug}/live-reporting", response_model=DoneShape)
    async def set_live_reporting(wish: Asked, slug: str, reporters: list[ReporterShape]) -> Response:
        return done(await furniture.set_live_reporting(wish, Slug(slug), tuple(each.fact() for each in reporters)))

    @router.put("/{slug}/hero", response_model=DoneShape)
    async def set_hero(wish: Asked, slug: str, hero: HeroShape) -> Response:
        return done(await furniture.set_hero(wish, Slug(slug), hero.fact(), hero.poster))

    @router.delete("/{slug}/hero", response_model=DoneShape)
    async def take_hero_away(wish: Asked, slug: str) -> Response:
        return done(await furniture.set_hero(wish, Slug(slug), None))

    @router.put("/{slug}/podcast", response_model=DoneShape)
    async def set_promo(wish: Asked, slug: str, promo: PromoShape) -> Response:
        return done(await promos.set(wish, Slug(slug), promo.fact(), promo.audio))

    @router.delete("/{slug}/podcast", response_model=DoneShape)
    async def take_promo_away(wish: Asked, slug: str) -> Response:
        return done(await promos.set(wish, Slug(slug), None))

    return router
