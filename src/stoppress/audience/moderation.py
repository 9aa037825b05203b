"""Moderation: what the desk does with readers' questions.

Knows that a question leads others or is grouped with one that does, that what is done to one that leads is done to all of its
group, and that everything that is done is noted: who, what, when, never the reader's words.
Does not know who may (`actions`), nor what may become of a question (`question_moves`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from stoppress.audience import question_blocks as blocks
from stoppress.audience import question_moves as moves
from stoppress.audience.question import By, Question, QuestionId, State
from stoppress.audience.question_forms import FormRules, find_form, set_form
from stoppress.audience.question_moves import Move
from stoppress.audience.question_rows import PAGE, Search, counts, grouped_with, listed, named, page_of, put
from stoppress.audience.question_words import listed_words, set_words
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.moments import in_utc
from stoppress.database.schema_questions import question_log, questions
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors.questions import QuestionChanged, QuestionUnsuitable

LOG_PAGE: Final = 200
"""Entries of the log that are shown, the latest."""

GROUP_LIMIT: Final = 500
"""Questions of a group that are shown one by one."""

Change = Callable[[Question], Question]
"""What becomes of a question. It may refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of questions that lead, how many there are in each state, and after which one the next page begins."""

    questions: Sequence[Question]
    counts: Mapping[State, int]
    older: QuestionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A question with those that are grouped with it, and what was done to it."""

    question: Question
    group: Sequence[Question]
    log: Sequence[Deed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that was done, as it is noted. `what` is a move, or a word for what is none."""

    what: str
    by: str
    detail: str
    at: datetime
    question: QuestionId | None


class Moderation:
    """What the desk does. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, writes: GroupedWrites, now: Callable[[], datetime]) -> None:
        self._database = database
        self._writes = writes
        self._now = now

    async def look(self, blog: Slug, search: Search) -> Listed:
        """A page of a blog's questions, the newest first."""

        def looking(connection: Connection) -> Listed:
            found = listed(connection, page_of(blog, search))
            shown = found[:PAGE]
            return Listed(
                questions=shown,
                counts=counts(connection, blog),
                older=shown[-1].id if len(found) > PAGE else None,
            )

        return await self._database.read(looking)

    async def find(self, blog: Slug, name: QuestionId) -> Whole:
        """One question and its group. Raises QuestionUnknown."""

        def finding(connection: Connection) -> Whole:
            (found,) = named(connection, blog, [name])
            noted = question_log.c.blog == blog, question_log.c.question == name
            return Whole(
                question=found,
                group=grouped_with(connection, name)[:GROUP_LIMIT],
                log=_log(connection, *noted),
            )

        return await self._database.read(finding)

    async def log(self, blog: Slug) -> Sequence[Deed]:
        """What was done in a blog, the latest first."""
        return await self._database.read(lambda connection: _log(connection, question_log.c.blog == blog))

    async def change(
        self,
        blog: Slug,
        names: Sequence[QuestionId],
        move: Move,
        to: Change,
        by: By,
        *,
        detail: str = "",
        seen: datetime | None = None,
    ) -> list[Question]:
        """Make these questions, and those grouped with them, what `to` makes of each; those named, afterwards.

        One that is grouped and of which it can make nothing stays as it is. Raises QuestionUnknown, QuestionChanged where one
        is not as it was `seen`, and what `to` does.
        """

        def changing(connection: Connection) -> list[Question]:
            now, after = self._now(), []
            for each in named(connection, blog, names):
                if seen is not None and each.changed_at != seen:
                    raise QuestionChanged
                after.append(self._put(connection, each, to(each), now))
                if move is not Move.EDIT:
                    self._change_group(connection, each.id, to, now)
                _note(connection, blog, move.value, by, now, question=each.id, detail=detail)
            return after

        return await self._writes.write(changing)

    async def group(self, blog: Slug, names: Sequence[QuestionId], by: By) -> Question:
        """Have these be one group, with all that were grouped with them; the earliest leads. Raises QuestionUnsuitable."""

        def grouping(connection: Connection) -> Question:
            now = self._now()
            chosen = sorted(named(connection, blog, names), key=lambda each: (each.received_at, each.id))
            for each in chosen:
                if not moves.can(each, Move.GROUP):
                    raise QuestionUnsuitable(state=each.state.value)
            lead = chosen[0]
            if lead.lead is not None:
                lead = self._put(connection, lead, replace(lead, lead=None), now)
            for each in chosen[1:]:
                for one in (each, *grouped_with(connection, each.id)):
                    if one.id != lead.id:
                        self._put(connection, one, replace(one, lead=lead.id), now)
            _note(connection, blog, Move.GROUP.value, by, now, question=lead.id, detail=f"{len(chosen)} questions")
            return named(connection, blog, [lead.id])[0]

        return await self._writes.write(grouping)

    async def ungroup(self, blog: Slug, names: Sequence[QuestionId], by: By) -> None:
        """Have each of these stand by itself; of one that leads, all that are grouped with it."""

        def ungrouping(connection: Connection) -> None:
            now = self._now()
            for each in named(connection, blog, names):
                for one in grouped_with(connection, each.id) if each.lead is None else [each]:
                    self._put(connection, one, replace(one, lead=None), now)
                _note(connection, blog, Move.UNGROUP.value, by, now, question=each.id)

        await self._writes.write(ungrouping)

    async def publish(self, blog: Slug, post: PostId) -> bool:
        """The post of an answer stands in the log: its question is answered in the open, and all grouped with it."""

        def publishing(connection: Connection) -> bool:
            here = questions.c.blog == blog, questions.c.post == post, questions.c.state == State.ANSWERED.value
            found = listed(connection, select(questions).where(*here, questions.c.lead.is_(None)))
            now = self._now()
            for each in found:
                self._put(connection, each, moves.published(each, post), now)
                self._change_group(connection, each.id, lambda one: moves.published(one, post), now)
            return bool(found)

        return await self._writes.write(publishing)

    async def answered(self) -> Sequence[Question]:
        """Those whose answers are on their way, in every blog."""
        query = select(questions).where(questions.c.state == State.ANSWERED.value, questions.c.lead.is_(None))
        return await self._database.read(lambda connection: listed(connection, query))

    async def block(self, blog: Slug, question: QuestionId, span: str, by: By, *, everywhere: bool = False) -> None:
        """Put to spam, for a span of `question_blocks.SPANS`, what comes from where this question came from."""

        def blocking(connection: Connection) -> None:
            now = self._now()
            blocks.block(connection, blog, question, by, now + blocks.SPANS[span], now, everywhere=everywhere)
            detail = f"{span}, in every blog" if everywhere else span
            _note(connection, blog, "block", by, now, question=question, detail=detail)

        await self._writes.write(blocking)

    async def unblock(self, blog: Slug, name: str, by: By, *, everywhere: bool = False) -> None:
        """Let a network ask again, as for `question_blocks.unblock`."""

        def unblocking(connection: Connection) -> None:
            if blocks.unblock(connection, blog, name, everywhere=everywhere):
                _note(connection, blog, "unblock", by, self._now())

        await self._writes.write(unblocking)

    async def blocks(self, blog: Slug) -> Sequence[blocks.Block]:
        """The blocks that stand."""
        return await self._database.read(lambda connection: blocks.blocks_of(connection, blog, self._now()))

    async def form(self, blog: Slug) -> FormRules:
        """How a blog's form stands."""
        return await self._database.read(lambda connection: find_form(connection, blog))

    async def set_form(self, blog: Slug, rules: FormRules, by: By) -> None:
        """Open or close a blog's form, and call for questions."""

        def setting(connection: Connection) -> None:
            set_form(connection, blog, rules)
            hours = rules.clock_hours
            detail = ("open" if rules.is_open else "closed") + (f", {hours[0]} to {hours[1]}" if hours else "")
            _note(connection, blog, "form", by, self._now(), detail=detail)

        await self._writes.write(setting)

    async def words(self) -> Sequence[str]:
        """The newsroom's list of words."""
        return await self._database.read(listed_words)

    async def set_words(self, blog: Slug, words: Iterable[str], by: By) -> None:
        """Have the list be this; `blog` is where it was changed, and noted."""
        every = list(words)

        def setting(connection: Connection) -> None:
            set_words(connection, every)
            _note(connection, blog, "words", by, self._now(), detail=f"{len(every)} words")

        await self._writes.write(setting)

    def _change_group(self, connection: Connection, lead: QuestionId, to: Change, now: datetime) -> None:
        for each in grouped_with(connection, lead):
            try:
                self._put(connection, each, to(each), now)
            except QuestionUnsuitable:
                continue

    def _put(self, connection: Connection, before: Question, after: Question, now: datetime) -> Question:
        if after != before:
            put(connection, after, now)
        return replace(after, changed_at=now.astimezone(UTC)) if after != before else before


def _note(
    connection: Connection,
    blog: Slug,
    deed: str,
    by: By,
    now: datetime,
    *,
    question: QuestionId | None = None,
    detail: str = "",
) -> None:
    row = {
        "blog": blog,
        "question": question,
        "person": by.id,
        "person_name": by.name,
        "deed": deed,
        "detail": detail,
        "at": now.astimezone(UTC),
    }
    connection.execute(insert(question_log), [row])


def _log(connection: Connection, *which: object) -> list[Deed]:
    query = select(question_log).where(*which).order_by(question_log.c.id.desc()).limit(LOG_PAGE)  # type: ignore[arg-type]
    return [
        Deed(
            what=row["deed"],
            by=row["person_name"],
            detail=row["detail"],
            at=in_utc(row["at"]),
            question=QuestionId(row["question"]) if row["question"] is not None else None,
        )
        for row in connection.execute(query).mappings()
    ]
