"""Staging: how a rehearsal's blog comes to be, what happens in it, and how it is thrown away.

Knows that posts go the way of every other: drafts, the blog's own rules, the undo window, a second pair of eyes. Whoever
writes and approves there are players, who may do something in that one blog and nowhere else.
Does not know when anything happens (`clockwork`), nor who asked for it (`rehearsals`). (ADR 0017)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.drafting import Saved
from stoppress.actions.rehearsal import Script, invented, past_of
from stoppress.actions.sending import Sending
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.content import Content
from stoppress.domain.identifiers import Epoch, PostId, Seq, Slug, is_rehearsal
from stoppress.domain.rehearsed import is_thrown_away, staged
from stoppress.domain.revisions import BlogOpened, PostPublished, Revision, WordsRemoved
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.alarms import SILENT, Watched
from stoppress.drafts.draft import Draft, DraftId, State, post_of
from stoppress.drafts.rows import Drafts
from stoppress.drafts.rules import Rules
from stoppress.drafts.rules_rows import DeskRules
from stoppress.errors import BlogUnknown
from stoppress.journal.journal import READ_LIMIT, Journal
from stoppress.staff.permissions import Person, Role, Scope, Verb

PLAYER: Final = Person("rehearsal", "rehearsal", frozenset({Scope.WRITE}))
"""The program itself, as far as it lets something happen in a rehearsal's blog."""

_WRITER: Final = "writer"
_EDITOR: Final = "editor"

NewDraft = Callable[[], DraftId]


def writer_in(sandbox: Slug) -> Person:
    """Who writes in a rehearsal's blog: a reporter there, nobody elsewhere."""
    return Person(f"{sandbox}/{_WRITER}", "Rehearsal’s writer", blogs={sandbox: Role.REPORTER})


def editor_in(sandbox: Slug) -> Person:
    """Who is the second pair of eyes there."""
    return Person(f"{sandbox}/{_EDITOR}", "Rehearsal’s editor", blogs={sandbox: Role.EDITOR})


def player(name: str) -> Person | None:
    """The player of this id; None where it is nobody's. People's ids have no stroke in them."""
    sandbox, _, part = name.partition("/")
    made = {_WRITER: writer_in, _EDITOR: editor_in}.get(part)
    return made(Slug(sandbox)) if made is not None and is_rehearsal(sandbox) else None


@dataclass(frozen=True, slots=True)
class Logged:
    """A revision that happened."""

    seq: Seq
    at: datetime
    post: PostId | None
    """The post that was published by it, if one was."""


class Stage:
    """Everything raises StorageUnavailable and StorageFull."""

    def __init__(
        self,
        actions: Actions,
        journal: Journal,
        drafts: Drafts,
        rules: DeskRules,
        alarms: Alarms,
        sending: Sending,
        new_draft: NewDraft,
    ) -> None:
        self._actions = actions
        self._journal = journal
        self._drafts = drafts
        self._rules = rules
        self._alarms = alarms
        self._sending = sending
        self._new_draft = new_draft

    @property
    def epoch(self) -> Epoch:
        """The history in which it happens."""
        return self._journal.epoch

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock by which revisions happen."""
        return self._actions.now

    async def script(self, slug: Slug, posts: int) -> Script:
        """An invented day of so many posts; with 0, what has happened in the blog. Raises BlogUnknown."""
        return invented(await self._actions.blog(slug), posts) if posts else await past_of(self._journal, slug)

    async def open(self, source: Slug, sandbox: Slug, opening: Revision) -> Rules:
        """Open a rehearsal's blog, with the rules of the desk it is rehearsed for; those rules."""
        rules = await self._rules.find(source)
        await self._rules.set(sandbox, rules)
        await self._alarms.set_rules(sandbox, await self._alarms.rules(source))
        await self.repeat(sandbox, opening, {})
        return rules

    async def repeat(self, sandbox: Slug, revision: Revision, names: Mapping[PostId, PostId]) -> Done:
        """Let something that is no post happen. Raises every refusal of admission."""
        happening = staged(revision, sandbox, self._actions.now(), names)
        return await self._carried_out(sandbox, lambda _blog: (happening,), opens=isinstance(happening, BlogOpened))

    async def send(self, sandbox: Slug, post: PostPublished, names: Mapping[PostId, PostId]) -> tuple[PostId, Draft]:
        """Send a post on its way, as a writer at the desk does: what it is called here, and how far it has come.

        Raises every refusal of sending.
        """
        name = self._new_draft()
        worded = staged(post, sandbox, self._actions.now(), names)
        assert isinstance(worded, PostPublished)
        content = Content(
            headline=worded.headline,
            body=worded.body,
            label=worded.label,
            bylines=worded.bylines,
            key_event=worded.key_event,
            claim=worded.claim,
        )
        draft = await self._sending.send(writer_in(sandbox), sandbox, Saved(name, 1, content))
        return post_of(sandbox, name), draft

    async def approve(self, draft: Draft) -> Draft:
        """Be the second pair of eyes."""
        return await self._sending.approve(editor_in(draft.blog), draft.blog, draft.id, draft.version)

    async def look(self, draft: Draft) -> Draft:
        """A post on its way as it is by now."""
        return await self._drafts.find(draft.id, draft.blog)

    async def log(self, sandbox: Slug, after: Seq) -> Sequence[Logged]:
        """What happened there after `after`, as far as one reading goes."""
        records = await self._journal.read(sandbox, after=after, limit=READ_LIMIT)
        return [Logged(each.seq, each.revision.at, _published(each.revision)) for each in records]

    async def alarms(self, sandbox: Slug) -> Mapping[Watched, datetime]:
        """What of it nobody has touched for too long, and since when."""
        return (await self._alarms.standing()).get(sandbox, {})

    async def end(self, sandbox: Slug) -> None:
        """Nothing more is to happen there, and nobody is to be alarmed by it."""
        await self._alarms.set_rules(sandbox, SILENT)

    async def throw_away(self, sandbox: Slug) -> None:
        """Delete every word of a rehearsal's blog, for good; its address answers no more. Doing it twice changes nothing."""
        assert is_rehearsal(sandbox), "no other blog is thrown away"
        for state in State:
            for each in await self._drafts.of_blog(sandbox, state):
                await self._drafts.forget_post(sandbox, each.post)
        try:
            blog = await self._actions.blog(sandbox)
        except BlogUnknown:
            return
        # One that was being played may have gone on for a moment after it was thrown away.
        if not is_thrown_away(blog) or any(each.is_readable for each in blog.posts.values()):
            await self._carried_out(sandbox, self._removed)
            await self._journal.scrub()

    def _removed(self, blog: Blog) -> tuple[Revision, ...]:
        every = tuple(Seq(number) for number in range(1, blog.seq + 1))
        return (WordsRemoved(at=self._actions.now(), revisions=every, posts=tuple(blog.posts)),)

    async def _carried_out(
        self, sandbox: Slug, decide: Callable[[Blog], Sequence[Revision]], *, opens: bool = False
    ) -> Done:
        assert is_rehearsal(sandbox), "nothing is played in a blog that is read"
        asked = Asked(verb=Verb.PLAY_REVISION, slug=sandbox, opens=opens)
        return await self._actions.carry_out(Wish(person=PLAYER), asked, decide)


def _published(revision: Revision) -> PostId | None:
    return revision.post if isinstance(revision, PostPublished) else None
