"""A newsroom on a real database with something in it that a court wants gone, everywhere it can be.

Knows how each thing came there: words, a key point, pictures, addresses, a snapshot.
Does not know what any test expects.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from stoppress.actions.actions import Actions
from stoppress.actions.blogs import Blogs
from stoppress.actions.furniture import Furniture
from stoppress.actions.posts import NewPost, Posts
from stoppress.actions.removal import RemovalByLaw
from stoppress.actions.removal_quotes import Quotes
from stoppress.actions.removal_report import Inquiry
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.clockwork.watching import Watch
from stoppress.database.database import Database
from stoppress.database.kinds import AnyDatabase
from stoppress.database.sqlite_database import SqliteDatabase
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import MediaId, PostId, Seq, Slug
from stoppress.domain.media import Format, Medium, MediumKind, Rendition
from stoppress.domain.rules import Wording
from stoppress.domain.snapshot import snapshot
from stoppress.drafts.draft import Someone
from stoppress.drafts.note_rows import NoteRows
from stoppress.drafts.quotable import DraftTexts, ReadyTexts
from stoppress.drafts.removals import Removals
from stoppress.drafts.shift_rows import ShiftRows
from stoppress.drafts.shifts import Ending, NoteKind, Summary
from stoppress.journal.journal import Snapshot
from stoppress.journal.sql import SqlJournal
from stoppress.media.films import Films
from stoppress.media.folder import FolderStorage
from stoppress.media.keys import file_key, original_key
from stoppress.media.library import Library
from stoppress.media.looks import LookKind, Looks
from stoppress.media.provider_table import providers
from stoppress.media.rows import MediaRows, State
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.taking_away import TakingAway
from stoppress.media.workshop import Workshop
from stoppress.press.press import Press
from stoppress.press.surfaces import Surfaces
from stoppress.render.publication import Publication
from stoppress.staff.permissions import Person, Role, Scope
from tests.contract.desks import NOW, PLENTY, medium_id, open_desk, row
from tests.contract.places import Place, fresh_database

FERRY = Slug("ferry")
P1, P2, P3 = PostId("p-1"), PostId("p-2"), PostId("p-3")
ADA = Person("person-ada", "Ada", role=Role.ADMINISTRATOR)
BEN = Person("person-ben", "Ben", role=Role.ADMINISTRATOR)
SHE = Someone("person-she", "She")
WRITER = Person("token-wire", "wire", frozenset({Scope.WRITE}))

LIBEL = "harbour master smuggled forty barrels"
EVERY = ("Kettle master smuggled", "A sworn smuggler of barrels", LIBEL, "drowned a parrot", "parrot on a quay")
ADDRESS = "https://youtu.example/watch-the-smuggler"

PUBLICATION = Publication(page_posts=2)


class Desk:
    """Something that keeps drafts."""

    def __init__(self) -> None:
        self.forgotten: list[tuple[Slug, PostId]] = []

    async def forget_post(self, slug: Slug, post: PostId) -> None:
        """See `actions.removal.Forgetting`."""
        self.forgotten.append((slug, post))


@dataclass
class Room:
    """The parts."""

    journal: SqlJournal
    desk: AnyDatabase
    folder: Path
    press: Press
    clock: datetime = NOW
    drafts: Desk = field(default_factory=Desk)
    told: dict[str, bool] = field(default_factory=lambda: {"http://127.0.0.1:6081/": True})

    def __post_init__(self) -> None:
        rows, storage = MediaRows(self.desk), FolderStorage(self.folder / "media")
        pictures, limits = Workshop(b"key"), ShelfLimits()
        self.rows, self.storage = rows, storage
        library = Library(
            rows,
            storage,
            pictures,
            Films(b"key", pictures, ""),
            self.folder / "making",
            limits,
            key=b"key",
            now=self.now,
            random=secrets.token_bytes,
        )
        self.actions = Actions(self.journal, now=self.now)
        self.looks = Looks(self.desk)
        self.showing = Showing(self.actions, library, Watch(self.looks, providers((), ()), self.now))
        self.posts = Posts(self.actions, lambda _at: PostId("p-9"), self.showing)
        self.furniture = Furniture(self.actions, self.showing)
        self.orders = Removals(self.desk)
        self.notes, self.shifts, self.ready = NoteRows(self.desk), ShiftRows(self.desk), ReadyTexts(self.desk)
        self.shelves = TakingAway(rows, storage)

    @property
    def removal(self) -> RemovalByLaw:
        """The action."""
        return RemovalByLaw(
            self.actions,
            self.journal,
            self.orders,
            self.shelves,
            (self.drafts, self.looks),
            self.scrub,
            secrets.token_bytes,
            quotes=Quotes((self.notes, self.shifts), (DraftTexts(self.desk), self.ready)),
        )

    @property
    def inquiry(self) -> Inquiry:
        """Who asks all places."""
        return Inquiry(self.journal, self.shelves, Surfaces(self.press, PUBLICATION), self.tell)

    def now(self) -> datetime:
        """A clock that moves a second whenever somebody looks."""
        self.clock += timedelta(seconds=1)
        return self.clock

    async def tell(self, slug: Slug) -> Mapping[str, bool]:
        """Tell caches."""
        assert slug == FERRY
        return self.told

    async def scrub(self) -> None:
        """Overwrite what is left."""
        await self.journal.scrub()
        if isinstance(self.desk, SqliteDatabase):
            await self.desk.checkpoint()

    async def picture(self, number: int, alt: str) -> MediaId:
        """A picture with files that say its words."""
        name = medium_id(number)
        file = self.folder / "upload"
        file.write_bytes(f"{alt} {number}".encode())
        made = Rendition(format=Format.JPEG, name=f"{'b' * 26}.jpg", size=9)
        medium = Medium(id=name, kind=MediumKind.PICTURE, alt=alt, renditions=(made,), is_ready=True)
        await self.rows.add(row(number, medium=medium, state=State.READY, created_at=NOW), PLENTY)
        for key in (original_key(name), file_key(name, made.name)):
            await self.storage.put(key, file)
        file.unlink()
        return name

    async def fill(self) -> None:
        """What has happened: the libel in `P1`, a picture it shares with `P3`, one it does not, and much beside."""
        wish = Wish(person=WRITER)
        described = Description(headline=Headline(text="Ferries stop"))
        await Blogs(self.actions, self.journal).open(wish, FERRY, described)
        own, shared = await self.picture(1, "A parrot on a quay"), await self.picture(2, "A jetty in the fog")
        body = f"He, the *{LIBEL}*.\n\n![](media:{own})\n\n![](media:{shared})\n\n{ADDRESS}"
        first = NewPost(id=P1, headline="Kettle master smuggled", body=body)
        await self.posts.publish(wish, FERRY, first)
        await self.posts.publish(wish, FERRY, NewPost(id=P2, body="The ferry is late."))
        await self.furniture.make_key_point(wish, FERRY, P1)
        await self.posts.publish(wish, FERRY, NewPost(id=P3, body=f"![](media:{shared})\n\nFog."))
        wording = Wording(headline="A sworn smuggler of barrels")
        await self.posts.revise(wish, FERRY, P1, wording)
        await self.posts.correct(wish, FERRY, P1, "he drowned a parrot", "he did not", Wording())
        for number in (4, 5, 6):
            await self.posts.publish(wish, FERRY, NewPost(id=PostId(f"p-{number}"), body=f"Boat {number} sails."))
        note = f"Careful, they say the {LIBEL}."
        await self.notes.write(FERRY, "quotes", NoteKind.QUESTION, f"Is it so? {note}", SHE, None)
        await self.notes.write(FERRY, "harmless", NoteKind.NOTE, "Boat 4 sails.", SHE, None)
        shift = await self.shifts.begin(FERRY, 0, SHE, Seq(0), Summary(), Ending.ENDED)
        await self.shifts.offer(FERRY, shift.id, SHE, note)
        await self.looks.note(LookKind.CARD, FERRY, P1, [ADDRESS], self.now())
        blog = await self.actions.blog(FERRY)
        await self.journal.keep_snapshot(Snapshot(FERRY, blog.seq, snapshot(blog)))

    async def bytes_kept(self) -> bytes:
        """Every byte of the databases and of the media: with PostgreSQL whatever its tables hold."""
        files = [each.read_bytes() for each in sorted(self.folder.rglob("*")) if each.is_file()]
        tables: Sequence[bytes] = []
        if not self.desk.is_sqlite:
            tables = [str(await _rows(each)).encode() for each in (self.desk, self.journal._database)]
        return b"\n".join([*files, *tables])


async def _rows(database: Database) -> list[str]:
    """Every row of every table."""
    asked = text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")

    def reading(connection: Connection) -> list[str]:
        names = connection.execute(asked).scalars().all()
        return [str(each) for name in names for each in connection.execute(text(f"SELECT * FROM {name}")).all()]

    return await database.read(reading)


@asynccontextmanager
async def opened(kind: str, request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Room]:
    """A room with the story in it."""
    async with AsyncExitStack() as stack:
        url = None
        if kind == "postgres":
            url = await stack.enter_async_context(fresh_database(request.getfixturevalue("postgres_url")))
        desk = await stack.enter_async_context(open_desk(kind, request, folder))
        journal = await Place(url, folder).open()
        stack.push_async_callback(journal.close)
        press = await stack.enter_async_context(Press(journal, PUBLICATION))
        room = Room(journal, desk, folder, press)
        await room.fill()
        yield room
