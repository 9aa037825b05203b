"""Bylines: who wrote which posts, a projection of all logs, and the pages of authors made of it.

Knows for each blog where its signed posts stand, by author; a blog is looked through again when somebody asks after something
happened to it. What a line says is made from the fold as it is then, so that words taken back are on no page. (Law 10)
Does not know where authors are kept; it is given those whose page is public.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Final

from stoppress.domain.authors import Author
from stoppress.domain.blog import Blog, Post, post_of
from stoppress.domain.identifiers import PostId, Seq, Slug, is_post_id, is_rehearsal, is_slug
from stoppress.errors import BlogUnknown, PostUnknown
from stoppress.errors.authors import AuthorUnknown
from stoppress.press.edition import FEED_LIFE
from stoppress.press.finished import finished
from stoppress.press.front import Front
from stoppress.render.atom import CONTENT_TYPE as ATOM
from stoppress.render.atom import atom
from stoppress.render.author_page import POSTS, AuthorLine, author_line, author_page, author_tree
from stoppress.render.feed import author_feed
from stoppress.render.heads import Finished
from stoppress.render.linked_post import Node
from stoppress.render.lists import FEW, by_beginning
from stoppress.render.page import Card
from stoppress.render.publication import Publication
from stoppress.render.view import FEED

LINES_KEPT: Final = 5_000
"""Lines of posts kept; each is about half a kilobyte."""

PAGES_KEPT: Final = 128

_LIFE: Final = "public, max-age=0, s-maxage=5"

Fold = Callable[[Slug], Awaitable[Blog]]
"""A blog as it is now."""

Signed = Mapping[str, tuple[str, ...]]
"""The keys a blog's posts are sorted by, newest first, by author."""


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A post among those of all blogs: later ones are greater."""

    order: str
    blog: Slug


class Bylines:
    """Belongs to one event loop. `fold` is asked for blogs that something happened to."""

    def __init__(self, fold: Fold, front: Front, publication: Publication) -> None:
        self._fold = fold
        self._front = front
        self._publication = publication
        self._signed: dict[Slug, Signed] = {}
        self._reported: dict[Slug, frozenset[str]] = {}
        self._looked: dict[Slug, Seq] = {}
        self._news: set[Slug] | None = None
        self._lines: dict[Slug, dict[PostId, AuthorLine]] = {}
        self._kept = 0
        self._pages: OrderedDict[tuple[str, str], Finished] = OrderedDict()
        self._lock = asyncio.Lock()

    def hear(self, slug: Slug, seq: Seq) -> None:
        """A blog is at this revision: nothing that was made of it before holds any longer."""
        if is_rehearsal(slug) or self._looked.get(slug, -1) >= seq:
            return
        if self._news is not None:
            self._news.add(slug)
        self._kept -= len(self._lines.pop(slug, {}))
        self._pages.clear()

    def forget_pages(self) -> None:
        """Authors are others than before."""
        self._pages.clear()

    async def page(self, slug: str, blog: str = "", post: str = "") -> Finished:
        """An author's page, or the posts before one. Raises AuthorUnknown, PostUnknown."""
        author = self._author(slug)
        path = f"{author.path}/before/{blog}/{post}" if post else ""

        async def made() -> Finished:
            lines, more = await self._written(author, await self._anchor(blog, post) if post else None)
            blogs = [] if post else await self._blogs(author)
            return finished(author_page(author, lines, blogs, self._publication, path=path, more=more), _LIFE)

        return await self._made(author, path, made)

    async def feed(self, slug: str) -> Finished:
        """An author's newest posts as a feed. Raises AuthorUnknown."""
        author = self._author(slug)

        async def made() -> Finished:
            lines, _ = await self._written(author, None)
            return finished(atom(author_feed(author, lines, self._publication)), FEED_LIFE, content_type=ATOM)

        return await self._made(author, FEED, made)

    async def _made(self, author: Author, path: str, make: Callable[[], Awaitable[Finished]]) -> Finished:
        async with self._lock:
            await self._look()
            kept = self._pages.get((author.slug, path))
            if kept is not None:
                return kept
            made = await make()
            # Had something happened while it was made, it would stay as it was before.
            if not self._news and self._publication.authors.get(author.slug) is author:
                self._keep((author.slug, path), made)
            return made

    async def tree(self, slug: str) -> Node:
        """An author for programs. Raises AuthorUnknown."""
        author = self._author(slug)
        async with self._lock:
            await self._look()
            lines, _ = await self._written(author, None)
            return author_tree(author, lines, await self._blogs(author), self._publication)

    def _author(self, slug: str) -> Author:
        author = self._publication.authors.get(slug)
        if author is None:
            raise AuthorUnknown(author=slug[:100])
        return author

    async def _look(self) -> None:
        """Look through every blog that something happened to since."""
        if self._news is None:
            self._news = set()
            # What happens meanwhile is added by `hear`.
            self._news.update([each.slug for each in await self._front.cards()])
        while self._news:
            slug = self._news.pop()
            try:
                blog = await self._fold(slug)
            except BlogUnknown:
                continue
            except BaseException:
                self._news.add(slug)
                raise
            self._looked[slug] = blog.seq
            self._signed[slug] = signed(blog)
            self._reported[slug] = reported(blog)

    async def _anchor(self, blog: str, post: str) -> _Place:
        if not is_slug(blog) or is_rehearsal(blog) or not is_post_id(post) or Slug(blog) not in self._signed:
            raise PostUnknown(post=post[:64])
        found = (await self._fold(Slug(blog))).posts.get(PostId(post))
        if found is None:
            raise PostUnknown(post=post)
        return _Place(found.order, Slug(blog))

    async def _written(self, author: Author, before: _Place | None) -> tuple[list[AuthorLine], bool]:
        """A page of their posts, newest first, and whether there are more."""
        shelves = [_places(slug, each.get(author.slug, ())) for slug, each in self._signed.items()]
        found: list[AuthorLine] = []
        folds: dict[Slug, Blog] = {}
        for place in merge(*shelves, reverse=True):
            if before is not None and not place < before:
                continue
            line = await self._line(author, place, folds)
            if line is not None:
                found.append(line)
            if len(found) > POSTS:
                break
        return found[:POSTS], len(found) > POSTS

    async def _line(self, author: Author, place: _Place, folds: dict[Slug, Blog]) -> AuthorLine | None:
        kept = self._lines.get(place.blog, {}).get(post_of(place.order))
        if kept is not None:
            return kept
        if place.blog not in folds:
            folds[place.blog] = await self._fold(place.blog)
        blog = folds[place.blog]
        post = blog.posts.get(post_of(place.order))
        if post is None or not post.is_readable or author.slug not in authors_of(post):
            return None
        line = author_line(blog, post, self._publication)
        # A fold that something happened to meanwhile is as it was before.
        if not self._news:
            self._keep_line(line)
        return line

    def _keep_line(self, line: AuthorLine) -> None:
        if self._kept >= LINES_KEPT:
            self._lines.clear()
            self._kept = 0
        self._lines.setdefault(line.blog, {})[line.post] = line
        self._kept += 1

    async def _blogs(self, author: Author) -> Sequence[Card]:
        theirs = (
            each
            for each in by_beginning(await self._front.cards())
            if author.slug in self._signed.get(each.slug, {}) or author.slug in self._reported.get(each.slug, ())
        )
        return list(islice(theirs, FEW))

    def _keep(self, key: tuple[str, str], page: Finished) -> None:
        self._pages[key] = page
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)


def _places(slug: Slug, keys: Iterable[str]) -> Iterator[_Place]:
    return (_Place(key, slug) for key in keys)


def signed(blog: Blog) -> Signed:
    """Where the readable signed posts of a blog stand, by author."""
    found: dict[str, list[str]] = {}
    for post in blog.oldest_first():
        if post.bylines and post.is_readable:
            for author in authors_of(post):
                found.setdefault(author, []).append(post.order)
    return {author: tuple(reversed(keys)) for author, keys in found.items()}


def reported(blog: Blog) -> frozenset[str]:
    """Who has held a blog, as far as they are authors."""
    held = [*blog.reporting, *(each for past in blog.past_reporting for each in past.reporters)]
    return frozenset(each.author for each in held if each.author)


def authors_of(post: Post) -> frozenset[str]:
    """The authors a post's bylines name."""
    return frozenset(each.author for each in post.bylines if each.author)
