"""What staff do to posts on their way: send, take back, hold, release, approve, schedule; and the moment they go out.

Knows that the writer is told at once what would be refused, and that whoever sent a post must still be allowed to when it
goes out (RELIABILITY R22). It goes out under one idempotency key, so that two who send it publish one post.
Does not know when a post is due (`clockwork`), nor which move leads where (`drafts.moves`).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import Drafting, Saved, is_own, must_submit, require_sight, someone
from stoppress.actions.posts import Posts, new_post, publishing
from stoppress.actions.telling import Word
from stoppress.actions.wish import Wish
from stoppress.domain.identifiers import Seq, Slug
from stoppress.drafts import moves
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.drafts.moves import Sent
from stoppress.drafts.rows import Drafts
from stoppress.drafts.rules import Rules
from stoppress.errors import KeyReused, PostExists, StoppressError, StorageFull, StorageUnavailable
from stoppress.staff.permissions import Person, Verb, may, require

MAY_NOT_PUBLISH: Final = "{name} may no longer publish here. Somebody who may can release it, or throw it away."
MUST_SUBMIT: Final = (
    "Here reporters submit, and editors publish. An editor can release it, or {name} can take it back and submit it."
)
OUT_BEFORE: Final = "It had gone out before. Look at the post; what was changed since is not in it."

# Nothing is known then of whether it went out; whoever takes it next finds out.
_LATER: Final = (StorageUnavailable, StorageFull)


# It is over before another takes it for killed.
_PATIENCE_SECONDS: Final = moves.TAKEN_FOR.total_seconds() * 0.8


class Staff(Protocol):
    """Who works here."""

    async def person(self, name: str) -> Person | None:
        """Who has this id, with the rights they have now; None when nobody has, or may sign in no more."""
        ...


class Sending:
    """Actions upon posts on their way. `woken` is set when something may be due sooner than was known."""

    def __init__(
        self, drafts: Drafts, drafting: Drafting, actions: Actions, posts: Posts, staff: Staff, word: Word
    ) -> None:
        self._drafts = drafts
        self._drafting = drafting
        self._actions = actions
        self._posts = posts
        self._staff = staff
        self._word = word
        self.woken = asyncio.Event()

    async def send(
        self,
        person: Person,
        slug: Slug,
        saved: Saved,
        *,
        at: datetime | None = None,
        hold: bool = False,
        submit: bool = False,
        read: int | None = None,
    ) -> Draft:
        """Send a post on its way: it waits, is held, needs an approval, or is out when this returns.

        With `submit`, or where reporters have to, an editor lets it go. `read` is the version that these words replace. The
        same version twice is sent once. Raises what `Posts.publish` would refuse now, DraftNewer, DraftUnsuitable,
        ScheduleInvalid.
        """
        require(person, Verb.PUBLISH_POST, slug)
        draft = await self._drafting.begun(person, slug, saved, limited=False)
        sent = Sent(version=saved.version, content=saved.content, at=at, hold=hold, submit=submit, upon=saved.upon)
        return await self._sent(person, slug, draft, sent, read)

    async def send_answer(self, person: Person, slug: Slug, saved: Saved) -> Draft:
        """The same for the answer to a reader's question, whoever began it: the next version of it. Raises as `send` does."""
        require(person, Verb.ANSWER_QUESTION, slug)
        assert publishing(saved.content.label) is Verb.ANSWER_QUESTION, "no answer"
        draft = await self._drafts.begin(
            saved.draft, slug, someone(person), saved.content, saved.version, limited=False
        )
        version = draft.version if draft.content == saved.content else draft.version + 1
        return await self._sent(person, slug, draft, Sent(version=version, content=saved.content))

    async def _sent(self, person: Person, slug: Slug, draft: Draft, sent: Sent, read: int | None = None) -> Draft:
        by = someone(person)
        if moves.is_repeated(draft, sent):
            return draft
        moves.require(draft, moves.Move.SEND)
        if sent.content.pin:
            require(person, Verb.PIN_POST, slug)
        await self._posts.check(Wish(person=person), slug, new_post(sent.content, draft.post))

        def sending(known: Draft, rules: Rules, now: datetime) -> Draft:
            if not moves.is_repeated(known, sent):
                moves.require_read(known, read)
            asked = replace(sent, submit=sent.submit or must_submit(person, slug, rules))
            return moves.send(known, asked, by, rules, now)

        after = await self._drafts.change(draft.id, slug, sending)
        if after.is_submission:
            await self._word.submitted(after, by)
        return await self._gone_on(after)

    async def undo(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """Take a post back that has not left: a draft again, or a submission again. Raises DraftUnsuitable."""
        found, by = await self._drafting.find(person, slug, draft), someone(person)
        return await self._drafts.change(found.id, slug, lambda known, _rules, _now: moves.undo(known, by))

    async def hold(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """Let a post not go out before it is released. Raises DraftUnsuitable."""
        found, by = await self._arranged(person, slug, draft), someone(person)
        return await self._drafts.change(found.id, slug, lambda known, _rules, now: moves.hold(known, by, now))

    async def release(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """Let a held post go; one that is overdue goes out now. What others hold takes an editor. Raises DraftUnsuitable."""
        require(person, Verb.PUBLISH_POST, slug)
        found, by = await self._drafting.find(person, slug, draft), someone(person)
        if found.held_by is not None and found.held_by.id != person.id:
            require(person, Verb.ARRANGE_QUEUE, slug)

        def releasing(known: Draft, rules: Rules, now: datetime) -> Draft:
            return moves.release(known, by, rules, now, submit=must_submit(person, slug, rules))

        return await self._gone_on(await self._drafts.change(found.id, slug, releasing))

    async def approve(self, person: Person, slug: Slug, draft: DraftId, version: int | None = None) -> Draft:
        """Be the second pair of eyes, for what stood there in `version`. Raises DraftUnsuitable, DraftNewer, ApprovalByAnother."""
        require(person, Verb.APPROVE_POST, slug)
        found, by = await self._drafting.find(person, slug, draft), someone(person)
        return await self._gone_on(
            await self._drafts.change(
                found.id, slug, lambda known, rules, now: moves.approve(known, version, by, rules, now)
            )
        )

    async def schedule(self, person: Person, slug: Slug, draft: DraftId, at: datetime) -> Draft:
        """Let a post go out at another time. Raises DraftUnsuitable, ScheduleInvalid."""
        found = await self._arranged(person, slug, draft)
        return await self._gone_on(
            await self._drafts.change(found.id, slug, lambda known, _rules, now: moves.schedule(known, at, now))
        )

    async def _arranged(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """A post on its way whose time and place this person may change."""
        found = await self._drafting.find(person, slug, draft)
        require_sight(person, found)
        require(person, Verb.PUBLISH_POST if is_own(person, found) else Verb.ARRANGE_QUEUE, slug)
        return found

    async def _gone_on(self, draft: Draft) -> Draft:
        self.woken.set()
        if draft.state is not State.SENDING:
            return draft
        try:
            return await self.fire(draft)
        except _LATER:
            # It was taken, and somebody sends it when the journal answers again: that is what its state says.
            return draft

    async def fire(self, draft: Draft) -> Draft:
        """Publish a post that was taken; the draft afterwards: sent, or held with what is wrong with it.

        Raises StorageUnavailable and StorageFull: then it is still taken, and it may have gone out.
        """
        assert draft.sent_by is not None
        known = await self._drafts.find(draft.id, draft.blog)
        if not moves.is_taken(known, draft):
            return known
        if (stands := await self._standing(draft)) is not None:
            return await self._arrived(draft, stands, await self._pinned(draft))
        person = await self._staff.person(draft.sent_by.id)
        if person is None or not may(person, publishing(draft.content.label), draft.blog):
            return await self.refuse(draft, MAY_NOT_PUBLISH.format(name=draft.sent_by.name))
        if must_submit(person, draft.blog, await self._drafts.rules(draft.blog)):
            # The rule was set while the post was waiting.
            return await self.refuse(draft, MUST_SUBMIT.format(name=draft.sent_by.name))
        try:
            wish = Wish(person=person, key=f"draft {draft.id} {draft.version}")
            async with asyncio.timeout(_PATIENCE_SECONDS):
                done = await self._posts.publish(wish, draft.blog, new_post(draft.content, draft.post))
        except _LATER:
            raise
        except TimeoutError as problem:
            raise StorageUnavailable from problem
        except (PostExists, KeyReused):
            # An earlier version went out while this one was on its way.
            return await self._arrived(draft, await self._standing(draft), OUT_BEFORE)
        except StoppressError as problem:
            return await self.refuse(draft, str(problem))
        return await self._arrived(draft, done.seq, await self._pinned(draft))

    async def refuse(self, draft: Draft, problem: str) -> Draft:
        """Hold a post that was taken and could not go out."""
        return await self._drafts.change(
            draft.id, draft.blog, lambda known, _rules, now: moves.refuse(known, draft, problem, now)
        )

    async def _standing(self, draft: Draft) -> Seq | None:
        """The blog's sequence if the post stands there: whoever sent it was killed before saying so."""
        blog = await self._actions.blog(draft.blog)
        return blog.seq if draft.post in blog.posts else None

    async def _arrived(self, draft: Draft, seq: Seq | None, problem: str) -> Draft:
        arrived = await self._drafts.change(
            draft.id, draft.blog, lambda known, _rules, _now: moves.arrive(known, seq, problem)
        )
        await self._word.published(arrived)
        return arrived

    async def _pinned(self, draft: Draft) -> str:
        """Make it the pin if it is to be; what is wrong with that, if anything: the post is out all the same."""
        assert draft.sent_by is not None
        person = await self._staff.person(draft.sent_by.id) if draft.content.pin else None
        if person is None:
            return ""
        try:
            await self._posts.pin(Wish(person=person, key=f"pin {draft.id} {draft.version}"), draft.blog, draft.post)
        except _LATER:
            raise
        except StoppressError as problem:
            return str(problem)
        return ""
