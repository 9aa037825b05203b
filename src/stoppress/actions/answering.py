"""Answering: a reader's question and somebody's answer become a post.

Knows that it goes out as any post does, by the rules of the blog's desk, under an id that follows from the question's; and that
a reader's words stand in it as text, whatever they are.
Does not know what is done to questions before (`questions`).
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import Saved, someone
from stoppress.actions.posts import Posts, new_post
from stoppress.actions.questions import Ring, is_own
from stoppress.actions.sending import Sending
from stoppress.actions.wish import Wish
from stoppress.audience import question_moves
from stoppress.audience.moderation import Moderation
from stoppress.audience.question import By, Question, QuestionId, State, is_name
from stoppress.audience.question_moves import Move
from stoppress.audience.wording import NAME_LIMIT, cleaned
from stoppress.domain.content import Content
from stoppress.domain.facts import Byline, Label
from stoppress.domain.identifiers import Slug
from stoppress.drafts import moves
from stoppress.drafts.bell import What
from stoppress.drafts.draft import Draft, DraftId, Someone, post_of
from stoppress.drafts.draft import State as DraftState
from stoppress.drafts.rows import Drafts
from stoppress.errors import Empty, PostExists, StoppressError, TooLong
from stoppress.errors.drafts import DraftNewer, DraftUnknown, DraftUnsuitable
from stoppress.errors.questions import QuestionChanged, QuestionUnknown, QuestionUnsuitable
from stoppress.staff.permissions import Person, Verb, require

_ID_LENGTH: Final = 26

# CommonMark lets every one of these be written with a backslash before it, and means the sign alone by that.
_SIGNS: Final = re.compile(r"([!-/:-@\[-`{-~])")
_OVER: Final = frozenset({DraftState.SENDING, DraftState.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is to be published: the reader's name and place as they shall stand there, and the answer, in CommonMark."""

    headline: str
    body: str
    bylines: Sequence[Byline] = ()
    name: str = ""
    place: str = ""


class Answering:
    """Actions upon answers."""

    def __init__(
        self,
        moderation: Moderation,
        actions: Actions,
        posts: Posts,
        sending: Sending,
        drafts: Drafts,
        ring: Ring,
    ) -> None:
        self._moderation = moderation
        self._posts = posts
        self._actions = actions
        self._sending = sending
        self._drafts = drafts
        self._ring = ring

    async def answer(self, person: Person, slug: Slug, name: QuestionId, answer: Answer, seen: datetime) -> Draft:
        """Publish a question with its answer; or have it wait for what the desk's rules ask for.

        The same twice is published once. Raises QuestionUnknown, QuestionUnsuitable, QuestionChanged, Empty, TooLong and what
        `Sending.send` does.
        """
        require(person, Verb.SEE_QUESTIONS, slug)
        if not is_name(name):
            raise QuestionUnknown
        found = (await self._moderation.find(slug, name)).question
        require(person, Verb.ANSWER_QUESTION, slug, own=is_own(person, found))
        content = _content(found, answer)
        if (out := await self._out(found)) is not None:
            return out
        if found.changed_at != seen:
            raise QuestionChanged
        if not question_moves.can(found, Move.ANSWER) or found.lead is not None:
            raise QuestionUnsuitable(state="grouped with another" if found.lead else found.state.value)
        try:
            return await self._send(person, found, content)
        except (PostExists, DraftUnsuitable, DraftNewer, QuestionUnsuitable):
            # Somebody else was first, by less than it takes to see it.
            if (out := await self._out(found)) is not None:
                return out
            raise

    async def _send(self, person: Person, question: Question, content: Content) -> Draft:
        draft, slug = draft_of(question), question.blog
        post, by = post_of(slug, draft), By(person.id, person.name)
        await self._posts.check(Wish(person=person), slug, new_post(content, post))
        # Noted first: should this process be killed on the way, the question is looked after as one whose answer is.
        await self._moderation.change(
            slug,
            [question.id],
            Move.ANSWER,
            lambda each: question_moves.answered(each, post),
            by,
            seen=question.changed_at,
        )
        sent = await self._sending.send_answer(person, slug, Saved(draft, 1, content))
        if sent.state is DraftState.SENT:
            await self._moderation.publish(slug, post)
        with suppress(StoppressError):
            await self._ring(slug, What.QUESTIONS)
        return sent

    async def _out(self, question: Question) -> Draft | None:
        """The draft of an answer that stands in the log, whatever a row says: whoever sent it was stopped before that was noted."""
        draft = draft_of(question)
        post = post_of(question.blog, draft)
        if post not in (await self._actions.blog(question.blog)).posts:
            return None
        await self._moderation.publish(question.blog, post)
        return await self._drafts.find(draft, question.blog)

    async def take_back(self, person: Person, question: Question) -> None:
        """Throw an answer away that has not left. Raises QuestionUnsuitable for one that has."""
        if question.state is not State.ANSWERED:
            return
        by = someone(person)
        try:
            await self._drafts.change(
                draft_of(question), question.blog, lambda known, _rules, _now: _thrown_away(known, by)
            )
        except DraftUnknown:
            return

    async def settle(self) -> frozenset[Slug]:
        """Say of those whose answers have gone out meanwhile that they are published; the blogs with some."""
        found = set()
        for each in await self._moderation.answered():
            blog = await self._actions.blog(each.blog)
            post = each.post
            if post is not None and post in blog.posts and await self._moderation.publish(each.blog, post):
                found.add(each.blog)
        return frozenset(found)


def draft_of(question: Question) -> DraftId:
    """The draft of a question's answer; another one once an answer was thrown away."""
    digest = sha256(f"answer {question.id} {question.attempt}".encode()).digest()
    return DraftId(b32encode(digest).decode().lower()[:_ID_LENGTH])


def quoted(text: str, name: str = "", place: str = "") -> str:
    """A reader's words in CommonMark: a quotation that says exactly this, and who said it."""
    paragraphs = [_plain(each) for each in text.split("\n\n")]
    said = ", ".join(_plain(each) for each in (name, place) if each)
    lines = "\n\n".join([*paragraphs, *([f"— {said}"] if said else [])]).split("\n")
    return "\n".join(f"> {each}".rstrip() for each in lines)


def _plain(text: str) -> str:
    # A line's end is one: whoever wrote two lines meant two.
    return "\\\n".join(_SIGNS.sub(r"\\\1", each).strip() for each in text.split("\n"))


def _content(question: Question, answer: Answer) -> Content:
    body = answer.body.strip()
    if not body:
        raise Empty(field="The answer")
    name, place = (cleaned(each, lines=False) for each in (answer.name, answer.place))
    for field, said in (("The reader's name", name), ("The reader's place", place)):
        if len(said) > NAME_LIMIT:
            raise TooLong(field=field, length=len(said), limit=NAME_LIMIT)
    return Content(
        headline=answer.headline.strip(),
        body=f"{quoted(question.text, name, place)}\n\n{body}",
        label=Label.QUESTION,
        bylines=tuple(answer.bylines),
    )


def _thrown_away(draft: Draft, by: Someone) -> Draft:
    if draft.state in _OVER:
        raise QuestionUnsuitable(state=State.PUBLISHED.value)
    return moves.discard(draft, by)
