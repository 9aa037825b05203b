"""The queue's lines: what a page says of each post on its way.

Knows headings, times, what can be done to each, what became of what was submitted, and the post as readers would see it
for whoever is to approve it.
Does not know addresses (`queue`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from stoppress.actions.drafting import Drafting
from stoppress.actions.posts import new_post
from stoppress.actions.previews import PREVIEW, Previews
from stoppress.actions.queueing import Queue, Queued
from stoppress.actions.sending import Sending
from stoppress.actions.submitting import Submitting
from stoppress.domain.blog import Blog
from stoppress.domain.content import Content
from stoppress.drafts.draft import Draft, State
from stoppress.errors import StoppressError
from stoppress.render.excerpts import cut
from stoppress.render.publication import Publication
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.days import near
from stoppress.web.desk.fields import local

_HEADING: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueParts:
    """What the pages of drafts and queues need."""

    drafting: Drafting
    sending: Sending
    submitting: Submitting
    queue: Queue
    previews: Previews


_UNREAD: Final = Markup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One post on its way. `can` are the moves that are offered; `body` is its HTML where it is to be read."""

    draft: Draft
    heading: str
    label: str
    due: str
    exact: str
    machine: str
    field: str
    is_scheduled: bool
    clashes: bool
    can: frozenset[str]
    body: Markup = _UNREAD


class Lines:
    """Makes the lines of one blog as one person sees them."""

    def __init__(self, blog: Blog, publication: Publication, person: Person, queued: Queued) -> None:
        self._blog = blog
        self._view = View(blog, publication)
        self._person = person
        self._clashing = queued.clashing
        self._now = queued.now

    def of(self, some: Iterable[Draft]) -> list[Line]:
        """A line for each."""
        return [self._line(each) for each in some]

    async def read(self, some: Iterable[Draft], previews: Previews) -> list[Line]:
        """A line for each, with the post as readers would see it."""
        return [self._line(each, await self._body(each, previews)) for each in some]

    def _line(self, draft: Draft, body: Markup = _UNREAD) -> Line:
        at, clock = draft.due_at or draft.wanted_at, self._view.clock
        label = draft.content.label
        return Line(
            draft=draft,
            heading=heading_of(draft.content),
            label=LABEL_WORDS[label] if label is not None else "",
            due=near(at, clock, self._now) if at is not None else "",
            exact=clock.exact(at) if at is not None else "",
            machine=clock.machine(at) if at is not None else "",
            field=local(at, self._blog.description.timezone),
            is_scheduled=draft.state is State.WAITING and draft.wanted_at is not None,
            clashes=draft.id in self._clashing,
            can=offered(self._person, draft),
            body=body,
        )

    async def _body(self, draft: Draft, previews: Previews) -> Markup:
        try:
            blog = await previews.blog(self._person, self._blog.slug, new_post(draft.content, draft.post))
        except StoppressError:
            # It cannot be published as it is; its text is shown all the same.
            return Markup()
        return View(blog, self._view.publication).body(blog.posts[PREVIEW])


def heading_of(content: Content) -> str:
    """What somebody recognises it by."""
    return content.headline or cut(" ".join(content.body.split()), _HEADING) or "Nothing yet"


def offered(person: Person, draft: Draft) -> frozenset[str]:
    """What this person can do to a post on its way: the words are those of addresses."""
    own = draft.is_of(person.id)
    if draft.state in (State.SENDING, State.SENT, State.DISCARDED):
        return frozenset()
    arranges = may(person, Verb.ARRANGE_QUEUE, draft.blog)
    publishes = may(person, Verb.PUBLISH_POST, draft.blog)
    can = {"assign", "discard"} | ({"undo"} if draft.state is not State.DRAFT else set())
    if draft.was_submitted_by_another(person.id):
        can -= {"discard", "undo"} if draft.is_submission else {"discard"}
    if draft.state in (State.WAITING, State.REVIEW) and (arranges or (own and publishes)):
        can |= {"hold", "schedule"}
    if draft.state is State.HELD:
        by_others = draft.held_by is not None and draft.held_by.id != person.id
        can |= {"release"} if publishes and (arranges or not by_others) else set()
        can |= {"schedule"} if arranges or (own and publishes) else set()
    reads = may(person, Verb.APPROVE_POST, draft.blog) and person.id not in (draft.owner.id, draft.written_by)
    if draft.is_submission:
        reads = may(person, Verb.APPROVE_POST, draft.blog) and draft.was_submitted_by_another(person.id)
    if draft.state in (State.REVIEW, State.HELD) and reads and not draft.is_approved:
        can |= {"approve", "return"}
        can |= {"edit"} if draft.is_submission and draft.state is State.REVIEW else set()
    return frozenset(can)
