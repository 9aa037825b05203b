"""The press: from ring to edition, for every blog somebody reads.

Knows which blogs have an edition, and that one revision is read, folded and rendered once.
Does not know requests; the doors ask it for finished pages, and its `readers` for a place on a stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

import structlog

from stoppress.domain.authors import Author
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import Epoch, PostId, Slug, is_post_id
from stoppress.domain.shown import MediaFile, files_of, files_of_furniture
from stoppress.errors import BlogUnknown, PostUnknown, StorageUnavailable
from stoppress.journal.folds import go_on, opened
from stoppress.journal.journal import JournalReader, Ring
from stoppress.press.bylines import Bylines
from stoppress.press.cards import Cards
from stoppress.press.editions import MOST, Editions
from stoppress.press.elsewhere import Elsewhere
from stoppress.press.front import Front
from stoppress.press.history import Histories
from stoppress.press.lists import Lists
from stoppress.press.past import Past, PastLimits
from stoppress.press.readers import Readers
from stoppress.press.shelf import BUDGET, Shelf
from stoppress.render.heads import Finished
from stoppress.render.page import Card
from stoppress.render.publication import Publication
from stoppress.render.share_card import blog_words, post_words

_RETRY_SECONDS: Final = 1.0

_LIVE: Final = "/live/"

_log = structlog.get_logger()


class Press:
    """An asynchronous context: within it, editions follow the journal."""

    def __init__(
        self,
        journal: JournalReader,
        publication: Publication,
        *,
        page_memory: int = BUDGET,
        past: PastLimits | None = None,
    ) -> None:
        self._journal = journal
        self._publication = publication
        self._shelf = Shelf(page_memory)
        self._editions = Editions(journal, publication, self._shelf)
        self._front = Front(journal, publication)
        self._lists = Lists(self._front, publication)
        self._bylines = Bylines(self._fold, self._front, publication)
        self._readers = Readers(journal, self._editions)
        self._cards = Cards()
        self._elsewhere = Elsewhere(publication)
        limits = past or PastLimits()
        self._past = Past(journal, publication, limits)
        self._histories = Histories(journal, publication, self._past.turns, limits.kept)
        self._stack = AsyncExitStack()
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        rings = await self._stack.enter_async_context(self._journal.rings())
        self._listening = asyncio.create_task(self._listen(rings))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._stack.aclose()

    @property
    def epoch(self) -> Epoch:
        """The history that is being shown."""
        return self._journal.epoch

    @property
    def readers(self) -> Readers:
        """Those who follow a blog here."""
        return self._readers

    async def require_journal(self) -> None:
        """Raise StorageUnavailable unless the journal answers."""
        await self._journal.head(Slug("any"))

    async def page(self, slug: str) -> Finished:
        """A blog's page. Raises BlogUnknown."""
        return (await self._editions.of(slug)).page()

    async def shown(self, slug: str) -> Blog:
        """A blog as its page shows it now. Raises BlogUnknown."""
        return (await self._editions.of(slug)).blog

    async def older(self, slug: str, anchor: str) -> Finished:
        """The posts next older than `anchor`. Raises BlogUnknown, PostUnknown."""
        edition = await self._editions.of(slug)
        return edition.older(_post(edition.blog, anchor, gone_too=True))

    async def post(self, slug: str, name: str) -> Finished:
        """A post's own page. Raises BlogUnknown, PostUnknown."""
        edition = await self._editions.of(slug)
        return edition.post(_post(edition.blog, name))

    async def feed(self, slug: str) -> Finished:
        """A blog's newest posts as a feed. Raises BlogUnknown."""
        return (await self._editions.of(slug)).feed()

    async def shows(self, slug: str, name: str | None, file: MediaFile) -> bool:
        """Whether a post of a blog, or with None what stands around its posts, shows this file now. (Law 10)"""
        try:
            blog = (await self._editions.of(slug)).blog
        except BlogUnknown:
            return False
        return file in (files_of_furniture(blog) if name is None else files_of(blog.posts.get(PostId(name))))

    async def blog_card(self, slug: str, shape: str = "") -> Finished:
        """The share card of a blog, in one of `SHAPES`. Raises BlogUnknown."""
        return await self._cards.of(blog_words((await self._editions.of(slug)).blog, self._publication), shape)

    async def logo(self) -> Finished:
        """The publication's name as a picture."""
        return await self._cards.logo(self._publication)

    async def post_card(self, slug: str, name: str) -> Finished:
        """The share card of a post; of one that was taken back it says so. Raises BlogUnknown, PostUnknown."""
        blog = (await self._editions.of(slug)).blog
        return await self._cards.of(post_words(blog, _post(blog, name), self._publication))

    async def past(self, slug: str, time: str) -> tuple[str, Finished | None]:
        """The path of a blog's page as it stood at `time`, and the page if `time` is written as in the path.

        Raises BlogUnknown, TimeUnreadable, NotYetBegun, PastBusy.
        """
        edition = await self._editions.of(slug)
        with edition.held():
            return await self._past.page(lambda: edition.blog, time)

    async def history(self, slug: str, name: str | None = None, before: str | None = None) -> Finished:
        """What was changed of a blog or a post, before the revision numbered `before` if one is.

        Raises BlogUnknown, PostUnknown, PageUnknown, PastBusy.
        """
        edition = await self._editions.of(slug)
        post = _post(edition.blog, name).id if name is not None else None
        with edition.held():
            return await self._histories.page(lambda: edition.blog, post, before)

    async def embedded(self, slug: str) -> Finished:
        """A blog's page for a frame on another's page. Raises BlogUnknown."""
        return self._elsewhere.blog(await self._editions.of(slug))

    async def embedded_post(self, slug: str, name: str) -> Finished:
        """A post's own page for a frame. Raises BlogUnknown, PostUnknown."""
        blog = (await self._editions.of(slug)).blog
        return self._elsewhere.post(blog, _post(blog, name))

    async def fragment(self, slug: str, host: str, count: int) -> Finished:
        """The newest `count` posts for the page at `host`, as HTML without a document. Raises BlogUnknown."""
        return self._elsewhere.fragment((await self._editions.of(slug)).blog, host, count)

    async def oembed(self, slug: str, name: str | None, most: tuple[int, int], *, xml: bool) -> Finished:
        """What other sites are told of a blog or a post. Raises BlogUnknown, PostUnknown."""
        blog = (await self._editions.of(slug)).blog
        post = _post(blog, name) if name is not None else None
        if post is not None and not post.is_readable:
            raise PostUnknown(post=post.id)
        return self._elsewhere.oembed(blog, post, most, xml=xml)

    async def front(self) -> Finished:
        """The front page."""
        return await self._front.page()

    @property
    def publication(self) -> Publication:
        """Whose pages these are."""
        return self._publication

    @property
    def lists(self) -> Lists:
        """Lists of blogs."""
        return self._lists

    @property
    def bylines(self) -> Bylines:
        """Who wrote what."""
        return self._bylines

    def rank(self, slugs: Sequence[Slug]) -> None:
        """What is read, most read first, from now on."""
        self._front.rank(slugs)

    def use_authors(self, authors: Iterable[Author]) -> None:
        """Whose bylines lead to a page, from now on."""
        if not self._publication.authors.use(authors):
            return
        for edition in self._editions:
            edition.look_different()
        self._elsewhere.forget_all()
        self._bylines.forget_pages()
        self._front.forget_page()

    async def _fold(self, slug: Slug) -> Blog:
        """A blog without an edition of its own, where nobody reads it. Raises BlogUnknown."""
        edition = self._editions.get(slug)
        if edition is not None:
            await self._editions.advance(edition)
            return edition.blog
        start, _ = await opened(self._journal, slug)
        blog = await go_on(self._journal, slug, start)
        if blog.seq == 0:
            raise BlogUnknown(blog=slug)
        return blog

    async def cards(self) -> tuple[Card, ...]:
        """A line about each blog, as the front page knows them."""
        return await self._front.cards()

    def at_hand(self, path: str) -> Finished | None:
        """The finished page at this path, if it is in memory and up to date; what is not is made by its own method."""
        if path == "/":
            return self._front.at_hand
        if not path.startswith(_LIVE):
            return None
        slug, slash, name = path[len(_LIVE) :].partition("/")
        return self._shelf.get(Slug(slug), name) if name or not slash else None

    def has_edition(self, slug: str) -> bool:
        """Whether this blog is followed here already."""
        return slug in self._editions

    async def warm(self) -> None:
        """Have the first page of every blog that has not ended ready, and the front page."""
        await self._front.page()
        for slug in self._front.running()[:MOST]:
            await self.page(slug)

    async def current(self, slug: str) -> Blog:
        """The fold of everything acknowledged by now, which a page may lag behind. Raises BlogUnknown."""
        edition = await self._editions.of(slug)
        await self._editions.advance(edition)
        blog = (await self._editions.of(slug)).blog
        self._bylines.hear(blog.slug, blog.seq)
        return blog

    async def _listen(self, rings: AsyncIterator[Ring]) -> None:
        async for ring in rings:
            await self._hear(ring)

    async def _hear(self, ring: Ring) -> None:
        """Follow one ring, however long the database takes to answer; rings that come meanwhile become one."""
        while True:
            try:
                edition = self._editions.get(ring.blog)
                if edition is not None and edition.blog.seq < ring.seq:
                    await self._editions.advance(edition)
                self._past.forget(ring.blog)
                self._histories.forget(ring.blog)
                self._elsewhere.forget(ring.blog)
                await self._front.hear(ring.blog, edition.blog if edition else None)
                self._bylines.hear(ring.blog, ring.seq)
                return
            except StorageUnavailable:
                _log.warning("the press cannot read the journal", blog=ring.blog)
                await asyncio.sleep(_RETRY_SECONDS)
            except Exception:  # noqa: BLE001
                # Whatever it is, it concerns this blog; one that stopped listening would leave all others behind.
                _log.exception("the press cannot follow a blog", blog=ring.blog)
                return


def _post(blog: Blog, name: str, *, gone_too: bool = False) -> Post:
    post = blog.posts.get(PostId(name)) if is_post_id(name) else None
    if post is None or (post.is_gone and not gone_too):
        raise PostUnknown(post=name)
    return post
