"""What staff do to drafts: save them, look at them, throw them away.

Knows who sees whose: everybody their own, editors all of a blog. What somebody may not see is not there.
Does not know what becomes of a draft that is sent (`sending`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.actions.showing import Showing
from stoppress.domain.content import Content
from stoppress.domain.exhibits import media_named
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts import moves
from stoppress.drafts.draft import Draft, DraftId, Someone, State, content_text, is_draft_id
from stoppress.drafts.rows import Drafts
from stoppress.drafts.rules import Rules
from stoppress.errors import InputInvalid, TooLong
from stoppress.errors.drafts import DraftUnknown
from stoppress.staff.permissions import Person, Verb, may, require

DRAFT_LIMIT: Final = 100_000
"""Characters of a draft, all its parts together. It may be longer than a post: it can still be shortened."""

_LATEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as a browser has it: its id, the browser's count of its changes, and what stands there.

    `upon` is the version it has seen of what is kept here, None where it does not say.
    """

    draft: DraftId
    version: int
    content: Content
    upon: int | None = None


class Drafting:
    """Actions upon drafts."""

    def __init__(self, drafts: Drafts, actions: Actions, showing: Showing, *, limit: int = DRAFT_LIMIT) -> None:
        self._drafts = drafts
        self._actions = actions
        self._showing = showing
        self._limit = limit

    async def save(self, person: Person, slug: Slug, saved: Saved) -> Draft:
        """Keep a draft as it is written by now. Raises DraftNewer, DraftUnsuitable, DraftsFull, TooLong."""
        draft = await self.begun(person, slug, saved)
        if (draft.version, draft.content) == (saved.version, saved.content):
            return draft
        by = someone(person)
        return await self._drafts.change(
            draft.id, slug, lambda known, _rules, _now: moves.save(known, saved.version, saved.content, by, saved.upon)
        )

    async def begun(self, person: Person, slug: Slug, saved: Saved, *, limited: bool = True) -> Draft:
        """The draft as it is known, or a new one of this person's. Raises DraftUnknown for another's, DraftsFull if `limited`."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        self._require_shape(saved)
        await self._actions.blog(slug)
        try:
            draft = await self.find(person, slug, saved.draft)
            fresh = set(media_named(saved.content.body)) - set(media_named(draft.content.body))
        except DraftUnknown:
            draft = await self._drafts.begin(
                saved.draft, slug, someone(person), saved.content, saved.version, limited=limited
            )
            require_sight(person, draft)
            fresh = set(media_named(saved.content.body))
        if fresh:
            await self._showing.kept(saved.content.body, slug, draft.post)
        return draft

    async def find(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """A draft that this person may see. Raises DraftUnknown."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        found = await self._drafts.find(draft, slug)
        require_sight(person, found)
        return found

    async def of_person(self, person: Person, slug: Slug) -> list[Draft]:
        """This person's drafts in a blog that are not sent."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        return await self._drafts.of_blog(slug, State.DRAFT, owner=person.id)

    async def discard(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """Throw a draft away. Raises DraftUnsuitable once it has left, and SubmittedByAnother."""
        found = await self.find(person, slug, draft)
        return await self._drafts.discard(found.id, slug, someone(person))

    async def restore(self, person: Person, slug: Slug, draft: DraftId) -> Draft:
        """Take back that a draft was thrown away. Raises DraftUnsuitable, DraftsFull, DiscardedTooLongAgo."""
        found = await self.find(person, slug, draft)
        restored = await self._drafts.restore(found.id, slug)
        if media_named(restored.content.body):
            await self._showing.kept(restored.content.body, slug, restored.post)
        return restored

    def _require_shape(self, saved: Saved) -> None:
        if not is_draft_id(saved.draft):
            raise InputInvalid(field="draft", problem="use 26 characters of a to z and 2 to 7, made by chance.")
        if not 0 < saved.version <= _LATEST:
            raise InputInvalid(field="version", problem=f"count from 1 to {_LATEST}.")
        text = content_text(saved.content)
        if any("\ud800" <= character <= "\udfff" for character in text):
            # JSON can write them, a database cannot.
            raise InputInvalid(field="content", problem="take out halves of surrogate pairs.")
        length = len(text)
        if length > self._limit:
            raise TooLong(field="The draft", length=length, limit=self._limit)


class Writers:
    """See `actions.Owners`: a post belongs to whoever wrote its draft; where reporters submit, to the editors alone.

    Otherwise a reporter would publish by changing what an editor let go.
    """

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    async def owns(self, person: Person, slug: Slug, post: PostId) -> bool:
        """See `Owners`."""
        return bool(await self.owned(person, slug, (post,)))

    async def owned(self, person: Person, slug: Slug, names: tuple[PostId, ...]) -> frozenset[PostId]:
        """Those of these posts that are this person's."""
        if must_submit(person, slug, await self._drafts.rules(slug)):
            return frozenset()
        return await self._drafts.owned(person.id, slug, names)


def someone(person: Person) -> Someone:
    """By the name they have now."""
    return Someone(person.id, person.name)


def is_own(person: Person, draft: Draft) -> bool:
    """Whether it is this person's."""
    return draft.is_of(person.id)


def must_submit(person: Person, slug: Slug, rules: Rules) -> bool:
    """Whether an editor has to let this person's posts go."""
    return rules.reporters_submit and not may(person, Verb.APPROVE_POST, slug)


def require_sight(person: Person, draft: Draft) -> None:
    """Raise DraftUnknown where this person may not know of a draft."""
    if not may(person, Verb.DRAFT_POST, draft.blog, own=is_own(person, draft)):
        raise DraftUnknown(draft=draft.id)
