"""A desk with people, a clock and two processes that send; its drafts in a real database, its journal in memory.

Knows how to make one, and who works there.
Does not know what is to be tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import Drafting, Saved, Writers
from stoppress.actions.furniture import Furniture
from stoppress.actions.noting import Noting
from stoppress.actions.posts import Posts
from stoppress.actions.queueing import Queue
from stoppress.actions.sending import Sending
from stoppress.actions.shifts import Shifts
from stoppress.actions.showing import Showing
from stoppress.actions.submitting import Submitting
from stoppress.actions.telling import Word
from stoppress.clockwork.sending import Departures
from stoppress.database.kinds import AnyDatabase
from stoppress.domain.blog import Post
from stoppress.domain.content import Content
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Epoch, PostId, Slug
from stoppress.domain.revisions import BlogOpened, PostPublished, Revision
from stoppress.drafts.draft import Draft, DraftId
from stoppress.drafts.note_rows import NoteRows
from stoppress.drafts.notice_rows import Notices
from stoppress.drafts.rows import Drafts
from stoppress.drafts.rules import Rules
from stoppress.drafts.rules_rows import DeskRules
from stoppress.drafts.shift_rows import ShiftRows
from stoppress.drafts.submissions import Submissions
from stoppress.journal.memory import MemoryJournal
from stoppress.staff.permissions import Person, Role, Verb, may
from tests.contract.desks import NOW
from tests.laws.library import MemoryLibrary, MemoryWatch
from tests.noted import Noted

FERRY, HARBOUR = Slug("ferry"), Slug("harbour")

REX = Person("person-rex", "Rex Reporter", role=Role.REPORTER)
RHEA = Person("person-rhea", "Rhea Reporter", role=Role.REPORTER)
EDDA = Person("person-edda", "Edda Editor", role=Role.EDITOR)
ODO = Person("person-odo", "Odo Editor", role=Role.EDITOR)
MONA = Person("person-mona", "Mona Moderator", role=Role.MODERATOR)
HALE = Person("person-hale", "Hale of the Harbour", blogs={HARBOUR: Role.EDITOR})
PEOPLE = (REX, RHEA, EDDA, ODO, MONA, HALE)


@dataclass
class Everybody:
    """See `actions.sending.Staff`."""

    people: dict[str, Person] = field(default_factory=lambda: {each.id: each for each in PEOPLE})

    async def person(self, name: str) -> Person | None:
        """See `Staff`."""
        return self.people.get(name)

    async def everybody(self) -> list[Person]:
        """See `Staff`."""
        return sorted(self.people.values(), key=lambda each: each.name)

    async def who_may(self, verb: str, blog: Slug | None) -> frozenset[str]:
        """See `drafts.notices.WhoMay`."""
        return frozenset(each.id for each in self.people.values() if may(each, Verb(verb), blog))


class Process:
    """One process over the desk: what its requests call, and what sends by itself."""

    def __init__(self, desk: Desk, drafts: Drafts) -> None:
        self.drafts = drafts
        self.library = MemoryLibrary()
        self.watch = MemoryWatch()
        self.actions = Actions(desk.journal, now=desk.time, owners=Writers(drafts))
        showing = Showing(self.actions, self.library, self.watch)
        self.posts = Posts(self.actions, lambda _at: PostId("fresh"), showing)
        self.notices = Notices(desk.database, desk.staff.who_may, lambda _connection: desk.now)
        word = Word(self.notices)
        self.drafting = Drafting(drafts, self.actions, showing)
        self.submissions = Submissions(desk.database)
        self.submitting = Submitting(drafts, self.submissions, self.drafting, desk.staff, word)
        self.sending = Sending(drafts, self.drafting, self.actions, self.posts, desk.staff, word)
        rows = ShiftRows(desk.database, lambda _connection: desk.now)
        self.furniture = furniture = Furniture(self.actions, showing)
        notes = NoteRows(desk.database, lambda _connection: desk.now)
        self.shifts = Shifts(
            rows,
            Noting(notes, self.actions, desk.staff, word),
            drafts,
            self.actions,
            desk.journal,
            furniture,
            desk.staff,
            word,
        )
        self.rules = DeskRules(desk.database, lambda _connection: desk.now)
        self.queue = Queue(drafts, self.rules, self.sending)
        self.noted = Noted()
        self.departures = Departures(drafts, self.sending, self.noted)


class Desk:
    """`now` is the time, by every clock there is."""

    def __init__(self, database: AnyDatabase, *, limit: int = 200) -> None:
        self.now = NOW
        self.database = database
        self.journal = MemoryJournal(epoch=Epoch("abcdefgh"), salts=lambda: b"s" * 16)
        self.staff = Everybody()
        self.limit = limit
        self.first = self.process()

    def process(self) -> Process:
        """One more process."""
        return Process(self, Drafts(self.database, lambda _connection: self.now, limit=self.limit))

    def time(self) -> datetime:
        return self.now

    def later(self, **by: float) -> datetime:
        """A moment to come."""
        return self.now + timedelta(**by)

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self.now = self.later(**by)

    async def open(self, *slugs: Slug) -> None:
        """Put blogs on the air."""
        for slug in slugs:
            description = Description(headline=Headline(text="Ferries stop"))
            await self.happen(slug, BlogOpened(at=self.now, slug=slug, description=description))

    async def happen(self, slug: Slug, *revisions: Revision) -> None:
        """Append."""
        await self.journal.append(slug, revisions, by="operator")

    async def rule(self, slug: Slug = FERRY, **rules: object) -> None:
        """Set a blog's rules."""
        await self.first.rules.set(slug, Rules(**rules))  # type: ignore[arg-type]

    async def send(
        self,
        number: int = 1,
        person: Person = REX,
        *,
        slug: Slug = FERRY,
        version: int = 1,
        at: datetime | None = None,
        hold: bool = False,
        submit: bool = False,
        content: Content | None = None,
    ) -> Draft:
        """Send an invented post."""
        sent = saved(number, version, content)
        return await self.first.sending.send(person, slug, sent, at=at, hold=hold, submit=submit)

    async def send_due(self) -> int:
        """Let the clockwork look once."""
        return await self.first.departures.send_due()

    async def published(self, slug: Slug = FERRY) -> list[PostPublished]:
        """What stands in the log."""
        return [each.revision for each in await self.journal.read(slug) if isinstance(each.revision, PostPublished)]

    async def bodies(self, slug: Slug = FERRY) -> list[str]:
        """What the posts of a blog say, in the order in which they went out."""
        return [each.body for each in await self.published(slug)]

    async def post(self, draft: Draft) -> Post:
        """The post a draft became."""
        return (await self.first.actions.blog(draft.blog)).posts[draft.post]


def draft_id(number: int) -> DraftId:
    """One id for each number below 10^6."""
    return DraftId("d" * 20 + "".join("abcdefghij"[int(digit)] for digit in f"{number:06}"))


def saved(number: int = 1, version: int = 1, content: Content | None = None) -> Saved:
    """An invented draft."""
    return Saved(draft_id(number), version, content or Content(body=f"Words {number} of {version}."))
