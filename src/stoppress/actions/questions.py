"""What staff do with readers' questions: look, moderate, give one to somebody, say how the form stands.

Knows who may: what is given to a reporter is theirs. Whoever is given one is told.
Does not know what may become of a question (`audience.question_moves`), nor how one is answered (`answering`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol

from stoppress.audience import question_moves as moves
from stoppress.audience.moderation import Deed, Listed, Moderation, Whole
from stoppress.audience.question import By, Question, QuestionId, is_name
from stoppress.audience.question_blocks import SPANS, Block
from stoppress.audience.question_forms import FormRules
from stoppress.audience.question_moves import Move
from stoppress.audience.question_rows import PAGE, Search
from stoppress.audience.question_words import words_in
from stoppress.audience.wording import TEXT_LIMIT, cleaned
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What
from stoppress.drafts.notices import NewNotice, NoticeKind, Telling
from stoppress.errors import Empty, InputInvalid, StoppressError, TooLong, TooMany
from stoppress.errors.questions import QuestionUnknown
from stoppress.staff.permissions import Person, Verb, may, require

PLAIN: Final = frozenset({Move.ASK_FOR, Move.REJECT, Move.SPAM})
"""Moves that need nothing more than to be asked for."""

Ring = Callable[[Slug, What], Awaitable[None]]
"""Says to everybody at the desk that something has changed there."""


class TakingBack(Protocol):
    """Whoever knows of answers."""

    async def take_back(self, person: Person, question: Question) -> None:
        """See `answering.Answering`."""
        ...


class QuestionDesk:
    """Actions upon questions."""

    def __init__(self, moderation: Moderation, answers: TakingBack, ring: Ring, notices: Telling) -> None:
        self._moderation = moderation
        self._answers = answers
        self._ring = ring
        self._notices = notices

    async def look(self, person: Person, slug: Slug, search: Search) -> Listed:
        """A page of a blog's questions."""
        require(person, Verb.SEE_QUESTIONS, slug)
        return await self._moderation.look(slug, search)

    async def find(self, person: Person, slug: Slug, name: QuestionId) -> Whole:
        """One question, its group and its log. Raises QuestionUnknown."""
        require(person, Verb.SEE_QUESTIONS, slug)
        if not is_name(name):
            raise QuestionUnknown
        return await self._moderation.find(slug, name)

    async def log(self, person: Person, slug: Slug) -> Sequence[Deed]:
        """What was done in a blog."""
        require(person, Verb.SEE_QUESTIONS, slug)
        return await self._moderation.log(slug)

    async def move(self, person: Person, slug: Slug, names: Sequence[QuestionId], move: Move) -> None:
        """Ask for, reject, or put to spam. Raises QuestionUnsuitable."""
        assert move in PLAIN, "a move that needs more"
        await self._require(person, slug, names)
        await self._moderation.change(slug, names, move, lambda each: moves.moved(each, move), _by(person))
        await self._rung(slug)

    async def put_back(self, person: Person, slug: Slug, names: Sequence[QuestionId]) -> None:
        """Have these be new again; an answer that has not left is thrown away. Raises QuestionUnsuitable."""
        await self._require(person, slug, names)
        for each in names:
            await self._answers.take_back(person, (await self._moderation.find(slug, each)).question)
        back = Move.PUT_BACK
        await self._moderation.change(slug, names, back, lambda each: moves.moved(each, back), _by(person))
        await self._rung(slug)

    async def assign(self, person: Person, slug: Slug, names: Sequence[QuestionId], to: Person) -> None:
        """Give these to somebody who answers here. Raises QuestionUnsuitable, InputInvalid."""
        await self._require(person, slug, names)
        if not may(to, Verb.ANSWER_QUESTION, slug):
            raise InputInvalid(field="person", problem="choose somebody who works on this blog.")
        theirs = _by(to)
        await self._moderation.change(
            slug, names, Move.ASSIGN, lambda each: moves.assigned(each, theirs), _by(person), detail=to.name
        )
        await self._rung(slug)
        with suppress(StoppressError):
            for each in names:
                await self._notices.tell(_given(person, slug, each, to))

    async def edit(self, person: Person, slug: Slug, name: QuestionId, text: str, seen: datetime) -> Question:
        """Word a question anew; the reader's words are kept. Raises QuestionUnsuitable, QuestionChanged, Empty, TooLong."""
        await self._require(person, slug, [name])
        said = cleaned(text)
        if not said:
            raise Empty(field="The question")
        if len(said) > TEXT_LIMIT:
            raise TooLong(field="The question", length=len(said), limit=TEXT_LIMIT)
        (after,) = await self._moderation.change(
            slug, [name], Move.EDIT, lambda each: moves.edited(each, said), _by(person), seen=seen
        )
        await self._rung(slug)
        return after

    async def group(self, person: Person, slug: Slug, names: Sequence[QuestionId]) -> Question:
        """Have these be one question. Raises QuestionUnsuitable, InputInvalid."""
        await self._require(person, slug, names)
        if len(set(names)) < 2:
            raise InputInvalid(field="question", problem="choose two or more that ask the same.")
        lead = await self._moderation.group(slug, names, _by(person))
        await self._rung(slug)
        return lead

    async def ungroup(self, person: Person, slug: Slug, names: Sequence[QuestionId]) -> None:
        """Have each of these stand by itself."""
        await self._require(person, slug, names)
        await self._moderation.ungroup(slug, names, _by(person))
        await self._rung(slug)

    async def block(self, person: Person, slug: Slug, name: QuestionId, span: str) -> None:
        """Put to spam for a while what comes from there; in every blog, by whoever moderates in every one.

        Raises QuestionUnknown once nobody can tell whence it came.
        """
        require(person, Verb.MODERATE_QUESTIONS, slug)
        if span not in SPANS:
            raise InputInvalid(field="span", problem=f"choose one of: {', '.join(SPANS)}.")
        everywhere = may(person, Verb.MODERATE_QUESTIONS)
        await self._moderation.block(slug, name, span, _by(person), everywhere=everywhere)
        await self._rung(slug)

    async def unblock(self, person: Person, slug: Slug, block: str) -> None:
        """Let a network ask again."""
        require(person, Verb.MODERATE_QUESTIONS, slug)
        everywhere = may(person, Verb.MODERATE_QUESTIONS)
        await self._moderation.unblock(slug, block, _by(person), everywhere=everywhere)
        await self._rung(slug)

    async def blocks(self, person: Person, slug: Slug) -> Sequence[Block]:
        """The blocks that stand."""
        require(person, Verb.SEE_QUESTIONS, slug)
        return await self._moderation.blocks(slug)

    async def form(self, person: Person, slug: Slug) -> FormRules:
        """How the form stands."""
        require(person, Verb.SEE_QUESTIONS, slug)
        return await self._moderation.form(slug)

    async def set_form(self, person: Person, slug: Slug, rules: FormRules) -> None:
        """Open or close the form, set its hours, call for questions."""
        require(person, Verb.SET_QUESTION_FORM, slug)
        await self._moderation.set_form(slug, rules, _by(person))
        await self._rung(slug)

    async def words(self, person: Person) -> Sequence[str]:
        """The newsroom's list of words; nothing to whoever may not set it."""
        return await self._moderation.words() if may(person, Verb.SET_QUESTION_WORDS) else ()

    async def set_words(self, person: Person, slug: Slug, typed: str) -> None:
        """Have the list be what is typed, one word a line. Raises TooLong, WordsFull, InputInvalid."""
        require(person, Verb.SET_QUESTION_WORDS)
        await self._moderation.set_words(slug, words_in(typed), _by(person))

    async def _require(self, person: Person, slug: Slug, names: Sequence[QuestionId]) -> None:
        """Raise unless there are some, few enough, and this person may moderate each."""
        require(person, Verb.SEE_QUESTIONS, slug)
        if not names:
            raise InputInvalid(field="question", problem="choose one or more first.")
        if len(names) > PAGE:
            raise TooMany(field="questions", count=len(names), limit=PAGE)
        if not all(map(is_name, names)):
            raise QuestionUnknown
        if may(person, Verb.MODERATE_QUESTIONS, slug):
            return
        for each in names:
            found = (await self._moderation.find(slug, each)).question
            require(person, Verb.MODERATE_QUESTIONS, slug, own=is_own(person, found))

    async def _rung(self, slug: Slug) -> None:
        # It is done: that others hear of it late is no reason to say that it is not.
        with suppress(StoppressError):
            await self._ring(slug, What.QUESTIONS)


def is_own(person: Person, question: Question) -> bool:
    """Whether a question was given to this person."""
    return question.assigned is not None and question.assigned.id == person.id


def _by(person: Person) -> By:
    return By(person.id, person.name)


def _given(person: Person, slug: Slug, name: QuestionId, to: Person) -> NewNotice:
    return NewNotice(
        kind=NoticeKind.ASSIGNED,
        text=f"{person.name} gives you a reader's question to answer.",
        path=f"/desk/blogs/{slug}/questions/{name}",
        to=frozenset({to.id}),
        key=f"question {name} {to.id}",
        blog=slug,
        but=person.id,
    )
