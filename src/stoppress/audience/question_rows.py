"""Questions as rows: how one is read and written.

Knows columns, and that a question leads others or is grouped with one that does.
Does not know who may read one, nor what may become of it (`question_moves`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.engine import Connection, RowMapping

from stoppress.audience.question import By, Question, QuestionId, State, Suspicion, Words
from stoppress.database.moments import in_utc
from stoppress.database.schema_questions import questions
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors.questions import QuestionUnknown

PAGE: Final = 50
"""Questions on one page of the list."""

# SQLite takes 32,766 values in one statement.
_NAMED_AT_ONCE: Final = 1_000

_ESCAPE: Final = "\\"


@dataclass(frozen=True, slots=True)
class Search:
    """What a list is to show: those of these states, given to this person, that say this; older than one of them."""

    states: Sequence[State] = ()
    said: str = ""
    assigned: str = ""
    before: QuestionId | None = None


def question_of(row: RowMapping, others: int = 0) -> Question:
    """A row as a question."""
    return Question(
        id=QuestionId(row["id"]),
        blog=Slug(row["blog"]),
        words=Words(text=row["text"], name=row["name"], place=row["place"]),
        state=State(row["state"]),
        suspicion=Suspicion(row["suspicion"]),
        is_proved=row["is_proved"],
        received_at=in_utc(row["received_at"]),
        changed_at=in_utc(row["changed_at"]),
        edited=row["edited"],
        lead=QuestionId(row["lead"]) if row["lead"] is not None else None,
        others=others,
        assigned=By(row["assigned"], row["assigned_name"]) if row["assigned"] is not None else None,
        post=PostId(row["post"]) if row["post"] is not None else None,
        attempt=row["attempt"],
        has_network=row["whence"] is not None,
    )


def put(connection: Connection, question: Question, now: datetime) -> None:
    """Write what staff can change of a question."""
    changes = {
        "edited": question.edited,
        "state": question.state.value,
        "lead": question.lead,
        "assigned": question.assigned.id if question.assigned else None,
        "assigned_name": question.assigned.name if question.assigned else None,
        "post": question.post,
        "attempt": question.attempt,
        "changed_at": in_utc(now),
    }
    connection.execute(update(questions).where(questions.c.id == question.id).values(changes))


def named(connection: Connection, blog: Slug, names: Sequence[QuestionId]) -> list[Question]:
    """These questions of a blog, in this order. Raises QuestionUnknown where one is not there."""
    found: dict[str, Question] = {}
    for at in range(0, len(names), _NAMED_AT_ONCE):
        query = select(questions).where(questions.c.blog == blog, questions.c.id.in_(names[at : at + _NAMED_AT_ONCE]))
        found |= {each.id: each for each in listed(connection, query)}
    if not found.keys() >= set(names):
        raise QuestionUnknown
    return [found[each] for each in dict.fromkeys(names)]


def grouped_with(connection: Connection, lead: QuestionId) -> list[Question]:
    """Those that are grouped with one that leads, as they came."""
    query = select(questions).where(questions.c.lead == lead).order_by(questions.c.received_at, questions.c.id)
    return [question_of(each) for each in connection.execute(query).mappings()]


def listed(connection: Connection, query: Select[Any]) -> list[Question]:
    """The questions a query finds, each with how many are grouped with it."""
    rows = connection.execute(query).mappings().all()
    others = _others(connection, [row["id"] for row in rows])
    return [question_of(row, others.get(row["id"], 0)) for row in rows]


def page_of(blog: Slug, search: Search) -> Select[Any]:
    """The newest questions that lead, as asked for: one more than fit on a page, if there are more."""
    query = select(questions).where(questions.c.blog == blog, questions.c.lead.is_(None))
    if search.states:
        query = query.where(questions.c.state.in_([each.value for each in search.states]))
    if search.assigned:
        query = query.where(questions.c.assigned == search.assigned)
    if search.said.strip():
        query = query.where(_saying(blog, search.said.strip()))
    if search.before is not None:
        at = select(questions.c.received_at).where(questions.c.id == search.before).scalar_subquery()
        older = (questions.c.received_at == at) & (questions.c.id < search.before)
        query = query.where(or_(questions.c.received_at < at, older))
    return query.order_by(questions.c.received_at.desc(), questions.c.id.desc()).limit(PAGE + 1)


def _saying(blog: Slug, said: str) -> Any:
    """Those that say so themselves, and those with which one is grouped that does."""
    columns = questions.c.text, questions.c.edited, questions.c.name, questions.c.place

    def matches() -> Any:
        return or_(*(func.lower(each).contains(said.lower(), autoescape=True) for each in columns))

    leads = select(questions.c.lead).where(questions.c.blog == blog, questions.c.lead.is_not(None), matches())
    return or_(matches(), questions.c.id.in_(leads))


def counts(connection: Connection, blog: Slug) -> dict[State, int]:
    """How many that lead are in each state."""
    query = (
        select(questions.c.state, func.count())
        .where(questions.c.blog == blog, questions.c.lead.is_(None))
        .group_by(questions.c.state)
    )
    return {State(state): count for state, count in connection.execute(query)}


def _others(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    every = list(names)
    found: dict[str, int] = {}
    for at in range(0, len(every), _NAMED_AT_ONCE):
        query = (
            select(questions.c.lead, func.count())
            .where(questions.c.lead.in_(every[at : at + _NAMED_AT_ONCE]))
            .group_by(questions.c.lead)
        )
        found.update((lead, count) for lead, count in connection.execute(query))
    return found
