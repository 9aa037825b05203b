"""Surfaces: every place where readers and programs can see a blog, gathered from the door itself.

Knows which routes show a blog and how to ask for each; a route it does not know fails the build.
Does not know any law.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from obstore.store import MemoryStore

from stoppress.actions.actions import Actions
from stoppress.actions.blogs import Blogs
from stoppress.actions.coverage import Coverages
from stoppress.actions.furniture import Furniture
from stoppress.actions.media import Media
from stoppress.actions.posts import Posts
from stoppress.actions.promos import Promos
from stoppress.actions.showing import Showing
from stoppress.audience.asking import Asking
from stoppress.database.grouped import GroupedWrites
from stoppress.database.kinds import database_at
from stoppress.domain.authors import Author
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Epoch, PostId, Seq, Slug
from stoppress.domain.slugs import section_slug
from stoppress.hub.cursor import Cursor
from stoppress.hub.seats import Seats
from stoppress.journal.journal import Journal
from stoppress.journal.memory import MemoryJournal
from stoppress.media.films import Films
from stoppress.media.library import Library
from stoppress.media.objects import ObjectStorage
from stoppress.media.rows import MediaRows
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.uploads import Uploads
from stoppress.media.workshop import Workshop
from stoppress.press import steps
from stoppress.press.press import Press
from stoppress.render.authorship import Known
from stoppress.render.moments import moment_after, moment_name
from stoppress.render.publication import Asks, Publication
from stoppress.staff.permissions import Person, Scope
from stoppress.web.door import AudienceParts, MediaParts, Parts, guarded, make_door
from stoppress.web.hops import Hops
from stoppress.web.reader.board import VoteParts
from stoppress.web.reader.follow import FollowParts
from stoppress.web.reader.questions import QuestionParts
from stoppress.web.reader.seen import SeenParts
from stoppress.web.reader.stream import StreamLimits
from tests.laws.audience import MemoryFollowers, MemoryViews, MemoryVotes
from tests.laws.doors import Doors, Made
from tests.laws.library import MemoryLibrary, MemoryWatch
from tests.laws.open_page import OpenPage
from tests.laws.stories import AUTHORS

ASKS = Asks(stars=True, helpful=True, least=1, counted=True, told=True)
AUTHOR = Author(slug=AUTHORS[0], name="Rosa Quay", public=True)
PUBLICATION = Publication(page_posts=4, asks=ASKS, authors=Known([AUTHOR]))
EPOCH = Epoch("velmora2")
STRIDE = 4
CHANCE = 0.5
EDITOR = Person("token-editor", "editor", frozenset(Scope))

# Every route that answers GET, by whether it shows a blog.
SHOWING = {
    "/",
    "/live/{slug}",
    "/live/{slug}/before/{post}",
    "/live/{slug}/p/{post}",
    "/live/{slug}/at/{time}",
    "/live/{slug}/history",
    "/live/{slug}/history/before/{seq}",
    "/live/{slug}/p/{post}/history",
    "/live/{slug}/p/{post}/history/before/{seq}",
    "/live/{slug}/embed",
    "/live/{slug}/p/{post}/embed",
    "/live/{slug}/fragment",
    "/live/{slug}/votes",
    "/live/{slug}/votes/thanks",
    "/live/{slug}/follow",
    "/live/{slug}/calendar.ics",
    "/live/{slug}/feed.atom",
    "/live/{slug}/figures",
    "/live/{slug}/information",
    "/live/{slug}/information/facts",
    "/latest",
    "/lists/{list}",
    "/section/{section}",
    "/author/{author}",
    "/author/{author}/before/{slug}/{post}",
    "/author/{author}/feed.atom",
    "/api/v1/lists/{list}",
    "/api/v1/sections/{section}",
    "/api/v1/authors/{author}",
    "/oembed",
    "/live/{slug}/stream",
    "/live/{slug}/updates/{cursor}",
    "/api/v1/blogs/{slug}",
    "/api/v1/blogs/{slug}/posts/{post}",
}
# Pictures whose words tests/laws/test_law_10_surfaces.py looks at before they are drawn.
DRAWN = {"/live/{slug}/card.png", "/live/{slug}/card-{shape}.png", "/live/{slug}/p/{post}/card.png"}
# Files, which tests/web/test_media_files.py asks for before and after they were taken back.
FILES = {"/media/{medium}/{name}"}
# The way in for questions: what is asked there is shown to nobody, as tests/web/test_questions.py and the canaries see to.
ASKING = {"/live/{slug}/questions", "/live/{slug}/questions/call", "/live/{slug}/questions/{ticket}"}
NOT_SHOWING = {
    "/live/{slug}/at",
    "/live/{slug}/follow/key",
    "/worker.js",
    "/latest/before/{slug}",
    "/section/{section}/before/{slug}",
    "/author/{author}/{picture}",
    "/api/v1/authors",
    "/embed.js",
    "/theme/{name}",
    "/logo.png",
    "/api/v1/media/{medium}",
    "/healthz",
    "/readyz",
    "/api/v1/openapi.json",
    "/static",
}


class OneEditor:
    """Tokens of which only one is good."""

    async def person(self, secret: str) -> Person | None:
        """See `staff.tokens.Tokens`."""
        return EDITOR if secret == "editor" else None


class Listener:
    """Somebody on a stream; `told` are the frames and words it got."""

    def __init__(self) -> None:
        self.told: list[bytes] = []
        self.gone = False

    def write(self, payload: bytes) -> None:
        """See `hub.Reader`."""
        self.told += [part + b"\n\n" for part in payload.split(b"\n\n") if part]

    def finish(self, farewell: bytes) -> None:
        """See `hub.Reader`."""
        self.write(farewell)
        self.gone = True

    def cut(self) -> None:
        """See `hub.Reader`."""
        self.gone = True

    @property
    def frames(self) -> list[bytes]:
        """The data of every revision it was told of."""
        return [each.split(b"data: ", 1)[1].strip() for each in self.told if b"event: revision" in each]


class Newsroom:
    """A whole newsroom in memory: journal, press and door."""

    def __init__(self, journal: Journal, press: Press, clock: datetime, made: Made = make_door) -> None:
        self.journal, self.press, self.clock = journal, press, clock
        ids = iter(range(1, 100_000))
        actions = Actions(journal, now=lambda: self.clock)
        self.actions = actions
        self.library = MemoryLibrary()
        self.watch = MemoryWatch()
        self.showing = Showing(actions, self.library, self.watch)
        self.blogs = Blogs(actions, journal)
        self.furniture = Furniture(actions, self.showing)
        self.posts = Posts(actions, lambda _at: PostId(f"n{next(ids)}"), self.showing)
        self.coverages = Coverages(actions, self.posts, self.showing, self.watch, journal.heads)
        parts = self._parts()
        self.door = made(parts)
        self.application = guarded(self.door, parts)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.application, raise_app_exceptions=False),
            base_url="http://test",
            headers={"Authorization": "Bearer editor"},
        )

    def _parts(self) -> Parts:
        return Parts(
            press=self.press,
            blogs=self.blogs,
            furniture=self.furniture,
            coverages=self.coverages,
            posts=self.posts,
            tokens=OneEditor(),
            publication=PUBLICATION,
            seats=Seats(1_000),
            step_wait=0,
            stream_limits=StreamLimits(),
            chance=lambda: CHANCE,
            body_limit=100_000,
            version="0",
            media=self._no_media(),
            questions=self._no_questions(),
            audience=self._audience(),
        )

    def _no_questions(self) -> QuestionParts:
        """The routes of questions, over a database that nobody opens."""
        database = database_at("sqlite:////nonexistent/audience.db")
        return QuestionParts(
            asking=Asking(database, GroupedWrites(database, "audience"), lambda: self.clock, bytes), hops=Hops()
        )

    def _audience(self) -> AudienceParts:
        """What readers say, which is kept as long as the newsroom is."""
        views = MemoryViews()
        votes = VoteParts(votes=MemoryVotes(), views=views, now=lambda: self.clock, new_key=lambda: "k" * 32, days=90)
        follow = FollowParts(
            followers=MemoryFollowers(), key="", epoch=lambda: EPOCH, days=7, worker=Path("/nonexistent/worker.js")
        )
        return AudienceParts(votes=votes, seen=SeenParts(views=views, now=lambda: self.clock), follow=follow)

    def _no_media(self) -> MediaParts:
        """The routes of media, over shelves with nothing on them."""
        limits, nowhere = ShelfLimits(), Path("/nonexistent")
        pictures = Workshop(b"key")
        library = Library(
            MediaRows(database_at("sqlite:////nonexistent/desk.db")),
            ObjectStorage(MemoryStore()),
            pictures,
            Films(b"key", pictures, ""),
            nowhere,
            limits,
            key=b"key",
            now=lambda: self.clock,
            random=bytes,
        )
        media = Media(library, self.showing, lambda _name: None)
        uploads = Uploads(nowhere, limits, random=bytes)
        promos = Promos(self.actions, self.showing, self.watch)
        return MediaParts(media=media, library=library, limits=limits, incoming=nowhere, uploads=uploads, promos=promos)

    async def shown(self, slug: Slug) -> OpenPage:
        """The page, as whoever arrives now has it."""
        await self.press.current(slug)
        return OpenPage.loaded((await self.press.page(slug)).body)

    async def listen(self, slug: Slug, after: Seq) -> Listener:
        """Somebody who follows a blog from `after`."""
        listener = Listener()
        await self.press.readers.join(slug, listener, Cursor(EPOCH, after))
        return listener

    async def everything_shown(self, slug: Slug) -> dict[str, bytes]:
        """Every surface, by address, a replay of the whole stream included."""
        blog = await self.press.current(slug)
        addresses = [*self._addresses(blog), *await self._past_addresses(slug)]
        shown = {path: (await self.client.get(path)).content for path in addresses}
        listener = await self.listen(slug, Seq(0))
        chain = {path: answer.content for path, answer in (await self.walk(slug, Seq(0))).items()}
        return {**shown, **chain, f"/live/{slug}/stream": b"".join(listener.told)}

    async def walk(self, slug: Slug, after: Seq) -> dict[str, httpx.Response]:
        """The steps from `after` until there is no news, by address."""
        answers: dict[str, httpx.Response] = {}
        place = str(Cursor(self.press.epoch, after))
        while (path := f"/live/{slug}/updates/{place}") not in answers:
            answers[path] = await self.client.get(path)
            place = answers[path].json()["to"]
        return answers

    async def _past_addresses(self, slug: Slug) -> list[str]:
        moments = {moment_after(each.revision.at) for each in await self.journal.read(slug)}
        return [f"/live/{slug}/at/{moment_name(each)}" for each in sorted(moments)]

    def _list_addresses(self, blog: Blog) -> list[str]:
        page, lists = f"/live/{blog.slug}", ("live", "top", "latest")
        author = [
            AUTHOR.path,
            f"{AUTHOR.path}/feed.atom",
            *(f"{AUTHOR.path}/before/{blog.slug}/{each.id}" for each in blog.newest(2)),
        ]
        sections = sorted({section_slug(each) for each in blog.description.sections if each})
        return [
            f"{page}/information",
            f"{page}/information/facts",
            "/latest",
            *author,
            f"/api/v1/authors/{AUTHOR.slug}",
            *(f"/lists/{each}" for each in lists),
            *(f"/api/v1/lists/{each}" for each in lists),
            *(f"/section/{each}" for each in sections),
            *(f"/api/v1/sections/{each}" for each in sections),
        ]

    def _addresses(self, blog: Blog) -> list[str]:
        names = [post.id for post in blog.oldest_first()]
        page = f"/live/{blog.slug}"
        own = ("votes", "votes/thanks", "figures", "follow", "calendar.ics", "feed.atom")
        changed = [f"{page}/history", *(f"{page}/history/before/{each}" for each in range(1, blog.seq + 1))]
        said = [*(f"{page}/{each}" for each in own), *changed, *self._list_addresses(blog)]
        elsewhere = [*said, f"{page}/embed", f"{page}/fragment", f"{page}/fragment?host=https://host.example/story"]
        addresses = ["/", page, *elsewhere, f"/oembed?url={PUBLICATION.origin}{page}", f"/api/v1/blogs/{blog.slug}"]
        for name in names:
            addresses += [
                f"/live/{blog.slug}/p/{name}",
                f"/live/{blog.slug}/p/{name}/embed",
                f"/live/{blog.slug}/p/{name}/history",
                f"/live/{blog.slug}/p/{name}/history/before/{blog.seq}",
                f"/oembed?url={PUBLICATION.origin}/live/{blog.slug}/p/{name}",
                f"/live/{blog.slug}/before/{name}",
                f"/api/v1/blogs/{blog.slug}/posts/{name}",
            ]
        return addresses


@asynccontextmanager
async def newsroom(journal: Journal | None = None, doors: Doors | None = None) -> AsyncIterator[Newsroom]:
    """A newsroom, over a journal in memory unless another is given; with one of `doors`, if there are any."""
    journal = journal or MemoryJournal(epoch=EPOCH, salts=lambda: b"0123456789abcdef")
    # So that the steps of a short story are final too.
    with pytest.MonkeyPatch.context() as patches, doors.lent() if doors else nullcontext(make_door) as made:
        patches.setattr(steps, "STRIDE", STRIDE)
        async with _opened(journal, made) as room:
            yield room


@asynccontextmanager
async def _opened(journal: Journal, made: Made) -> AsyncIterator[Newsroom]:
    async with Press(journal, PUBLICATION) as press:
        room = Newsroom(journal, press, datetime(2031, 4, 5, 9, 0, tzinfo=UTC), made)
        try:
            yield room
        finally:
            await room.client.aclose()
            await journal.close()
