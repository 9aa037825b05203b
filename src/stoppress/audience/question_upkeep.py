"""Upkeep: what happens to questions by itself. New ones are grouped with those that ask the same; old ones are deleted.

Knows for how long what is kept (docs/explanation/privacy.md says why).
Does not know when it is done (`clockwork`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.engine import Connection

from stoppress.audience.likeness import Likenesses
from stoppress.audience.question import QuestionId, State
from stoppress.audience.question_blocks import forget_blocks
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.schema_questions import question_keys, question_log, questions
from stoppress.domain.identifiers import PostId, Slug

LOG_KEPT: Final = timedelta(days=400)
"""How long it is kept who did what."""

SPAM_KEPT: Final = timedelta(days=14)
"""How long what looked like spam is kept, so that a mistake can be put right."""

_KEYS_KEPT: Final = timedelta(days=2)

_AT_ONCE: Final = 200

# With older ones nothing is compared: what was asked then is another moment's question.
_COMPARED: Final = 2_000

_OPEN: Final = (State.NEW, State.ASKED_FOR, State.ASSIGNED, State.ANSWERED)


class QuestionUpkeep:
    """Does it when it is told to. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, writes: GroupedWrites) -> None:
        self._database = database
        self._writes = writes

    async def sort(self) -> frozenset[Slug]:
        """Group what has come with what asks the same; the blogs in which something has come."""
        unsorted = select(questions.c.id).where(questions.c.is_sorted.is_(False)).limit(1)
        if await self._database.read(lambda connection: connection.execute(unsorted).first()) is None:
            return frozenset()
        return await self._writes.write(_sort)

    async def forget_post(self, slug: Slug, post: PostId) -> None:
        """Delete the words of those whose answer is this post: its words were removed by law. Twice changes nothing."""
        here = questions.c.blog == slug, questions.c.post == post
        # The hash too: whoever guesses the words could find out by it that they were these.
        forgetting = update(questions).where(*here).values(text="", name="", place="", edited="", sent="")
        await self._writes.write(lambda connection: connection.execute(forgetting))


def forget_questions(connection: Connection, now: datetime, *, days: int) -> None:
    """Delete what is kept no longer, and what networks were told from one another by on days that are over."""
    now = now.astimezone(UTC)
    spam = and_(questions.c.state == State.SPAM.value, questions.c.received_at < now - SPAM_KEPT)
    due = or_(spam, questions.c.received_at < now - timedelta(days=days))
    # The earliest of a group leads it: those that are left stand by themselves, and are compared no more.
    gone = select(questions.c.id).where(due)
    connection.execute(update(questions).where(questions.c.lead.in_(gone)).values(lead=None))
    connection.execute(delete(questions).where(due))
    over = questions.c.whence_on < now.date()
    connection.execute(update(questions).where(over).values(whence=None, whence_on=None))
    connection.execute(delete(question_log).where(question_log.c.at < now - LOG_KEPT))
    connection.execute(delete(question_keys).where(question_keys.c.day < (now - _KEYS_KEPT).date()))
    forget_blocks(connection, now)


def question_faults(connection: Connection) -> list[str]:
    """What is wrong with the questions that are kept, a sentence for each kind."""
    leading = select(questions.c.id).where(questions.c.lead.is_(None))
    astray = questions.c.lead.is_not(None) & questions.c.lead.not_in(leading)
    unsaid = (questions.c.state == State.PUBLISHED.value) & questions.c.post.is_(None)
    faults = []
    for fault, said in ((astray, "grouped with one that leads no group"), (unsaid, "published in no post")):
        count = connection.scalar(select(func.count()).select_from(questions).where(fault)) or 0
        if count:
            faults.append(f"{count} of the questions: {said}.")
    return faults


def _sort(connection: Connection) -> frozenset[Slug]:
    query = select(questions).where(questions.c.is_sorted.is_(False))
    rows = connection.execute(query.order_by(questions.c.received_at, questions.c.id).limit(_AT_ONCE)).all()
    by_blog: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        by_blog[row.blog].append((row.id, row.text))
    for blog, fresh in by_blog.items():
        _group(connection, blog, fresh)
    return frozenset(map(Slug, by_blog))


def _group(connection: Connection, blog: str, fresh: Sequence[tuple[str, str]]) -> None:
    here = questions.c.blog == blog, questions.c.is_sorted, questions.c.lead.is_(None)
    leading = select(questions.c.id, questions.c.text).where(
        *here, questions.c.state.in_([each.value for each in _OPEN])
    )
    latest = connection.execute(leading.order_by(questions.c.received_at.desc()).limit(_COMPARED)).all()
    known = Likenesses[QuestionId]()
    for row in reversed(latest):
        known.add(QuestionId(row.id), row.text)
    for name, text in fresh:
        lead = known.most_like(text)
        if lead is None:
            known.add(QuestionId(name), text)
        mine = questions.c.id == name
        connection.execute(update(questions).where(mine).values(is_sorted=True, lead=lead))
